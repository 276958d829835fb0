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

    /// <summary>Collections to search, at most 32; null or empty for the one named <c>default</c>, or, for a key that may not see that one, for those of the key.</summary>
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
/// <param name="Reranking">What the reranker did; null where none was asked.</param>
public sealed record SearchResponse(
    string Query, string Level, IReadOnlyList<SearchHit> Results, IReadOnlyDictionary<string, double> TimingsMs, InstructionReading? Instruction, IReadOnlyList<AnswerNote> Notes, Reranking? Reranking = null);

/// <summary>What one reranking did and cost. Why calls failed is told in the notes.</summary>
/// <param name="Reranker">Its name.</param>
/// <param name="Candidates">Passages that were to be put in order.</param>
/// <param name="Ranked">Passages that a model answered for; the others kept their order.</param>
/// <param name="Calls">Questions put to the model.</param>
/// <param name="Answered">Calls whose answer came.</param>
/// <param name="Failed">Calls without an answer that could be used.</param>
/// <param name="PromptTokens">Tokens of the prompts that were answered.</param>
/// <param name="WrittenTokens">Tokens that the model wrote.</param>
/// <param name="Seconds">From the first passage in to the last passage out.</param>
/// <param name="Repaired">Answers that were no clean ranking.</param>
/// <param name="Missing">Identifiers or scores that did not come.</param>
/// <param name="Repeated">Identifiers that came again.</param>
/// <param name="Unknown">Identifiers that name no passage.</param>
/// <param name="Moved">Share of the pairs that changed sides: 0 for the old order, 1 for its reverse (Kendall).</param>
/// <param name="MeanDisplacement">Mean number of places that a passage moved.</param>
/// <param name="Truncated">Whether it ended early; what was not ranked by then kept its order.</param>
/// <param name="Limit">What ended it: the setting with its value, <c>Seconds=2</c> or <c>Tokens=1000</c>, or <c>3 failures in a row</c>; null where nothing did.</param>
public sealed record Reranking(
    string Reranker, int Candidates, int Ranked, int Calls, int Answered, int Failed, long PromptTokens, long WrittenTokens, double Seconds, int Repaired, int Missing, int Repeated, int Unknown,
    double Moved, double MeanDisplacement, bool Truncated, string? Limit);

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
/// <param name="Score">Higher is better; comparable only within one list, collection and kind.</param>
/// <param name="Scores">The score of each component by name.</param>
/// <param name="Ranks">The place in each component's list, from 1.</param>
/// <param name="ScoreKind">What <paramref name="Score"/> is: <c>bm25</c>, <c>lexical</c>, <c>cosine</c>, <c>fused</c>, <c>rank</c>, <c>probability</c>; the reranker's name where one put the result in order: its own score, or 1 / rank where it gave none. The score before is in <paramref name="Scores"/>.</param>
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
