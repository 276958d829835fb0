using System.Text;
using System.Xml;

namespace LongRag.Ingest;

/// <summary>The lists of a Word document, and how far each has counted. Numbers are not stored with paragraphs; they follow from all the paragraphs before.</summary>
internal sealed class DocxNumbering
{
    /// <summary>Levels of a list.</summary>
    public const int Levels = 9;

    private readonly Dictionary<int, DocxListDefinition> _definitions = [];
    private readonly Dictionary<int, DocxList> _lists = [];
    private readonly Dictionary<int, int?[]> _counters = [];
    private readonly HashSet<int> _used = [];
    private readonly DocxStyles _styles;

    private DocxNumbering(DocxStyles styles) => _styles = styles;

    /// <summary>Reads a numbering part; there are no lists without one.</summary>
    public static DocxNumbering Read(OfficePackage package, string? part, DocxStyles styles)
    {
        var numbering = new DocxNumbering(styles);
        if (part is null) return numbering;
        using var reader = package.OpenXml(part);
        while (reader.ToNextElement(0))
        {
            switch (reader.LocalName)
            {
                case "abstractNum" when reader.Number("abstractNumId") is { } id:
                    numbering._definitions.TryAdd(id, ReadDefinition(reader));
                    break;
                case "num" when reader.Number("numId") is { } id:
                    numbering._lists.TryAdd(id, ReadList(reader));
                    break;
                default:
                    reader.SkipContent();
                    break;
            }
        }

        return numbering;
    }

    /// <summary>True for a list that the document defines.</summary>
    public bool Has(int listId) => Find(listId) is not null;

    /// <summary>The level that a list keeps for a style; null where it keeps none.</summary>
    public int? LevelOfStyle(int listId, string styleId)
    {
        if (Find(listId) is not ({ } list, { } definition)) return null;
        for (var level = 0; level < Levels; level++)
            if (LevelOf(list, definition, level)?.StyleId == styleId) return level;
        return null;
    }

    /// <summary>Counts a paragraph and gives its marker ("2.1.", "(c)"), with the blank after it; empty for a bullet, which style draws and no text holds.</summary>
    public string Next(int listId, int level)
    {
        if (Find(listId) is not ({ } list, { } definition)) return "";
        level = Math.Clamp(level, 0, Levels - 1);
        if (!_counters.TryGetValue(list.DefinitionId, out var counters)) _counters[list.DefinitionId] = counters = new int?[Levels];
        if (_used.Add(listId))
        {
            foreach (var overridden in list.Starts.Keys) counters[overridden] = null;
        }

        counters[level] = counters[level] is { } last ? unchecked(last + 1) : StartOf(list, definition, level);
        for (var deeper = level + 1; deeper < Levels; deeper++)
        {
            // 0 is never; k is only after a paragraph of a level above k.
            var restart = LevelOf(list, definition, deeper)?.Restart;
            if (restart is null || level < restart) counters[deeper] = null;
        }

        return Show(list, definition, level, counters);
    }

