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
}

/// <summary>Makes the text that is embedded for a passage.</summary>
public static class RenderedPassage
{
    private const string Separator = " > ";

    /// <summary>The head, where there is one, a line break, and the passage's text. Names that were found in the text (<see cref="Section.IsInduced"/>) are no headings and are left out.</summary>
    public static string Of(DenseRendering rendering, string title, IReadOnlyList<string> sectionPath, string text)
    {
        var head = HeadOf(rendering, title, sectionPath);
        return head.Length == 0 ? text : $"{head}\n{text}";
    }

    private static string HeadOf(DenseRendering rendering, string title, IReadOnlyList<string> sectionPath)
    {
        if (rendering is DenseRendering.Text) return "";
        if (rendering is DenseRendering.Title) return title;
        var path = sectionPath.Where(label => !Section.IsInduced(label)).ToList();
        if (rendering is DenseRendering.TitleAndPath && !(path.Count > 0 && string.Equals(path[0], title, StringComparison.OrdinalIgnoreCase))) path.Insert(0, title);
        return string.Join(Separator, path);
    }
}
