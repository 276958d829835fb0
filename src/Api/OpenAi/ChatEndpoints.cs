using LongRag.Api.Access;
using LongRag.Api.Streaming;

namespace LongRag.Api.OpenAi;

/// <summary>Answers as chat completions: every program that speaks OpenAI's protocol can ask.</summary>
internal static class ChatEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/chat/completions", CompleteAsync).RequireRateLimiting(WorkLimit.Answers)
        .WithName("createChatCompletion").WithSummary("Answers the last message of a conversation; the model is a collection")
        .Produces<ChatCompletion>(200, "application/json", EventStream.MediaType).Produces<OpenAiError>(404).Produces<OpenAiError>(502).Produces<OpenAiError>(504);

    private static async Task<IResult> CompleteAsync(HttpContext http, ChatBody body, ServerOptions server, EventStreams streams, TimeProvider time)
    {
        var request = ChatQuestion.Read(body, server);
        request = request with { Collections = await ModelEndpoints.CollectionOfAsync(http, body.Model!) is { } collection ? [collection] : null };
        var (id, created, promptTokens) = ($"chatcmpl-{Guid.CreateVersion7():N}", time.GetUtcNow().ToUnixTimeSeconds(), ChatQuestion.Tokens(body));
        if (body.Stream != true) return TypedResults.Ok(Completion(await http.LongRag.AskAsync(request, http.RequestAborted), id, created, body.Model!, promptTokens, http));
        var stream = new ChatStream(http, id, created, body.Model!, promptTokens, body.StreamOptions?.IncludeUsage == true);
        await streams.For(http).SendAsync(cancellationToken => http.LongRag.AskStreamAsync(request, cancellationToken), stream.Write, stream.Failed, ChatStream.Ended, CancellationToken.None);
        return TypedResults.Empty;
    }

    private static ChatCompletion Completion(AskResponse answer, string id, long created, string model, int promptTokens, HttpContext http)
    {
        var text = answer.NoAnswer ? ChatWording.NoAnswer(answer) : answer.Answer;
        var tokens = EstimatedTokenCounter.Instance.Count(text);
        var message = new ChatAnswer("assistant", text, null, answer.NoAnswer ? [] : ChatAnnotations.Of(text, answer.Citations, http), answer.Reasoning);
        return new ChatCompletion(id, "chat.completion", created, model, [new ChatChoice(0, message, null, "stop")], new ChatUsage(promptTokens, tokens, promptTokens + tokens));
    }
}
