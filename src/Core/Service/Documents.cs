using System.Text.Json;
using System.Text.Json.Serialization;

namespace LongRag;

/// <summary>A collection and how much is in it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Language">Language of its text (ISO 639-1).</param>
/// <param name="PassageTokens">Token budget of a passage.</param>
/// <param name="Documents">Number of documents.</param>
/// <param name="Passages">Number of passages.</param>
/// <param name="Characters">Length of all texts in UTF-16 code units.</param>
public sealed record CollectionInfo(string Name, string Language, int PassageTokens, long Documents, long Passages, long Characters)
{
    /// <summary>A collection and its size in this form.</summary>
    public static CollectionInfo From(Collection collection, CollectionSize size) => new(collection.Name, collection.Language, collection.PassageTokens, size.Documents, size.Passages, size.Characters);
}

/// <summary>What is known of a document.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Collection">Its collection.</param>
/// <param name="Source">What it is known by in its collection.</param>
/// <param name="Title">Its title.</param>
/// <param name="MediaType">What it was read from.</param>
/// <param name="Metadata">Named values.</param>
/// <param name="Tags">Labels.</param>
/// <param name="Characters">Length of its text in UTF-16 code units.</param>
/// <param name="Pages">Number of pages; 0 where the source has none.</param>
/// <param name="Passages">Number of passages.</param>
/// <param name="ContentHash">Hash of what was read.</param>
/// <param name="StoredAt">When, in UTC.</param>
public sealed record DocumentInfo(
    string Id, string Collection, string Source, string Title, string MediaType, IReadOnlyDictionary<string, JsonElement> Metadata, IReadOnlyList<string> Tags, int Characters, int Pages, int Passages,
    string ContentHash, DateTimeOffset StoredAt)
{
    /// <summary>A summary in this form.</summary>
    public static DocumentInfo From(DocumentSummary d) => new(
        d.Id.Value, d.Collection, d.Source, d.Title, d.MediaType, d.Metadata, d.Tags, d.TextLength, d.Pages, d.Passages, d.ContentHash, d.StoredAt);
}

/// <summary>Some of a document's text.</summary>
/// <param name="DocumentId">The document.</param>
/// <param name="Title">Its title.</param>
/// <param name="StartChar">Where <paramref name="Text"/> begins, in UTF-16 code units.</param>
/// <param name="EndChar">Where it ends, exclusive.</param>
/// <param name="Characters">Length of the whole text.</param>
/// <param name="Text">The text between the two.</param>
public sealed record DocumentText(string DocumentId, string Title, int StartChar, int EndChar, int Characters, string Text);

/// <summary>Some of a document's text, open for reading.</summary>
/// <param name="Document">What is known of the document.</param>
/// <param name="StartChar">Where the part begins, in UTF-16 code units.</param>
/// <param name="EndChar">Where it ends, exclusive.</param>
/// <param name="Utf8">The part in UTF-8; can be sought, and read without blocking only.</param>
public sealed record OpenText(DocumentInfo Document, int StartChar, int EndChar, Stream Utf8);

/// <summary>A document's tree.</summary>
/// <param name="DocumentId">The document.</param>
/// <param name="Source">What it is known by.</param>
/// <param name="Title">Its title.</param>
/// <param name="Sections">In document order; the first is the root.</param>
public sealed record DocumentOutline(string DocumentId, string Source, string Title, IReadOnlyList<SectionInfo> Sections)
{
    /// <summary>A document's tree in this form, without highlights.</summary>
    /// <param name="document">The document.</param>
    /// <param name="passages">All its passages, which are counted.</param>
    public static DocumentOutline From(Document document, IReadOnlyList<Passage> passages) => new(
        document.Id.Value, document.Source, document.Title, Of(document.Sections, document.PageStarts, passages.GroupBy(passage => passage.Section).ToDictionary(group => group.Key, group => group.Count())));

    /// <summary>A stored tree in this form, without highlights.</summary>
    public static DocumentOutline From(StoredOutline outline) => new(outline.Document.Id.Value, outline.Document.Source, outline.Document.Title, Of(outline.Sections, outline.PageStarts, outline.Passages));

    private static List<SectionInfo> Of(IReadOnlyList<Section> sections, IReadOnlyList<int> pageStarts, IReadOnlyDictionary<int, int> passages) => [.. sections.Select(s => new SectionInfo(
        s.Ordinal, s.Parent, s.Level, s.Heading, s.Origin.ToString().ToLowerInvariant(), s.Span.Start, s.Span.End,
        Document.PageAt(pageStarts, s.Span.Start), Document.PageAt(pageStarts, Math.Max(s.Span.Start, s.Span.End - 1)), passages.GetValueOrDefault(s.Ordinal)))];
}

