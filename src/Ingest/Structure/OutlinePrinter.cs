using System.Globalization;

namespace LongRag.Ingest;

/// <summary>What stands behind each heading of an outline.</summary>
[Flags]
public enum OutlineDetails
{
    /// <summary>The headings alone.</summary>
    None = 0,

    /// <summary>First and last page, where the document has pages: <c>p. 3-5</c>.</summary>
    Pages = 1,

    /// <summary>Range of characters: <c>[120..980]</c>.</summary>
    Characters = 2,

    /// <summary>Number of passages, those of subsections included: <c>4 passages</c>.</summary>
    Passages = 4,

    /// <summary>Who gave the section its name: <c>author</c>, <c>model</c> or <c>induced</c>; nothing for the root.</summary>
    Origins = 8,

    /// <summary>All of them.</summary>
    All = Pages | Characters | Passages | Origins,
}

/// <summary>Draws a document's sections as a tree, one line each.</summary>
public static class OutlinePrinter
{
    /// <summary>The lines, the title first.</summary>
    /// <param name="document">The document.</param>
    /// <param name="passages">Its passages; needed for <see cref="OutlineDetails.Passages"/> only.</param>
    /// <param name="details">What to show of each section.</param>
    /// <param name="highlights">Sentences to show below the headings of their sections, a line each; null for none.</param>
    public static IReadOnlyList<string> Print(Document document, IReadOnlyList<Passage>? passages = null, OutlineDetails details = OutlineDetails.None, IReadOnlyList<Highlight>? highlights = null)
    {
        ArgumentNullException.ThrowIfNull(document);
        var sections = document.Sections;
        var counts = CountPassages(sections, passages ?? []);
        var isLast = LastChildren(sections);
        var below = (highlights ?? []).ToLookup(h => h.Section, h => h.Span);
        var lines = new List<string>(sections.Count);
        var stems = new string[sections.Count];
        foreach (var section in sections)
        {
            var branch = "";
            if (section.Parent >= 0)
            {
                branch = stems[section.Parent] + (isLast[section.Ordinal] ? "└─ " : "├─ ");
                stems[section.Ordinal] = stems[section.Parent] + (isLast[section.Ordinal] ? "  " : "│ ");
            }
            else
            {
                stems[section.Ordinal] = "";
            }

            lines.Add(branch + section.Label + Details(document, section, counts[section.Ordinal], details));
            var hasParts = section.Ordinal + 1 < sections.Count && sections[section.Ordinal + 1].Parent == section.Ordinal;
            lines.AddRange(below[section.Ordinal].Select(span => $"{stems[section.Ordinal]}{(hasParts ? "│ " : "  ")}» {OneLine.Of(document.Text, span)}"));
        }

        return lines;
    }

    private static string Details(Document document, Section section, int passages, OutlineDetails details)
    {
        var parts = new List<string>();
        if (details.HasFlag(OutlineDetails.Pages) && document.PageAt(section.Span.Start) is { } first)
        {
            var last = document.PageAt(Math.Max(section.Span.Start, section.Span.Trimmed(document.Text).End - 1));
            parts.Add(first == last ? string.Create(CultureInfo.InvariantCulture, $"p. {first}") : string.Create(CultureInfo.InvariantCulture, $"p. {first}-{last}"));
        }

        if (details.HasFlag(OutlineDetails.Characters)) parts.Add(string.Create(CultureInfo.InvariantCulture, $"[{section.Span}]"));
        if (details.HasFlag(OutlineDetails.Passages)) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{passages} {(passages == 1 ? "passage" : "passages")}"));
        if (details.HasFlag(OutlineDetails.Origins) && section.Origin != SectionOrigin.Root) parts.Add(section.Origin == SectionOrigin.Authored ? "author" : section.Origin == SectionOrigin.Model ? "model" : "induced");
        return parts.Count == 0 ? "" : "  " + string.Join("  ", parts);
    }

    private static int[] CountPassages(IReadOnlyList<Section> sections, IReadOnlyList<Passage> passages)
    {
        var counts = new int[sections.Count];
        foreach (var passage in passages) counts[passage.Section]++;
        for (var i = sections.Count - 1; i > 0; i--) counts[sections[i].Parent] += counts[i];
        return counts;
    }

    private static bool[] LastChildren(IReadOnlyList<Section> sections)
    {
        var (isLast, seen) = (new bool[sections.Count], new bool[sections.Count]);
        for (var i = sections.Count - 1; i > 0; i--)
        {
            isLast[i] = !seen[sections[i].Parent];
            seen[sections[i].Parent] = true;
        }

        return isLast;
    }
}
