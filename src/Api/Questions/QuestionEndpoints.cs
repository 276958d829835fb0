using System.Globalization;
using LongRag.Api.Access;
using LongRag.Api.Reference;
using LongRag.Api.Streaming;
using Microsoft.Net.Http.Headers;

namespace LongRag.Api.Questions;

/// <summary>Search and answers.</summary>
internal static class QuestionEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Questions");
        group.MapPost("/search", SearchAsync).RequireRateLimiting(WorkLimit.Searches).WithName("search")
            .WithSummary("Finds passages, or the sections or documents they stand in, for a question").Refuses(404, 422);
        group.MapPost("/ask", AskAsync).RequireRateLimiting(WorkLimit.Answers).WithName("ask")
            .WithSummary("Answers a question with checked citations: as JSON, or as server-sent events (search_results, message, reasoning, withdrawn, citation, final_answer, done; error)")
            .Produces<AskResponse>(200, "application/json", EventStream.MediaType).Refuses(404, 422, 502, 504);
    }

    private static async Task<Ok<SearchResponse>> SearchAsync(HttpContext http, SearchRequest request, ServerOptions server)
    {
        QuestionLimits.Check(request, server);
        var found = await http.LongRag.SearchAsync(request, http.RequestAborted);
        Time(http, found.TimingsMs);
        return TypedResults.Ok(found);
    }

    private static async Task<IResult> AskAsync(HttpContext http, AskBody request, ServerOptions server, EventStreams streams)
    {
        QuestionLimits.Check(request, server);
        if (request.Stream || AcceptsEvents(http.Request))
        {
            await streams.For(http).SendAsync(
                cancellationToken => http.LongRag.AskStreamAsync(request, cancellationToken),
                piece => [new StreamEvent(AskEventText.Name(piece), AskEventText.Data(piece))],
                ServiceEvents.Error(http),
                ServiceEvents.Done,
                CancellationToken.None);
            return TypedResults.Empty;
        }

        var answer = await http.LongRag.AskAsync(request, http.RequestAborted);
        Time(http, answer.TimingsMs);
        return TypedResults.Ok(answer);
    }

    private static bool AcceptsEvents(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted) && accepted.Any(type => type.MediaType.Equals(EventStream.MediaType, StringComparison.OrdinalIgnoreCase));

    /// <summary>The stages' times also as a header that browsers' tools draw.</summary>
    private static void Time(HttpContext http, IReadOnlyDictionary<string, double> timings) =>
        http.Response.Headers["Server-Timing"] = string.Join(", ", timings.Select(stage => string.Create(CultureInfo.InvariantCulture, $"{stage.Key};dur={stage.Value:0.###}")));
}
