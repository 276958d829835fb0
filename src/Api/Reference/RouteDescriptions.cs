using LongRag.Api.Errors;

namespace LongRag.Api.Reference;

/// <summary>What a route says of itself in the OpenAPI document.</summary>
internal static class RouteDescriptions
{
    private static readonly string[] ReadMethods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>What every guarded route may answer: a request that cannot be understood, no key, a request that may not be made, too much, too long.</summary>
    private static readonly int[] Everywhere = [400, 401, 403, 429, 503, 504];

    /// <summary>Says of all routes of a group how they refuse.</summary>
    /// <param name="group">The group.</param>
    /// <param name="shape">The type of a refusal's body.</param>
    /// <param name="mediaType">Its media type.</param>
    public static RouteGroupBuilder RefusesAs(this RouteGroupBuilder group, Type shape, string mediaType) => group.WithMetadata([.. Everywhere.Select(status => new ProducesResponseTypeMetadata(status, shape, [mediaType]))]);

    /// <summary>Statuses with which a route answers with a <see cref="Problem"/>, beside those that every route has.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses) route.Produces<Problem>(status, Problem.MediaType);
        return route;
    }

    /// <summary>Maps a route that reads: GET, and HEAD, which says the same without a body.</summary>
    public static RouteHandlerBuilder MapRead(this IEndpointRouteBuilder routes, string pattern, Delegate handler) => routes.MapMethods(pattern, ReadMethods, handler);
}
