namespace LongRag.Retrievers.Dense;

/// <summary>What stands in front of a passage's text when it is embedded.</summary>
public enum DenseRendering
{
    /// <summary>Nothing.</summary>
    Text,

    /// <summary>The document's title.</summary>
    Title,

    /// <summary>The headings from below the title to the passage's section, joined by <c> &gt; </c>.</summary>
    Path,

    /// <summary>Title and headings; the title once, where the first heading repeats it.</summary>
    TitleAndPath,

    /// <summary>The same, and below it the sentence that carries the passage's section, where the passage does not hold it. Which sentence that is, is found when a document is indexed.</summary>
    Described,
}

/// <summary>Makes the text that is embedded for a passage.</summary>
public static class RenderedPassage
{
    private const string Separator = " > ";

    /// <summary>The head, where there is one, a line break, and the passage's text. Names that were found in the text (<see cref="Section.IsInduced"/>) are no headings and are left out.</summary>
    /// <param name="rendering">What stands in the head.</param>
    /// <param name="title">The document's title.</param>
    /// <param name="sectionPath">Headings above the passage.</param>
    /// <param name="text">The passage.</param>
    /// <param name="description">What stands for the section where the rendering is <see cref="DenseRendering.Described"/>; empty for nothing.</param>
    public static string Of(DenseRendering rendering, string title, IReadOnlyList<string> sectionPath, string text, string description = "")
    {
        var head = HeadOf(rendering, title, sectionPath);
        if (rendering is DenseRendering.Described && description.Length > 0) head = head.Length == 0 ? description : $"{head}\n{description}";
        return head.Length == 0 ? text : $"{head}\n{text}";
    }

    /// <summary>The texts of a document's passages.</summary>
    /// <param name="rendering">What stands in front of each.</param>
    /// <param name="entry">The document with its passages.</param>
    /// <param name="describe">The sentence that stands for each section, by the section's ordinal; null for none at all.</param>
    internal static List<string> AllOf(DenseRendering rendering, CorpusEntry entry, Func<Document, IReadOnlyList<TextSpan?>>? describe)
    {
        var document = entry.Document;
        var descriptions = rendering is DenseRendering.Described ? describe?.Invoke(document) : null;
        return [.. entry.Passages.Select(passage => Of(rendering, document.Title, passage.SectionPath, passage.Text, descriptions?[passage.Section] is { } span && !Overlap(span, passage.Span) ? OneLine(span.Of(document.Text)) : ""))];
    }

    private static bool Overlap(TextSpan one, TextSpan other) => one.Start < other.End && other.Start < one.End;

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string HeadOf(DenseRendering rendering, string title, IReadOnlyList<string> sectionPath)
    {
        if (rendering is DenseRendering.Text) return "";
        if (rendering is DenseRendering.Title) return title;
        var path = sectionPath.Where(label => !Section.IsInduced(label)).ToList();
        if (rendering is DenseRendering.TitleAndPath or DenseRendering.Described && !(path.Count > 0 && string.Equals(path[0], title, StringComparison.OrdinalIgnoreCase))) path.Insert(0, title);
        return string.Join(Separator, path);
    }
}
