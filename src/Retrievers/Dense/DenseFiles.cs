using System.Runtime.InteropServices;

namespace LongRag.Retrievers.Dense;

/// <summary>The files of one generation of an index, to be written at their ends. What stands behind the counts of the manifest does not count, and is cut off or written over.</summary>
internal sealed class DenseFiles : IDisposable
{
    public static readonly string[] Extensions = ["codes", "scales", "rows", "documents", "descriptions", "deleted"];

    private const int BufferBytes = 256 * 1024;

    private readonly FileStream[] _files;

    private DenseFiles(FileStream[] files) => _files = files;

    public FileStream Codes => _files[0];

    public FileStream Scales => _files[1];

    public FileStream Rows => _files[2];

    public FileStream Documents => _files[3];

    public FileStream Descriptions => _files[4];

    public FileStream Deleted => _files[5];

    public static string PathOf(string folder, string generation, string extension) => Path.Combine(folder, $"{generation}.{extension}");

    /// <summary>How long each file must be, in the order of <see cref="Extensions"/>.</summary>
    public static long[] LengthsOf(DenseManifest manifest) =>
    [
        manifest.Rows * (long)manifest.Schema.RowBytes, manifest.Schema.HasScales ? manifest.Rows * (long)sizeof(float) : 0, manifest.Rows * (long)RowRecord.Bytes, manifest.Documents * (long)DocumentRecord.Bytes,
        manifest.DescriptionBytes, manifest.Deleted * (long)sizeof(int),
    ];

    /// <summary>Opens them behind what the manifest counts, creating what is missing.</summary>
    /// <exception cref="EndOfStreamException">A file is shorter than the manifest says.</exception>
    public static DenseFiles Open(string folder, DenseManifest manifest)
    {
        var files = new List<FileStream>();
        try
        {
            foreach (var (extension, length) in Extensions.Zip(LengthsOf(manifest)))
            {
                var file = new FileStream(PathOf(folder, manifest.Generation, extension), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, BufferBytes);
                files.Add(file);
                if (file.Length < length) throw new EndOfStreamException($"{Path.GetFileName(file.Name)} has {file.Length} bytes and should have {length}");
                Cut(file, length);
                file.Position = length;
            }

            return new DenseFiles([.. files]);
        }
        catch
        {
            foreach (var file in files) file.Dispose();
            throw;
        }
    }

    /// <summary>Appends one value.</summary>
    public static void Write<T>(FileStream file, T value) where T : unmanaged => file.Write(MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in value, 1)));

    /// <summary>Returns when everything written is on the disk.</summary>
    public void Flush()
    {
        foreach (var file in _files) file.Flush(flushToDisk: true);
    }

    /// <summary>Hands everything to the system, so that others can read it.</summary>
    public void Publish()
    {
        foreach (var file in _files) file.Flush();
    }

    public void Dispose()
    {
        foreach (var file in _files) file.Dispose();
    }

    /// <summary>Deletes the files of other generations. A file that another process still reads may refuse; the next writer tries again.</summary>
    public static void DeleteOthers(string folder, string generation)
    {
        foreach (var file in Directory.EnumerateFiles(folder).Where(f => Extensions.Contains(Path.GetExtension(f).TrimStart('.')) && !string.Equals(Path.GetFileNameWithoutExtension(f), generation, StringComparison.Ordinal)))
        {
            try
            {
                File.Delete(file);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // Still mapped: it costs nothing but space.
            }
        }
    }

    private static void Cut(FileStream file, long length)
    {
        try
        {
            if (file.Length > length) file.SetLength(length);
        }
        catch (IOException)
        {
            // A reader has it mapped and the system does not cut mapped files: what is behind is written over.
        }
    }
}
