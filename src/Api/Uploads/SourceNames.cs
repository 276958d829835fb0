using LongRag.Api.Errors;

namespace LongRag.Api.Uploads;

/// <summary>Makes the name that a document is known by from what a client sent. It is a label: files lie under names of our own, so that no name ever becomes a path.</summary>
internal static class SourceNames
{
    private const int Longest = 1024;

    /// <summary>Of a file's name: drives, empty steps and steps upwards are dropped, so that the same file has the same label from every system.</summary>
    public static string OfFile(string fileName, string field)
    {
        var steps = fileName.Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries).Where(step => step is not ("." or "..") && !(step.Length == 2 && step[1] == ':'));
        return Checked(string.Join('/', steps), field);
    }

    /// <summary>A label that the client chose, checked.</summary>
    public static string Checked(string source, string field)
    {
        if (string.IsNullOrWhiteSpace(source)) throw new ArgumentRefusedException(field, $"'{field}' is empty; say what the document is to be known by.");
        if (source.Length > Longest) throw new ArgumentRefusedException(field, $"'{field}' has {source.Length} characters; at most {Longest} are possible.");
        if (source.Any(char.IsControl) || !IsWellFormed(source)) throw new ArgumentRefusedException(field, $"'{field}' holds characters that cannot stand in a name.");
        return source;
    }

    /// <summary>Whether it is text: no half of a surrogate pair.</summary>
    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }

        return true;
    }
}
