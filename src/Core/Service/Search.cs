using System.Text.Json;

namespace LongRag;

// The shapes of HTTP bodies, of the plugin's results and of the command line's JSON. Names become snake_case.

/// <summary>What is to be searched for.</summary>
public record SearchRequest
{
    /// <summary>The question, as the user wrote it.</summary>
    public string Query { get; init; } = "";

    /// <summary>What should count as relevant, in the user's words; null where none is given.</summary>
    public string? Instruction { get; init; }

    /// <summary>Collections to search, at most 32; null or empty for the one named <c>default</c>.</summary>
    public IReadOnlyList<string>? Collections { get; init; }

    /// <summary>The filter in its JSON form (see <see cref="FilterJson"/>); null for all documents.</summary>
    public JsonElement? Filters { get; init; }

    /// <summary>Name of the retriever; null for the configured one.</summary>
    public string? Retriever { get; init; }

    /// <summary>Name of the reranker; null for the configured one, <c>none</c> for none.</summary>
    public string? Reranker { get; init; }

    /// <summary>What is listed: <c>passage</c>, <c>section</c> or <c>document</c>, the latter two by their best passage.</summary>
    /// <value>null: passage</value>
    public string? Level { get; init; }

    /// <summary>At most this many results.</summary>
    /// <value>null: 10 for a search; the configured number of candidates for an answer</value>
    public int? Top { get; init; }

    /// <summary>Whether each result says how its score came about.</summary>
    public bool Explain { get; init; }
}

/// <summary>What was found.</summary>
/// <param name="Query">The question.</param>
/// <param name="Level">What is listed.</param>
/// <param name="Results">Best first.</param>
/// <param name="TimingsMs">Time of each stage in milliseconds: <c>retrieve</c>, <c>rerank</c>, <c>total</c>.</param>
/// <param name="Instruction">What was understood of the instruction; null where none was given.</param>
/// <param name="Notes">What the caller should know, such as a dense side that did not answer.</param>
public sealed record SearchResponse(
    string Query, string Level, IReadOnlyList<SearchHit> Results, IReadOnlyDictionary<string, double> TimingsMs, InstructionReading? Instruction, IReadOnlyList<AnswerNote> Notes);

/// <summary>What was found in an instruction.</summary>
/// <param name="Text">The instruction.</param>
/// <param name="Wanted">Parts that describe what is wanted.</param>
/// <param name="Excluded">Parts that describe what is not.</param>
/// <param name="Notes">Parts that were not understood.</param>
public sealed record InstructionReading(string Text, IReadOnlyList<string> Wanted, IReadOnlyList<string> Excluded, IReadOnlyList<string> Notes);

/// <summary>A passage that was found.</summary>
/// <param name="Rank">From 1.</param>
/// <param name="Id">The passage.</param>
/// <param name="Collection">Where it was found.</param>
/// <param name="DocumentId">Its document.</param>
/// <param name="Source">What the document is known by in its collection.</param>
/// <param name="Title">The document's title.</param>
/// <param name="SectionPath">Headings above it.</param>
/// <param name="PageStart">First page, from 1; null where the source has no pages.</param>
/// <param name="PageEnd">Last page.</param>
/// <param name="StartChar">Where it begins in the document's text, in UTF-16 code units.</param>
/// <param name="EndChar">Where it ends, exclusive.</param>
/// <param name="Text">Exactly the document's text between the two.</param>
/// <param name="Score">Higher is better; comparable only within one list and collection.</param>
/// <param name="Scores">The score of each component by name.</param>
/// <param name="Ranks">The place in each component's list, from 1.</param>
/// <param name="ScoreKind">What <paramref name="Score"/> is: <c>bm25</c>, <c>lexical</c>, <c>cosine</c>, <c>fused</c>, <c>rank</c>, <c>probability</c>.</param>
/// <param name="Metadata">The document's named values.</param>
/// <param name="Explanation">How the score came about; null unless asked for.</param>
public sealed record SearchHit(
    int Rank, string Id, string Collection, string DocumentId, string Source, string Title, IReadOnlyList<string> SectionPath, int? PageStart, int? PageEnd, int StartChar, int EndChar,
    string Text, double Score, IReadOnlyDictionary<string, double> Scores, IReadOnlyDictionary<string, int> Ranks, string ScoreKind, IReadOnlyDictionary<string, JsonElement> Metadata, ScoreExplanation? Explanation)
{
    /// <summary>A scored passage as a hit.</summary>
    public static SearchHit From(ScoredPassage hit, int rank) => new(
        rank, hit.Passage.Id.Value, hit.Document.Collection, hit.Document.Id.Value, hit.Document.Source, hit.Document.Title, hit.Passage.SectionPath, hit.Passage.PageStart, hit.Passage.PageEnd,
        hit.Passage.Span.Start, hit.Passage.Span.End, hit.Passage.Text, hit.Score, hit.Scores, hit.Ranks, hit.ScoreKind, hit.Document.Metadata, hit.Explanation);
}
