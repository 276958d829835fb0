using System.Globalization;

namespace LongRag.Retrievers.Lexical;

/// <summary>Name of a section in an index: its document's id, '#', its ordinal.</summary>
internal static class SectionName
{
    public static string Of(DocumentId document, int ordinal) => string.Create(CultureInfo.InvariantCulture, $"{document.Value}#{ordinal}");

    /// <summary>The document of a section's name, or of a document's own.</summary>
    public static DocumentId DocumentOf(string name) => new(name.IndexOf('#', StringComparison.Ordinal) is var at and >= 0 ? name[..at] : name);
}
