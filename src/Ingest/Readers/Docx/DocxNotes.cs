namespace LongRag.Ingest;

/// <summary>The footnotes or endnotes of a document, numbered as they are met.</summary>
internal sealed class DocxNotes
{
    private readonly Dictionary<int, List<OfficeBlock>> _notes = [];
    private readonly Dictionary<int, string> _labels = [];
    private readonly string _format;

    /// <summary>Reads the part, where there is one.</summary>
    /// <param name="source">The document.</param>
    /// <param name="part">Kind of its part.</param>
    /// <param name="element">What a note is called in it.</param>
    /// <param name="format">How Word numbers them.</param>
    public DocxNotes(DocxSource source, string part, string element, string format)
    {
        _format = format;
        if (source.Package.Find(source.Links, part) is not { } name) return;
        var flow = new DocxFlow(source, name, isFurniture: false);
        using var reader = source.Package.OpenXml(name);
        while (reader.ToNextElement(0))
        {
            // Separators are lines, and have a type.
            if (reader.LocalName != element || reader.Number("id") is not { } id || reader.Attribute("type") is { } type && type != "normal")
            {
                reader.SkipContent();
                continue;
            }

            var blocks = new List<OfficeBlock>();
            flow.Read(reader, blocks);
            _notes.TryAdd(id, blocks);
        }
    }

    /// <summary>The label of a note, and its blocks where it is met for the first time; null for a note that does not exist.</summary>
    public (string Label, IReadOnlyList<OfficeBlock> Blocks)? Meet(int id)
    {
        if (!_notes.TryGetValue(id, out var blocks)) return null;
        if (_labels.TryGetValue(id, out var known)) return (known, []);
        var label = $"[{CounterFormat.Of(_labels.Count + 1, _format)}]";
        _labels[id] = label;
        return (label, Labelled(label, blocks));
    }

    private static List<OfficeBlock> Labelled(string label, List<OfficeBlock> blocks)
    {
        if (blocks.Count == 0) return blocks;
        var (first, rest) = (blocks[0], blocks.Skip(1));
        return first.Rows is null
            ? [first with { Kind = BlockKind.Paragraph, Level = 0, Text = $"{label} {first.Text.TrimStart()}" }, .. rest]
            : [new OfficeBlock(BlockKind.Paragraph, label), .. blocks];
    }
}
