using System.Text.Json;

namespace LongRag.Ingest;

/// <summary>What a block of text is.</summary>
public enum BlockKind
{
    /// <summary>Running text.</summary>
    Paragraph,

    /// <summary>A heading; <see cref="Block.Level"/> says which.</summary>
    Heading,

    /// <summary>One item of a list, its marker included.</summary>
    ListItem,

    /// <summary>A code block: kept as it stands and kept whole.</summary>
    Code,

    /// <summary>A table, one line a row: kept whole, and cut only between rows.</summary>
    Table,

    /// <summary>A quotation.</summary>
    Quote,
}

/// <summary>A block of a document's text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Span">Where it stands, without the white space around it.</param>
/// <param name="Level">1 to 6 for headings; nesting depth from 0 for list items; else 0.</param>
public sealed record Block(BlockKind Kind, TextSpan Span, int Level = 0);

/// <summary>What a reader makes of one document: text as a person would read it, and the blocks it consists of.</summary>
public sealed record ParsedDocument
{
    /// <summary>The document's own key where it has one (a JSONL record's id); null where the file is the document.</summary>
    public string? Key { get; init; }

    /// <summary>Title as the document gives it; null where it gives none.</summary>
    public string? Title { get; init; }

    /// <summary>Media type of what was read, e.g. <c>text/html</c>; null for the file's own.</summary>
    public string? MediaType { get; init; }

    /// <summary>The text: blocks in reading order, divided by blank lines ("\n\n"; list items and table rows by "\n"). Lines end in "\n". No NUL, no lone surrogate, no byte order mark.</summary>
    public required string Text { get; init; }

    /// <summary>Blocks in order, not overlapping; all text outside of them is white space.</summary>
    public required IReadOnlyList<Block> Blocks { get; init; }

    /// <summary>Where each page starts in <see cref="Text"/>, not decreasing; a page without text starts where the next one does. Empty where there are no pages.</summary>
    public IReadOnlyList<int> PageStarts { get; init; } = [];

    /// <summary>Values that the document says of itself (front matter, meta elements, a record's other fields).</summary>
    public IReadOnlyDictionary<string, JsonElement> Metadata { get; init; } = LongRag.Document.EmptyMetadata;

    /// <summary>Hash of the record's own bytes where the file holds several documents; null where the file is the document.</summary>
    public string? RecordHash { get; init; }
}

/// <summary>What a reader yields: a document, or what is wrong with (a part of) the file.</summary>
public abstract record ReadItem
{
    private ReadItem() { }

    /// <summary>A document.</summary>
    public sealed record Parsed(ParsedDocument Document) : ReadItem;

    /// <summary>How far a paged file is; says nothing of its content.</summary>
    /// <param name="Pages">Pages (slides, sheets) done.</param>
    /// <param name="Total">Pages in all.</param>
    public sealed record Progress(int Pages, int Total) : ReadItem;

    /// <summary>Something could not be read. The rest of the file goes on where it can.</summary>
    public sealed record Issue(IngestIssue Value) : ReadItem;
}

/// <summary>A failure or a warning about one file or record.</summary>
/// <param name="Source">The file or record it is about.</param>
/// <param name="Step"><c>read</c>, <c>parse</c>, <c>structurize</c>, <c>store</c> or <c>index</c>.</param>
/// <param name="Code">Stable snake_case name: see <see cref="IngestCodes"/>.</param>
/// <param name="Message">One line for a person.</param>
/// <param name="IsWarning">True where what there is was read and the run should still end with 0.</param>
public sealed record IngestIssue(string Source, string Step, string Code, string Message, bool IsWarning = false);
