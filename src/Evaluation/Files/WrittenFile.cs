using System.IO.Compression;
using System.Text;

namespace LongRag.Evaluation;

/// <summary>A file that appears under its name when it is complete: UTF-8 without byte order mark, gzip where the name ends in <c>.gz</c>.</summary>
public sealed class WrittenFile : IDisposable
{
    private readonly string _path;
    private readonly string _temporary;
    private readonly StreamWriter _writer;

    /// <summary>Opens a file of another name beside it.</summary>
    /// <exception cref="LongRagException"><c>unwritable</c>.</exception>
    public WrittenFile(string path)
    {
        (_path, _temporary) = (path, $"{path}.{Environment.ProcessId}.tmp");
        _writer = Guarded(() =>
        {
            Stream file = new FileStream(_temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
            return new StreamWriter(path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionLevel.Optimal) : file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        });
    }

    /// <summary>Checks, before long work, that the folder of a file to be written is there.</summary>
    /// <exception cref="LongRagException"><c>not_found</c>.</exception>
    public static void CheckFolder(string? path)
    {
        if (path is not null && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path)))) throw new LongRagException("not_found", $"There is no folder for '{path}'.");
    }

    /// <summary>Writes a whole file.</summary>
    /// <exception cref="LongRagException"><c>unwritable</c>.</exception>
    public static void Write(string path, Action<TextWriter> write)
    {
        using var file = new WrittenFile(path);
        file.Append(write);
        file.Keep();
    }

    /// <summary>Writes a part.</summary>
    /// <exception cref="LongRagException"><c>unwritable</c>.</exception>
    public void Append(Action<TextWriter> write) => Guarded(() =>
    {
        write(_writer);
        return true;
    });

    /// <summary>Closes the file and gives it its name.</summary>
    /// <exception cref="LongRagException"><c>unwritable</c>.</exception>
    public void Keep() => Guarded(() =>
    {
        _writer.Dispose();
        File.Move(_temporary, _path, overwrite: true);
        return true;
    });

    /// <summary>Deletes what was not kept.</summary>
    public void Dispose()
    {
        try
        {
            _writer.Dispose();
        }
        catch (IOException)
        {
            // A full disk was told before; what is left goes now.
        }

        File.Delete(_temporary);
    }

    private T Guarded<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LongRagException("unwritable", $"'{_path}' cannot be written: {failure.Message}", failure);
        }
    }
}
