namespace LongRag.Ingest;

/// <summary>The footnotes or endnotes of a document, read when the first is met and numbered as they are met.</summary>
/// <param name="source">The document.</param>
/// <param name="part">Kind of their part.</param>
/// <param name="element">What a note is called in it.</param>
/// <param name="format">How Word numbers them.</param>
internal sealed class DocxNotes(DocxSource source, string part, string element, string format)
{
    private readonly Dictionary<int, List<OfficeBlock>> _notes = [];
    private readonly Dictionary<int, string> _labels = [];
    private State _state;

    private enum State
    {
        Unread,
        Reading,
        Read,
    }

    /// <summary>The label of a note, and its blocks where it is met for the first time; null for a note that does not exist.</summary>
    public (string Label, IReadOnlyList<OfficeBlock> Blocks)? Meet(int id)
    {
        if (_state == State.Unread) Read();

        // A note that refers to a note, in the end perhaps to itself, would not end.
        if (_state == State.Reading || !_notes.TryGetValue(id, out var blocks)) return null;
        if (_labels.TryGetValue(id, out var known)) return (known, []);
        var label = $"[{CounterFormat.Of(_labels.Count + 1, format)}]";
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

    private void Read()
    {
        _state = State.Reading;
        if (source.Package.Find(source.Links, part) is { } name) ReadPart(name);
        _state = State.Read;
    }

    private void ReadPart(string name)
    {
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
}
