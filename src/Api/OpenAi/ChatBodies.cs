using System.Text.Json;
using System.Text.Json.Serialization;

namespace LongRag.Api.OpenAi;

/// <summary>A request for a chat completion, as far as it means something here; every other parameter is ignored.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record ChatBody
{
    /// <summary>A collection's name, or <c>longrag</c> for the default collection where none is named so.</summary>
    public string? Model { get; init; }

    /// <summary>The conversation. The last message of the user is the question; what was said before makes a follow-up question understood. System messages are not used: who answers is told by LongRag what to do.</summary>
    public IReadOnlyList<ChatTurn>? Messages { get; init; }

    /// <summary>Whether the answer comes in chunks.</summary>
    public bool? Stream { get; init; }

    /// <summary>What a stream holds besides.</summary>
    public ChatStreamOptions? StreamOptions { get; init; }
}

/// <summary>A message.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record ChatTurn
{
    /// <summary><c>user</c>, <c>assistant</c>, or what is passed over.</summary>
    public string? Role { get; init; }

    /// <summary>A text, or a list of parts of which those of type <c>text</c> count.</summary>
    public JsonElement Content { get; init; }
}

/// <summary>What a stream holds besides its text.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record ChatStreamOptions
{
    /// <summary>Whether the last chunk tells the usage.</summary>
    public bool? IncludeUsage { get; init; }
}

/// <summary>A chat completion.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind"><c>chat.completion</c>.</param>
/// <param name="Created">Seconds since 1970.</param>
/// <param name="Model">The collection that was asked.</param>
/// <param name="Choices">One.</param>
/// <param name="Usage">Tokens, by estimate.</param>
public sealed record ChatCompletion(string Id, [property: JsonPropertyName("object")] string Kind, long Created, string Model, IReadOnlyList<ChatChoice> Choices, ChatUsage Usage);

/// <summary>The answer.</summary>
/// <param name="Index">0.</param>
/// <param name="Message">What is answered.</param>
/// <param name="Logprobs">null.</param>
/// <param name="FinishReason"><c>stop</c>.</param>
public sealed record ChatChoice(int Index, ChatAnswer Message, object? Logprobs, string FinishReason);

/// <summary>The answer's message.</summary>
/// <param name="Role"><c>assistant</c>.</param>
/// <param name="Content">The answer with its markers.</param>
/// <param name="Refusal">null.</param>
/// <param name="Annotations">A citation for every marker.</param>
/// <param name="ReasoningContent">What the writer thought; left out where it did not say.</param>
public sealed record ChatAnswer(
    string Role, string Content, string? Refusal, IReadOnlyList<ChatAnnotation> Annotations, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ReasoningContent);

/// <summary>Tokens, by estimate.</summary>
/// <param name="PromptTokens">Of the messages.</param>
/// <param name="CompletionTokens">Of the answer.</param>
/// <param name="TotalTokens">Both.</param>
public sealed record ChatUsage(int PromptTokens, int CompletionTokens, int TotalTokens);

/// <summary>A citation at a marker.</summary>
/// <param name="Type"><c>url_citation</c>.</param>
/// <param name="UrlCitation">The citation.</param>
public sealed record ChatAnnotation(string Type, ChatCitation UrlCitation);

/// <summary>A citation, as OpenAI's clients read it; the last four fields are ours.</summary>
/// <param name="StartIndex">Where the marker begins in the answer.</param>
/// <param name="EndIndex">Where it ends, exclusive.</param>
/// <param name="Url">The page of this service, opened at the span.</param>
/// <param name="Title">The document's title.</param>
/// <param name="DocumentId">The document.</param>
/// <param name="PageStart">First page, from 1; null where the source has no pages.</param>
/// <param name="Quote">The quoted characters, exactly.</param>
/// <param name="Verified">True where the stored text holds them there.</param>
public sealed record ChatCitation(int StartIndex, int EndIndex, string Url, string Title, string DocumentId, int? PageStart, string Quote, bool Verified);

/// <summary>A piece of a streamed completion.</summary>
/// <param name="Id">The completion's id.</param>
/// <param name="Kind"><c>chat.completion.chunk</c>.</param>
/// <param name="Created">Seconds since 1970.</param>
/// <param name="Model">The collection that was asked.</param>
/// <param name="Choices">One; none in the chunk that tells the usage.</param>
/// <param name="Usage">Left out but at the end, where it was asked for.</param>
public sealed record ChatChunk(
    string Id, [property: JsonPropertyName("object")] string Kind, long Created, string Model, IReadOnlyList<ChatChunkChoice> Choices, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ChatUsage? Usage = null);

/// <summary>A piece of the answer.</summary>
/// <param name="Index">0.</param>
/// <param name="Delta">What is new.</param>
/// <param name="FinishReason"><c>stop</c> at the end.</param>
public sealed record ChatChunkChoice(int Index, ChatDelta Delta, string? FinishReason);

/// <summary>What is new.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record ChatDelta
{
    /// <summary><c>assistant</c>, in the first chunk.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Role { get; init; }

    /// <summary>More text.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Content { get; init; }

    /// <summary>More of what the writer thinks.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ReasoningContent { get; init; }

    /// <summary>The citations, in the last chunk.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ChatAnnotation>? Annotations { get; init; }
}