/// <summary>A section of a document.</summary>
/// <param name="Ordinal">Its place in the list, from 0.</param>
/// <param name="Parent">Ordinal of the section above; -1 for the root.</param>
/// <param name="Level">Depth, 0 for the root.</param>
/// <param name="Heading">Its heading.</param>
/// <param name="Origin">Where it comes from: <c>root</c>, <c>authored</c>, <c>induced</c> and so on.</param>
/// <param name="StartChar">Where it begins.</param>
/// <param name="EndChar">Where it ends, exclusive, with the sections below it.</param>
/// <param name="PageStart">First page, from 1; null where the source has no pages.</param>
/// <param name="PageEnd">Last page.</param>
/// <param name="Passages">Passages in it.</param>
/// <param name="Highlights">Sentences that carry it; null unless asked for.</param>
public sealed record SectionInfo(
    int Ordinal, int Parent, int Level, string Heading, string Origin, int StartChar, int EndChar, int? PageStart, int? PageEnd, int Passages,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<HighlightInfo>? Highlights = null);

/// <summary>A sentence that carries a section; the score is 0 where a model chose it.</summary>
/// <param name="StartChar">Where it begins.</param>
/// <param name="EndChar">Where it ends, exclusive.</param>
/// <param name="Text">The sentence.</param>
/// <param name="Score">How much it says of the section.</param>
public sealed record HighlightInfo(int StartChar, int EndChar, string Text, double Score);

/// <summary>A text to be stored.</summary>
public sealed record SaveTextRequest
{
    /// <summary>The text, Markdown by default.</summary>
    public string Text { get; init; } = "";

    /// <summary>What the document is known by in its collection; the same source again replaces it. Null: made from the text.</summary>
    public string? Source { get; init; }

    /// <summary>Collection that takes it.</summary>
    public string Collection { get; init; } = LongRag.Collection.DefaultName;

    /// <summary><c>text/markdown</c>, <c>text/plain</c> or <c>text/html</c>.</summary>
    public string MediaType { get; init; } = "text/markdown";

    /// <summary>Named values: strings, numbers, booleans, and arrays of those.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }

    /// <summary>Labels.</summary>
    public IReadOnlyList<string>? Tags { get; init; }
}

/// <summary>What became of a stored text.</summary>
/// <param name="DocumentId">The document; empty where the text was a file of records.</param>
/// <param name="Source">What it is known by.</param>
/// <param name="Outcome"><c>added</c>, <c>changed</c> or <c>unchanged</c>.</param>
public sealed record SavedText(string DocumentId, string Source, string Outcome);

/// <summary>Texts to be put in order.</summary>
public sealed record RerankRequest
{
    /// <summary>The question.</summary>
    public string Query { get; init; } = "";

    /// <summary>What should count as relevant; null where nothing is said.</summary>
    public string? Instruction { get; init; }

    /// <summary>The texts.</summary>
    public IReadOnlyList<string> Documents { get; init; } = [];

    /// <summary>
    /// Name of the reranker; null for the configured one, or where none is configured for the encoder's cosine, which <c>cosine</c> and <c>none</c> name too. Without either the texts are refused
    /// (<c>no_reranker</c>). In this process a name that is not known is refused (<c>bad_argument</c>); over HTTP, whose clients send names of other services' models, it means null.
    /// </summary>
    public string? Reranker { get; init; }

    /// <summary>List only this many; null for all.</summary>
    public int? TopN { get; init; }

    /// <summary>Tokens of a text that are looked at; null for the reranker's own limit.</summary>
    public int? MaxTokensPerDocument { get; init; }
}

/// <summary>Texts in order.</summary>
/// <param name="Reranker">Who ordered them.</param>
/// <param name="Results">Best first.</param>
/// <param name="TokensRead">Tokens that were looked at.</param>
/// <param name="Notes">What the caller should know: calls to the reranker's model that failed (<c>reranker_incomplete</c>), limits that ended it early (<c>reranker_truncated</c>).</param>
public sealed record RerankResponse(string Reranker, IReadOnlyList<RerankedText> Results, long TokensRead, IReadOnlyList<AnswerNote> Notes);

/// <summary>A text in its place.</summary>
/// <param name="Index">Its place in the request, from 0.</param>
/// <param name="Score">Falls strictly with the place, between 0 and 1.</param>
/// <param name="Truncated">True where not all of it was looked at: only its beginning, or where the reranker's limits or a failure ended it early, nothing; <see cref="RerankResponse.Notes"/> say why.</param>
public sealed record RerankedText(int Index, double Score, bool Truncated);
