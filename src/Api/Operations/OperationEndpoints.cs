using LongRag.Api.Access;
using LongRag.Api.Reference;

namespace LongRag.Api.Operations;

/// <summary>What those ask who run the service: is it alive, can it answer, what is it.</summary>
internal static class OperationEndpoints
{
    /// <summary>What strangers are told of the parts: a probe needs the status alone.</summary>
    private static readonly Dictionary<string, string> NoChecks = [];

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("Operations");
        group.MapRead("/healthz", () => TypedResults.Ok(new Liveness("ok"))).IsOpen().WithName("isAlive").WithSummary("Tells that the process serves requests");
        group.MapRead("/readyz", ReadyAsync).WithMetadata(OpenRoute.ToCallersToo).WithName("isReady")
            .WithSummary("Tells whether the service can answer; with a key also what is wrong where it cannot").Produces<ServiceHealth>().Produces<ServiceHealth>(503);
        group.MapRead("/v1/info", (HttpContext http) => TypedResults.Ok(http.LongRag.Info())).WithName("getInfo").WithSummary("Tells what runs here, and what the key may do");
    }

    private static async Task<IResult> ReadyAsync(HttpContext http, Readiness readiness)
    {
        var health = await readiness.CheckAsync(http.RequestAborted);
        if (http.Features.Get<Caller>() is null) health = health with { Checks = NoChecks };
        if (health.Ready) return TypedResults.Ok(health);
        http.Response.Headers.RetryAfter = "5";
        return TypedResults.Json(health, statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}

/// <summary>That the process serves requests.</summary>
/// <param name="Status"><c>ok</c>.</param>
public sealed record Liveness(string Status);
