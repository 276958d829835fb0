using LongRag.Api.Errors;

namespace LongRag.Api.Reference;

/// <summary>What a route says of itself in the OpenAPI document.</summary>
internal static class RouteDescriptions
{
    /// <summary>Statuses with which a route answers with a <see cref="Problem"/>, beside those that every route has.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses) route.Produces<Problem>(status, Problem.MediaType);
        return route;
    }
}