    private static string Show(DocxList list, DocxListDefinition definition, int level, int?[] counters)
    {
        if (LevelOf(list, definition, level) is not { } shape || shape.Format == "bullet" || shape.Text is not { Length: > 0 } pattern) return "";
        var marker = new StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] != '%' || i + 1 == pattern.Length || pattern[i + 1] is < '1' or > '9')
            {
                marker.Append(SymbolText.OfPrivate(pattern[i]));
                continue;
            }

            var at = pattern[++i] - '1';
            var format = shape.IsLegal && at < level ? "decimal" : LevelOf(list, definition, at)?.Format ?? "decimal";
            marker.Append(CounterFormat.Of(counters[at] ?? StartOf(list, definition, at), format));
        }

        var text = marker.ToString().Trim();
        return text.Length == 0 || shape.IsUnspaced ? text : text + " ";
    }

    private (DocxList List, DocxListDefinition Definition)? Find(int listId)
    {
        // A definition may only name a style that names another list.
        for (var steps = 0; steps < Levels && _lists.TryGetValue(listId, out var list) && _definitions.TryGetValue(list.DefinitionId, out var definition); steps++)
        {
            if (definition.StyleLink is null || _styles.Of(definition.StyleLink).ListId is not { } linked || linked == listId) return (list, definition);
            listId = linked;
        }

        return null;
    }

    private static DocxListLevel? LevelOf(DocxList list, DocxListDefinition definition, int level) => list.Levels[level] ?? definition.Levels[level];

    private static int StartOf(DocxList list, DocxListDefinition definition, int level) => list.Starts.TryGetValue(level, out var start) ? start : LevelOf(list, definition, level)?.Start ?? 1;

    private static DocxListDefinition ReadDefinition(XmlReader reader)
    {
        var definition = new DocxListDefinition();
        var depth = reader.Depth;
        while (reader.ToNextElement(depth))
        {
            if (reader.LocalName == "numStyleLink") definition.StyleLink = reader.Attribute("val");
            else if (reader.LocalName == "lvl") ReadLevel(reader, definition.Levels);
        }

        return definition;
    }

    private static DocxList ReadList(XmlReader reader)
    {
        var list = new DocxList();
        var (depth, level) = (reader.Depth, -1);
        while (reader.ToNextElement(depth))
        {
            switch (reader.LocalName)
            {
                case "abstractNumId":
                    list.DefinitionId = reader.Number() ?? -1;
                    break;
                case "lvlOverride":
                    level = reader.Number("ilvl") ?? -1;
                    break;
                case "startOverride" when level is >= 0 and < Levels && reader.Number() is { } start:
                    list.Starts[level] = start;
                    break;
                case "lvl":
                    ReadLevel(reader, list.Levels);
                    break;
            }
        }

        return list;
    }

    private static void ReadLevel(XmlReader reader, DocxListLevel?[] levels)
    {
        var (depth, at) = (reader.Depth, reader.Number("ilvl") ?? -1);
        var level = new DocxListLevel();
        var alternatives = new Alternatives();
        while (reader.ToNextElement(depth))
        {
            if (alternatives.IsRepeated(reader))
            {
                reader.SkipContent();
                continue;
            }

            switch (reader.LocalName)
            {
                case "start":
                    level = level with { Start = reader.Number() ?? 1 };
                    break;
                case "numFmt":
                    level = level with { Format = reader.Attribute("val") ?? "decimal" };
                    break;
                case "lvlText":
                    level = level with { Text = reader.Attribute("val") };
                    break;
                case "lvlRestart":
                    level = level with { Restart = reader.Number() };
                    break;
                case "isLgl":
                    level = level with { IsLegal = reader.IsOn() };
                    break;
                case "suff":
                    level = level with { IsUnspaced = reader.Attribute("val") == "nothing" };
                    break;
                case "pStyle":
                    level = level with { StyleId = reader.Attribute("val") };
                    break;
                case "pPr" or "rPr":
                    reader.SkipContent();
                    break;
            }
        }

        if (at is >= 0 and < Levels) levels[at] = level;
    }

    /// <summary>A list as it is used: a definition, and where it departs from it.</summary>
    private sealed class DocxList
    {
        public int DefinitionId { get; set; } = -1;

        public Dictionary<int, int> Starts { get; } = [];

        public DocxListLevel?[] Levels { get; } = new DocxListLevel?[DocxNumbering.Levels];
    }

    private sealed class DocxListDefinition
    {
        public string? StyleLink { get; set; }

        public DocxListLevel?[] Levels { get; } = new DocxListLevel?[DocxNumbering.Levels];
    }

    private sealed record DocxListLevel
    {
        public int Start { get; init; } = 1;

        public string Format { get; init; } = "decimal";

        // "%1.%2." with a number for each level.
        public string? Text { get; init; }

        public int? Restart { get; init; }

        // Numbers of the levels above are written in digits.
        public bool IsLegal { get; init; }

        public bool IsUnspaced { get; init; }

        public string? StyleId { get; init; }
    }
}
