namespace LongRag.Api.Access;

/// <summary>Who makes a request: resolved once, before anything else is done.</summary>
/// <param name="Principal">What it may do.</param>
/// <param name="Key">The key it gave; null where the service runs without keys.</param>
internal sealed record Caller(Principal Principal, ApiKey? Key);

/// <summary>A route that needs no key: nothing behind it depends on data.</summary>
/// <param name="KnowsCallers">Whether it tells those more who may ask the other routes too: they have a <see cref="Caller"/>, strangers have none.</param>
internal sealed record OpenRoute(bool KnowsCallers)
{
    public static OpenRoute Instance { get; } = new(KnowsCallers: false);

    public static OpenRoute ToCallersToo { get; } = new(KnowsCallers: true);
}

/// <summary>What a request's caller is to the code that serves it.</summary>
public static class CallerExtensions
{
    extension(HttpContext http)
    {
        /// <summary>Who asks. Every route but the open ones has one.</summary>
        public Principal Principal => (http.Features.Get<Caller>() ?? throw new InvalidOperationException("The route is open, or LongRag's middleware does not stand before it.")).Principal;

        /// <summary>The service as the caller sees it.</summary>
        public IManagedLongRag LongRag => http.RequestServices.GetRequiredService<ILongRagService>().For(http.Principal);
    }

    internal static TBuilder IsOpen<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(OpenRoute.Instance);
}
