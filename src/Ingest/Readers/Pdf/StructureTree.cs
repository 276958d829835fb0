using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Tokens;

namespace LongRag.Ingest.Pdf;

/// <summary>The headings of a tagged PDF (ISO 32000-1, 14.7 and 14.8): elements H and H1 to H6 of its structure tree, with the text of their marked content.</summary>
internal sealed class StructureTree
{
    // A tree without end, or one that holds itself, is left where it gets absurd.
    private const int Deepest = 64;
    private const int MostElements = 500_000;

    private readonly PdfDocument _document;
    private readonly Dictionary<IndirectReference, int> _pages = [];
    private readonly Dictionary<string, string> _roles = new(StringComparer.Ordinal);
    private readonly Dictionary<int, Dictionary<int, int>> _levels = [];
    private readonly HashSet<IndirectReference> _seen = [];
    private int _elements;

    private StructureTree(PdfDocument document) => _document = document;

    /// <summary>The marked contents that are headings: by page, the number of each and its level. None where the document is not tagged.</summary>
    public static IReadOnlyDictionary<int, Dictionary<int, int>> HeadingContents(PdfDocument document)
    {
        var tree = new StructureTree(document);
        if (document.Follow(document.Structure.Catalog.CatalogDictionary, "StructTreeRoot") is not DictionaryToken root) return tree._levels;
        tree.ReadRoles(root);
        tree.NumberPages();
        if (document.Follow(root, "K") is { } kids) tree.Walk(kids, null, 0, 0);
        return tree._levels;
    }

    /// <summary>The headings of a page whose contents have these levels, in order.</summary>
    public static IEnumerable<NamedHeading> Headings(Page page, IReadOnlyDictionary<int, int> levels)
    {
        foreach (var content in page.GetMarkedContents())
            if (levels.TryGetValue(content.MarkedContentIdentifier, out var level) && NamedHeading.KeyOf(TextOf(content)) is { Length: > 0 } key) yield return new NamedHeading(level, key);
    }

    private static string TextOf(MarkedContentElement content) => string.Concat(content.Letters.Select(l => GlyphText.Letters(l.Value)).Concat(content.Children.Select(TextOf)));

    /// <summary>Which object is which page.</summary>
    private void NumberPages()
    {
        if (!_document.Structure.Catalog.CatalogDictionary.Data.TryGetValue("Pages", out var root)) return;
        var open = new Stack<IToken>([root]);
        var seen = new HashSet<IndirectReference>();
        while (open.TryPop(out var token))
        {
            if (token is not IndirectReferenceToken reference || !seen.Add(reference.Data) || _document.Structure.GetObject(reference.Data)?.Data is not DictionaryToken node) continue;
            if (_document.Follow(node, "Kids") is not ArrayToken array) _pages[reference.Data] = _pages.Count + 1;
            else
                foreach (var kid in array.Data.Reverse()) open.Push(kid);
        }
    }

    private void ReadRoles(DictionaryToken root)
    {
        if (_document.Follow(root, "RoleMap") is not DictionaryToken roles) return;
        foreach (var (name, role) in roles.Data)
            if (role is NameToken standard) _roles[name] = standard.Data;
    }

    private void Walk(IToken token, int? page, int level, int depth)
    {
        if (depth > Deepest || _elements > MostElements) return;
        if (token is IndirectReferenceToken reference)
        {
            if (!_seen.Add(reference.Data) || _document.Structure.GetObject(reference.Data)?.Data is not { } target) return;
            token = target;
        }

        switch (token)
        {
            case ArrayToken array:
                foreach (var kid in array.Data) Walk(kid, page, level, depth + 1);
                break;
            case NumericToken number when level > 0 && page is { } on:
                Note(on, number.Int, level);
                break;
            case DictionaryToken dictionary:
                _elements++;
                if (dictionary.Data.TryGetValue("Pg", out var pg) && pg is IndirectReferenceToken pageReference && _pages.TryGetValue(pageReference.Data, out var at)) page = at;
                if (dictionary.Data.TryGetValue("MCID", out var id) && id is NumericToken content)
                {
                    if (level > 0 && page is { } there) Note(there, content.Int, level);
                    break;
                }

                if (dictionary.Data.TryGetValue("S", out var type) && type is NameToken name && LevelOf(name.Data) is > 0 and var found) level = found;
                if (dictionary.Data.TryGetValue("K", out var kids)) Walk(kids, page, level, depth + 1);
                break;
        }
    }

    private void Note(int page, int content, int level)
    {
        if (!_levels.TryGetValue(page, out var levels)) _levels[page] = levels = [];
        levels[content] = level;
    }

    private int LevelOf(string type)
    {
        for (var i = 0; i < 8 && _roles.TryGetValue(type, out var role) && !string.Equals(role, type, StringComparison.Ordinal); i++) type = role;
        return type switch { "H" => 1, ['H', >= '1' and <= '6' and var digit] => digit - '0', _ => 0 };
    }
}
