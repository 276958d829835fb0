using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace LongRag.Ingest;

/// <summary>Gives a chapter without headings those that the table of contents has for it.</summary>
internal static class ChapterHeadings
{
    /// <summary>Puts headings where the entries lead to. A block that says what the entry says becomes the heading. Nothing is done to a chapter that has headings of its own, or no text.</summary>
    public static void Add(IHtmlDocument page, IReadOnlyList<EpubEntry> entries)
    {
        if (entries.Count == 0 || page.Body is not { } body || body.QuerySelector("h1,h2,h3,h4,h5,h6") is not null) return;
        if (FirstText(body) is not { } first) return;
        var (anchors, next) = (Anchors(body, entries), first);
        foreach (var entry in entries)
        {
            INode target = entry.Anchor.Length > 0 && anchors.TryGetValue(entry.Anchor, out var anchor) ? BlockOf(anchor, body) : next;
            if (target.Parent is not { } parent) continue;
            var heading = page.CreateElement(FormattableString.Invariant($"h{entry.Level}"));
            heading.TextContent = entry.Title;
            parent.InsertBefore(heading, target);
            if (!string.Equals(BlockWriter.OneLine(target.TextContent), entry.Title, StringComparison.OrdinalIgnoreCase)) continue;
            parent.RemoveChild(target);
            if (target == next) next = heading;
        }
    }

    /// <summary>The block with the first text, or that text where it stands in the body itself; null where there is none.</summary>
    private static INode? FirstText(IElement body)
    {
        INode? found = null;
        HtmlWalk.Run(body, Enter, _ => { });
        return found;

        bool Enter(INode node)
        {
            if (found is not null) return false;
            if (node is IText text && !string.IsNullOrWhiteSpace(text.Data)) found = text.ParentElement is { } parent && parent != body ? BlockOf(parent, body) : text;
            return node is IElement element && !HtmlElements.IsUnread(element);
        }
    }

    private static Dictionary<string, IElement> Anchors(IElement body, IReadOnlyList<EpubEntry> entries)
    {
        var wanted = entries.Select(entry => entry.Anchor).ToHashSet(StringComparer.Ordinal);
        var anchors = new Dictionary<string, IElement>(StringComparer.Ordinal);
        HtmlWalk.Run(body, Enter, _ => { });
        return anchors;

        bool Enter(INode node)
        {
            if (node is not IElement element) return false;
            if (element.Id is { Length: > 0 } id && wanted.Contains(id)) anchors.TryAdd(id, element);
            return true;
        }
    }

    private static IElement BlockOf(IElement element, IElement body)
    {
        while (element.ParentElement is { } parent && parent != body && !HtmlElements.IsBlock(element)) element = parent;
        return element;
    }
}
