namespace LongRag.Models.Encoders.Onnx;

/// <summary>Sizes and times of files, to notice that they are no longer those that were hashed.</summary>
internal sealed class FileStamps
{
    private readonly (string Path, long Length, DateTime Written)[] _files;

    private FileStamps((string Path, long Length, DateTime Written)[] files) => _files = files;

    public static FileStamps Of(IReadOnlyList<string> files) => new([.. files.Select(Stamp)]);

    /// <exception cref="LongRagException"><c>encoder_changed</c>, with the first file that differs.</exception>
    public void Check(string name)
    {
        foreach (var file in _files)
            if (Stamp(file.Path) != file)
                throw new LongRagException("encoder_changed", $"'{file.Path}' of the encoder '{name}' changed or vanished while it was in use: start again, so that vectors of two encoders are not mixed.");
    }

    private static (string Path, long Length, DateTime Written) Stamp(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? (path, file.Length, file.LastWriteTimeUtc) : (path, -1, default);
    }
}
