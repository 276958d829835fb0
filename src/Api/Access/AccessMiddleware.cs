using LongRag.Api.Errors;
using Microsoft.Extensions.Logging;

namespace LongRag.Api.Access;

/// <summary>Finds out who asks, once, and refuses who may not. Routes behind it find a <see cref="Caller"/>.</summary>
internal sealed partial class AccessMiddleware(RequestDelegate next, KeyCache keys, ILongRagService service, ILogger<AccessMiddleware> log)
{
    // A probe is to hear what is wrong, not to wait for it.
    private static readonly TimeSpan MostForCaller = TimeSpan.FromSeconds(1);

    private static readonly Caller Owner = new(Principal.Owner, null);

    public async Task InvokeAsync(HttpContext http)
    {
        // What matches no route has nothing to guard and says so.
        if (http.GetEndpoint() is not { } endpoint)
        {
            await next(http);
            return;
        }

        if (endpoint.Metadata.GetMetadata<OpenRoute>() is { } open)
        {
            if (open.KnowsCallers) await RecogniseAsync(http);
            await next(http);
            return;
        }

        if (await RefuseAsync(http, http.RequestAborted) is { } refusal)
        {
            if (refusal.Meaning.Status == StatusCodes.Status401Unauthorized) http.Response.Headers.WWWAuthenticate = "Bearer realm=\"longrag\"";
            await ErrorMiddleware.WriteAsync(http, refusal);
            return;
        }

        await next(http);
    }

    // Also while the keys cannot be asked about, which is one of the things that such a route tells.
    private async Task RecogniseAsync(HttpContext http)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        patience.CancelAfter(MostForCaller);
        try
        {
            if (await RefuseAsync(http, patience.Token) is not null) http.Features.Set<Caller>(null);
        }
        catch (Exception e) when (e is LongRagException || (e is OperationCanceledException && !http.RequestAborted.IsCancellationRequested))
        {
            http.Features.Set<Caller>(null);
        }
    }

    private async ValueTask<Refusal?> RefuseAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var given = GivenKey.Of(http.Request);
        // The first key counts from its first use on, also where it was made a moment ago.
        if (!await keys.AreKeysNeededAsync(cancellationToken) && (given is not { Length: > 0 } first || await keys.FindAsync(first, cancellationToken) is null))
        {
            http.Features.Set(Owner);
            return LocalRequests.Refuse(http);
        }

        if (given is not { } secret) return new Refusal("unauthorized", "Give a key: Authorization: Bearer KEY, or X-API-Key: KEY.");
        if (secret.Length == 0 || await keys.FindAsync(secret, cancellationToken) is not { } key) return new Refusal("unauthorized", "The key is not known, was revoked or has ended.");
        http.Features.Set(new Caller(key.Principal, key));
        _ = TouchAsync(key);
        return null;
    }

    // Nobody waits for it, and a request does not fail over it. The store writes once a minute.
    private async Task TouchAsync(ApiKey key)
    {
        try
        {
            await service.Keys.TouchAsync(key.Id);
        }
        catch (LongRagException e)
        {
            NotTouched(log, key.Id, e.Code);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The use of key {Key} could not be written down [{Code}]")]
    private static partial void NotTouched(ILogger log, string key, string code);
}
