using System.Xml;
using AngleSharp.Dom;

namespace LongRag.Ingest;

/// <summary>An entry of a book's table of contents.</summary>
/// <param name="Title">Its words.</param>
/// <param name="Level">1 to 6.</param>
/// <param name="Path">The file it leads to.</param>
/// <param name="Anchor">The element there that it leads to; empty for the file's start.</param>
internal sealed record EpubEntry(string Title, int Level, string Path, string Anchor);

/// <summary>Reads tables of contents: EPUB 3's navigation document and EPUB 2's NCX.</summary>
internal static class EpubNavigation
{
    private const int MostEntries = 20_000;
    private const int MostTitle = 1000;
    private const int DeepestLevel = 6;

    /// <summary>The entries of an NCX; throws <see cref="XmlException"/>.</summary>
    public static IReadOnlyList<EpubEntry> ReadNcx(Stream content, string path)
    {
        var entries = new List<EpubEntry>();
        using var reader = SafeXml.Create(content, allowsDocumentType: true);
        var (level, title) = (0, "");
        while (SafeXml.Next(reader) && entries.Count < MostEntries)
        {
            if (reader.LocalName == "navPoint" && !reader.IsEmptyElement)
            {
                level += reader.NodeType == XmlNodeType.EndElement ? -1 : 1;
                title = "";
            }
            else if (reader.NodeType == XmlNodeType.Element && level > 0 && reader.LocalName == "text") title = BlockWriter.OneLine(CleanText.Of(XmlText.Read(reader, MostTitle), out _));
            else if (reader.NodeType == XmlNodeType.Element && level > 0 && reader.LocalName == "content" && reader.GetAttribute("src") is { } target) Add(entries, title, level, path, target);
        }

        return entries;
    }

    /// <summary>The entries of a navigation document; throws <c>too_deep</c>.</summary>
    public static IReadOnlyList<EpubEntry> ReadDocument(string xhtml, string path)
    {
        var entries = new List<EpubEntry>();
        using var page = HtmlReader.ParsePage(Xhtml.AsHtml(xhtml));
        var lists = page.GetElementsByTagName("nav");
        if ((lists.FirstOrDefault(nav => nav.GetAttribute("epub:type")?.Split(' ').Contains("toc", StringComparer.Ordinal) == true) ?? (lists.Length > 0 ? lists[0] : null)) is not { } contents) return entries;
        var level = 0;
        HtmlWalk.Run(contents, Enter, element => level -= element.LocalName == "ol" ? 1 : 0);
        return entries;

        bool Enter(INode node)
        {
            if (node is not IElement element || entries.Count == MostEntries) return false;
            if (element.LocalName == "ol") level++;
            if (element.LocalName != "a") return true;
            var title = BlockWriter.OneLine(CleanText.Of(element.TextContent, out _));
            if (element.GetAttribute("href") is { } target) Add(entries, title.Length > MostTitle ? title[..MostTitle] : title, level, path, target);
            return false;
        }
    }

    private static void Add(List<EpubEntry> entries, string title, int level, string path, string target)
    {
        var hash = target.IndexOf('#', StringComparison.Ordinal);
        if (title.Length > 0 && hash != 0) entries.Add(new EpubEntry(title, Math.Clamp(level, 1, DeepestLevel), PartPath.Resolve(path, target), hash < 0 ? "" : target[(hash + 1)..]));
    }
}
