using System.Text.Json;
using LongRag.Api.Json;
using LongRag.Api.OpenAi;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace LongRag.Api.Errors;

/// <summary>Turns whatever goes wrong behind it into a problem, or into OpenAI's shape where the route speaks that.</summary>
internal sealed partial class ErrorMiddleware(RequestDelegate next, ILogger<ErrorMiddleware> log)
{
    /// <summary>Of servers that cannot answer any more because the client left.</summary>
    private const int ClientClosedRequest = 499;

    private static readonly string[] OfTheAnswer = [HeaderNames.ETag, HeaderNames.AcceptRanges, HeaderNames.ContentRange];

    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
            if (IsBare(http.Response)) await WriteAsync(http, Bare(http));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            if (!http.Response.HasStarted) http.Response.StatusCode = ClientClosedRequest;
        }
        catch (Exception error) when (!http.Response.HasStarted)
        {
            var refusal = Refusal.Of(error, http);
            // They spoke of what was to be sent.
            foreach (var header in OfTheAnswer) http.Response.Headers.Remove(header);
            if (refusal.Meaning.Status >= 500) Failed(log, http.Request.Method, http.GetEndpoint()?.DisplayName, refusal.Code, refusal.ToProblem(http).TraceId, error);
            await WriteAsync(http, refusal);
        }
        catch (Exception error)
        {
            // Half an answer is out: the only way left to say that it is not whole is to end the connection.
            Broken(log, http.Request.Method, http.GetEndpoint()?.DisplayName, error);
            http.Abort();
        }
    }

    /// <summary>Writes a refusal in the shape that the route speaks.</summary>
    public static async Task WriteAsync(HttpContext http, Refusal refusal)
    {
        var problem = refusal.ToProblem(http);
        http.Response.StatusCode = problem.Status;
        if (refusal.RetryAfter is { } seconds) http.Response.Headers.TryAdd("Retry-After", seconds.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (HttpMethods.IsHead(http.Request.Method)) return;
        var isOpenAi = OpenAiRoute.IsAskedBy(http);
        http.Response.ContentType = isOpenAi ? "application/json" : Problem.MediaType;
        var body = isOpenAi ? JsonSerializer.SerializeToUtf8Bytes(OpenAiError.Of(problem), ApiJson.Options) : JsonSerializer.SerializeToUtf8Bytes(problem, ApiJson.Options);
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }

    // Where a range cannot be had, the type is already that of the text.
    private static bool IsBare(HttpResponse response) =>
        response is { HasStarted: false, StatusCode: >= 400 and not ClientClosedRequest, ContentLength: null or 0 } && (response.ContentType is null || response.StatusCode == StatusCodes.Status416RangeNotSatisfiable);

    private static Refusal Bare(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => BadRequests.TooLarge(http),
        StatusCodes.Status415UnsupportedMediaType => BadRequests.NotJson,
        StatusCodes.Status404NotFound => new("not_found", $"There is nothing at {PrintableText.OneLine(http.Request.Path)}."),
        StatusCodes.Status405MethodNotAllowed => new("method_not_allowed", $"{http.Request.Method} is not possible here."),
        var status => new(ErrorMeanings.CodeOf(status), $"{ErrorMeanings.Of(ErrorMeanings.CodeOf(status)).Title}.", Status: status),
    };

    [LoggerMessage(1, LogLevel.Error, "{Method} {Route} failed: {Code}, trace {TraceId}")]
    private static partial void Failed(ILogger log, string method, string? route, string code, string traceId, Exception error);

    [LoggerMessage(2, LogLevel.Error, "{Method} {Route} broke in the middle of its answer")]
    private static partial void Broken(ILogger log, string method, string? route, Exception error);
}
