namespace LongRag.Api.Questions;

/// <summary>A question to be answered, over HTTP.</summary>
public sealed record AskBody : AskRequest
{
    /// <summary>Whether the answer comes piece by piece as server-sent events; <c>Accept: text/event-stream</c> says the same.</summary>
    public bool Stream { get; init; }
}
