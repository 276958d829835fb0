using System.Text;

namespace LongRag.Cli.Commands.Eval;

/// <summary>A file that appears when it is complete.</summary>
internal static class WrittenFile
{
    /// <summary>Checks, before long work, that the folder of a file to be written is there.</summary>
    /// <exception cref="LongRagException"><c>not_found</c>.</exception>
    public static void CheckFolder(string? path)
    {
        if (path is not null && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path)))) throw new LongRagException("not_found", $"There is no folder for '{path}'.");
    }

    /// <summary>Writes to a name beside it, then moves it there.</summary>
    /// <exception cref="LongRagException"><c>unwritable</c>.</exception>
    public static void Write(string path, Action<TextWriter> write)
    {
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            try
            {
                using (var writer = new StreamWriter(temporary, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false))) write(writer);
                File.Move(temporary, path, overwrite: true);
            }
            finally
            {
                File.Delete(temporary);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LongRagException("unwritable", $"'{path}' cannot be written: {e.Message}", e);
        }
    }
}
