using System.IO.Compression;
using System.Text;

namespace LongRag.Evaluation;

/// <summary>The lines of an evaluation file, plain or gzip (told by content), UTF-8 with or without byte order mark, LF or CRLF.</summary>
public static class InputLines
{
    /// <summary>Each line with its number, from 1. Streams.</summary>
    /// <exception cref="LongRagException"><c>not_found</c>, <c>unreadable</c>, or <c>bad_input</c> for a broken gzip stream or bytes that are not UTF-8.</exception>
    public static IEnumerable<(int Number, string Text)> Read(string path)
    {
        using var reader = Open(path);
        foreach (var line in Read(reader, path)) yield return line;
    }

    /// <summary>The lines of something else than a file, which errors name as <paramref name="path"/>.</summary>
    /// <exception cref="LongRagException">As for a file.</exception>
    public static IEnumerable<(int Number, string Text)> Read(TextReader reader, string path)
    {
        ArgumentNullException.ThrowIfNull(reader);
        for (var number = 1; ; number++)
        {
            string? line;
            try
            {
                line = reader.ReadLine();
            }
            catch (Exception e) when (e is InvalidDataException or DecoderFallbackException)
            {
                throw Bad(path, number, e is DecoderFallbackException ? "it is not UTF-8" : "the gzip stream is broken");
            }

            if (line is null) yield break;
            yield return (number, line);
        }
    }

    /// <summary>The error for a line that cannot be understood: <c>bad_input</c>, with file and line number.</summary>
    public static LongRagException Bad(string path, int line, string reason) => new("bad_input", $"{path}, line {line}: {reason}");

    /// <summary>The whole text, plain or gzip; errors as <see cref="Read(string)"/>.</summary>
    public static string ReadAll(string path)
    {
        using var reader = Open(path);
        try
        {
            return reader.ReadToEnd();
        }
        catch (Exception e) when (e is InvalidDataException or DecoderFallbackException)
        {
            throw new LongRagException("bad_input", $"{path}: {(e is DecoderFallbackException ? "it is not UTF-8" : "the gzip stream is broken")}");
        }
    }

    private static StreamReader Open(string path)
    {
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
            Span<byte> magic = stackalloc byte[2];
            var isGzip = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic is [0x1f, 0x8b];
            file.Position = 0;
            Stream content = isGzip ? new GZipStream(file, CompressionMode.Decompress) : file;
            return new StreamReader(content, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true, 1 << 16);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new LongRagException("not_found", $"There is no file '{path}'.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LongRagException("unreadable", $"'{path}' cannot be read: {e.Message}");
        }
    }
}
