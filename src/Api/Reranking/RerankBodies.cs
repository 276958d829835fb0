using System.Text.Json;
using System.Text.Json.Serialization;

namespace LongRag.Api.Reranking;

/// <summary>A request to rerank, as Cohere and Jina define it. Fields of theirs that mean nothing here are ignored.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record RerankBody
{
    /// <summary>Name of a reranker, or <c>cosine</c> or <c>none</c> for the encoder's cosine; any other name means the configured one, so that clients need not know ours.</summary>
    public string? Model { get; init; }

    /// <summary>The question.</summary>
    public string? Query { get; init; }

    /// <summary>The texts: strings, or objects with a <c>text</c>.</summary>
    public JsonElement Documents { get; init; }

    /// <summary>The same, as the bodies of Hugging Face's server name it; the answer then has its form, a list of <c>index</c> and <c>score</c>.</summary>
    public JsonElement Texts { get; init; }

    /// <summary>Where documents are objects: the members that are read, in this order, each on a line of its own.</summary>
    /// <value>null: <c>text</c></value>
    public IReadOnlyList<string>? RankFields { get; init; }

    /// <summary>List only this many.</summary>
    /// <value>null, or 0 as clients of vLLM write it: all</value>
    public int? TopN { get; init; }

    /// <summary>Whether each result repeats its text.</summary>
    public bool? ReturnDocuments { get; init; }

    /// <summary>The same, beside <see cref="Texts"/>.</summary>
    public bool? ReturnText { get; init; }

    /// <summary>Tokens of a text that are looked at; a longer one is cut and says so.</summary>
    public int? MaxTokensPerDoc { get; init; }

    /// <summary>What should count as relevant, in words.</summary>
    public string? Instruction { get; init; }
}

/// <summary>Texts in order, in the shape of Cohere (<c>id</c>, <c>meta</c>) and Jina (<c>model</c>, <c>usage</c>).</summary>
/// <param name="Id">Names this answer.</param>
/// <param name="Model">Who ordered them.</param>
/// <param name="Results">Best first.</param>
/// <param name="Meta">As Cohere counts.</param>
/// <param name="Usage">As Jina counts.</param>
/// <param name="Notes">What the caller should know, as in the answer to a search: calls that failed, limits that ended the ranking early.</param>
public sealed record RerankAnswer(string Id, string Model, IReadOnlyList<RerankResult> Results, RerankMeta Meta, RerankUsage Usage, IReadOnlyList<AnswerNote> Notes);

/// <summary>A text in its place.</summary>
/// <param name="Index">Its place in the request, from 0.</param>
/// <param name="RelevanceScore">Between 0 and 1; falls strictly.</param>
/// <param name="Truncated">True where not all of it was looked at: only its beginning, or nothing where the ranking ended early.</param>
/// <param name="Document">The text; left out unless asked for.</param>
public sealed record RerankResult(int Index, double RelevanceScore, bool Truncated, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RerankDocument? Document);

/// <summary>A text in its place, as Hugging Face's server answers.</summary>
/// <param name="Index">Its place in the request, from 0.</param>
/// <param name="Score">Between 0 and 1; falls strictly.</param>
/// <param name="Text">The text; left out unless asked for.</param>
public sealed record TextRank(int Index, double Score, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Text);

/// <summary>A text.</summary>
/// <param name="Text">The text.</param>
public sealed record RerankDocument(string Text);

/// <summary>What Cohere's clients read.</summary>
/// <param name="ApiVersion">The version of the protocol.</param>
/// <param name="BilledUnits">One unit a request: nothing is billed here.</param>
/// <param name="Tokens">Tokens read.</param>
public sealed record RerankMeta(RerankApiVersion ApiVersion, RerankBilledUnits BilledUnits, RerankTokens Tokens);

/// <summary>Version of the protocol.</summary>
/// <param name="Version">2.</param>
public sealed record RerankApiVersion(string Version);

/// <summary>What would be billed.</summary>
/// <param name="SearchUnits">1.</param>
public sealed record RerankBilledUnits(int SearchUnits);

/// <summary>Tokens.</summary>
/// <param name="InputTokens">Tokens read.</param>
public sealed record RerankTokens(long InputTokens);

/// <summary>What Jina's clients read.</summary>
/// <param name="TotalTokens">Tokens read.</param>
public sealed record RerankUsage(long TotalTokens);
