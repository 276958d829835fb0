namespace LongRag.Ingest;

/// <summary>
/// A file on disk as it was when its ingest began: what the readers of isolated formats are given, here or in a worker. Whoever opens it finds out whether it is still the same.
/// </summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Written">When it was last written, in UTC.</param>
internal sealed record SeekableFile(string Path, long Length, DateTime Written)
{
    // Parsers of these formats jump about and read single bytes; a page of memory would be refilled at each jump, more would be read in vain.
    private const int BufferBytes = 16 * 1024;

    /// <summary>The file behind an open stream that can be sought.</summary>
    public static SeekableFile Of(FileStream file) => new(System.IO.Path.GetFullPath(file.Name), file.Length, File.GetLastWriteTimeUtc(file.SafeFileHandle));

    /// <summary>Opens the file from its start. Throws <c>changed_while_read</c> where it is another one by now, and <see cref="IOException"/> where it is gone.</summary>
    /// <param name="name">What messages call it.</param>
    public FileStream Open(string name)
    {
        var stream = new FileStream(Path, new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.RandomAccess, BufferSize = BufferBytes });
        if (stream.Length == Length && File.GetLastWriteTimeUtc(stream.SafeFileHandle) == Written) return stream;
        stream.Dispose();
        throw Changed(name);
    }

    /// <summary>The error for a file that is no longer what it was.</summary>
    public static LongRagException Changed(string name) => new(IngestCodes.ChangedWhileRead, $"'{name}' changed while it was read; ingest it again.");
}
