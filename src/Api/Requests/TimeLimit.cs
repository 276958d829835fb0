using Microsoft.AspNetCore.Http.Timeouts;

namespace LongRag.Api.Requests;

/// <summary>Ends a request whose time is over and that nobody answered. One that waits for its turn is given up in silence, which would be an empty answer that says yes.</summary>
internal static class TimeLimit
{
    public static async Task KeepAsync(HttpContext http, RequestDelegate next)
    {
        await next(http);
        if (http.Response is { HasStarted: false, StatusCode: StatusCodes.Status200OK } && http.Features.Get<IHttpRequestTimeoutFeature>()?.RequestTimeoutToken is { IsCancellationRequested: true } over)
            throw new OperationCanceledException(over);
    }
}
