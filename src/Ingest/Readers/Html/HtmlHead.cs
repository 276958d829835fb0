using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace LongRag.Ingest;

/// <summary>What a page says of itself in its head.</summary>
internal static partial class HtmlHead
{
    // Scripts of any length may stand before the declaration.
    private const int MostSearched = 1024 * 1024;

    private static readonly Dictionary<string, string> NameOfMeta = new(StringComparer.OrdinalIgnoreCase)
    {
        ["description"] = "description", ["og:description"] = "description", ["dc.description"] = "description",
        ["author"] = "author", ["article:author"] = "author", ["dc.creator"] = "author",
        ["date"] = "date", ["article:published_time"] = "date", ["dc.date"] = "date", ["pubdate"] = "date", ["last-modified"] = "modified", ["article:modified_time"] = "modified",
        ["keywords"] = "keywords",
        ["og:site_name"] = "site", ["generator"] = "generator",
    };

    /// <summary>The character set that a page or an XML declaration names; null for none.</summary>
    public static string? DeclaredCharset(ReadOnlyMemory<byte> bytes)
    {
        var head = Encoding.Latin1.GetString(bytes.Span[..Math.Min(bytes.Length, MostSearched)]);
        var found = Charset().Match(head);
        return found.Success ? found.Groups["name"].Value : null;
    }

    /// <summary>The title element's text; null for none.</summary>
    public static string? Title(IDocument document) => document.Head?.Children.FirstOrDefault(child => child.LocalName == "title")?.TextContent is { } title && !string.IsNullOrWhiteSpace(title) ? title : null;

    /// <summary>Author, date, description and the like, by plain names; keywords as a list.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Metadata(IDocument document)
    {
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var meta in document.Head?.Children.Where(child => child.LocalName == "meta") ?? [])
        {
            var key = meta.GetAttribute("name") ?? meta.GetAttribute("property") ?? meta.GetAttribute("http-equiv");
            if (key is null || !NameOfMeta.TryGetValue(key.Trim(), out var name) || meta.GetAttribute("content") is not { } content || string.IsNullOrWhiteSpace(content)) continue;
            content = BlockWriter.OneLine(CleanText.Of(content, out _));
            values.TryAdd(name, name == "keywords"
                ? JsonSerializer.SerializeToElement(content.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                : JsonSerializer.SerializeToElement(content));
        }

        if (document.DocumentElement?.GetAttribute("lang") is { Length: > 0 } language) values.TryAdd("language", JsonSerializer.SerializeToElement(CleanText.Of(language, out _)));
        return values;
    }

    [GeneratedRegex("""(<meta\s[^>]*?charset\s*=\s*["']?\s*|<\?xml\s[^>]*?encoding\s*=\s*["'])(?<name>[A-Za-z0-9._:-]+)""", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Charset();
}
