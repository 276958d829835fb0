using LongRag.Api.Access;

namespace LongRag.Api.Operations;

/// <summary>What those ask who run the service: is it alive, can it answer, what is it.</summary>
internal static class OperationEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("Operations");
        group.MapGet("/healthz", () => TypedResults.Ok(new Liveness("ok"))).IsOpen().WithName("isAlive").WithSummary("Tells that the process serves requests");
        group.MapGet("/readyz", ReadyAsync).WithName("isReady").WithSummary("Tells whether the service can answer, and what is wrong where it cannot").Produces<ServiceHealth>(503);
        group.MapGet("/v1/info", (HttpContext http) => TypedResults.Ok(http.LongRag.Info())).WithName("getInfo").WithSummary("Tells what runs here, and what the key may do");
    }

    private static async Task<IResult> ReadyAsync(HttpContext http, ILongRagService service)
    {
        var health = await service.CheckAsync(http.RequestAborted);
        if (health.Ready) return TypedResults.Ok(health);
        http.Response.Headers.RetryAfter = "5";
        return TypedResults.Json(health, statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}

/// <summary>That the process serves requests.</summary>
/// <param name="Status"><c>ok</c>.</param>
public sealed record Liveness(string Status);
