using System.Xml;

namespace LongRag.Ingest;

/// <summary>Reads the blocks of one part of a Word document (its text, a header, its notes) in one pass.</summary>
/// <param name="source">The document.</param>
/// <param name="part">The part, whose links it follows.</param>
/// <param name="isFurniture">True for headers and footers, whose page numbers are no text.</param>
internal sealed class DocxFlow(DocxSource source, string part, bool isFurniture)
{
    private readonly Alternatives _alternatives = new();
    private readonly List<OfficeBlock> _notes = [];
    private readonly List<string> _furniture = [];
    private readonly HashSet<string> _metFurniture = new(StringComparer.Ordinal);
    private Dictionary<string, Relationship>? _links;
    private DocxParagraph? _paragraph;
    private int _tables;

    /// <summary>The document.</summary>
    public DocxSource Source => source;

    /// <summary>The headers and footers that the sections name, in order.</summary>
    public IReadOnlyList<string> Furniture => _furniture;

    /// <summary>Fields that are open, innermost last; they run over paragraphs.</summary>
    public DocxFields Fields { get; } = new(isFurniture);

    /// <summary>The part behind the name of a link; null where there is none.</summary>
    public string? Linked(string? id)
    {
        if (_links is null)
        {
            _links = new Dictionary<string, Relationship>(StringComparer.Ordinal);
            foreach (var link in source.Package.Relationships(part)) _links.TryAdd(link.Id, link);
        }

        return source.Package.Find(_links, id);
    }

    /// <summary>True for markup that repeats what an alternative before it said; it is passed over.</summary>
    public bool IsRepeated(XmlReader reader)
    {
        if (!_alternatives.IsRepeated(reader)) return false;
        reader.SkipContent();
        return true;
    }

    /// <summary>Keeps the blocks of a note until the paragraph or table that it belongs to has ended.</summary>
    public void AddNote(IEnumerable<OfficeBlock> note) => _notes.AddRange(note);

    /// <summary>Remembers the header or footer that an element refers to.</summary>
    public void AddFurniture(XmlReader reader)
    {
        if (Linked(reader.RelationshipId()) is { } name && _metFurniture.Add(name)) _furniture.Add(name);
    }

    /// <summary>Reads what stands inside of the element, appends it, and stays on the element's end.</summary>
    /// <param name="reader">Stands on the element.</param>
    /// <param name="blocks">Is appended to.</param>
    /// <param name="cell">Takes the properties, where the element is a cell.</param>
    /// <param name="afterEach">Called after each paragraph and table: takes the blocks over, so that a long text is not held twice.</param>
    public void Read(XmlReader reader, List<OfficeBlock> blocks, DocxCell? cell = null, Action? afterEach = null)
    {
        var depth = reader.Depth;

        // Text of a paragraph whose end was deleted: it goes on in the next one.
        var carried = "";
        while (reader.ToNextElement(depth))
        {
            if (IsRepeated(reader)) continue;
            switch (reader.LocalName)
            {
                case "p":
                    carried = ReadParagraph(reader, carried, blocks);
                    EndBlock(blocks, afterEach);
                    break;
                case "tbl":
                    _tables++;
                    new DocxTable(this).Read(reader, blocks);
                    _tables--;
                    EndBlock(blocks, afterEach);
                    break;
                case "altChunk":
                    DocxChunk.Read(source, Linked(reader.RelationshipId()), blocks);
                    reader.SkipContent();
                    EndBlock(blocks, afterEach);
                    break;
                case "headerReference" or "footerReference":
                    AddFurniture(reader);
                    break;
                case "tcPr":
                    cell?.Read(reader);
                    reader.SkipContent();
                    break;
                case "del" or "moveFrom" or "sdtPr" or "sdtEndPr" or "customXmlPr" or "sectPrChange" or "r":
                    reader.SkipContent();
                    break;
            }
        }

        if (carried.Length > 0) blocks.Add(new OfficeBlock(BlockKind.Paragraph, carried));
    }

    private string ReadParagraph(XmlReader reader, string carried, List<OfficeBlock> blocks)
    {
        // Text boxes hold paragraphs inside of one; all others share one object.
        var paragraph = _paragraph ?? new DocxParagraph(this);
        _paragraph = null;
        carried = paragraph.Read(reader, carried, blocks);
        _paragraph = paragraph;
        return carried;
    }

    private void EndBlock(List<OfficeBlock> blocks, Action? afterEach)
    {
        if (_tables == 0 && _notes.Count > 0)
        {
            blocks.AddRange(_notes);
            _notes.Clear();
        }

        afterEach?.Invoke();
    }
}
