using System.Text.Json;
using LongRag.Api.Access;
using LongRag.Api.Reference;
using LongRag.Api.Requests;
using LongRag.Api.Streaming;
using Microsoft.Extensions.Hosting;

namespace LongRag.Api.Jobs;

/// <summary>Jobs: how far the reading of documents is.</summary>
internal static class JobEndpoints
{
    private const string EventName = "job";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/jobs").WithTags("Jobs");
        group.MapRead("", ListAsync).LimitsReads().WithName("listJobs").WithSummary("Lists the jobs of the collections that the key may read, newest first").Refuses(404);
        group.MapRead("/{id}", GetAsync).WithName("getJob").WithSummary("Tells how far a job is").Refuses(404);
        group.MapRead("/{id}/events", WatchAsync).WithName("watchJob").WithSummary("Tells every change of a job as server-sent events (event: job) until it is over (event: done)")
            .Produces<JobInfo>(200, EventStream.MediaType).Refuses(404).DisableRequestTimeout();
        group.MapPost("/{id}/cancel", CancelAsync).WithName("cancelJob").WithSummary("Asks for a job to stop").Refuses(403, 404);
        group.MapPost("/{id}/retry", RetryAsync).WithName("retryJob").WithSummary("Queues a job again that did not succeed").Refuses(403, 404);
    }

    private static async Task<Ok<ListPage<JobInfo>>> ListAsync(HttpContext http, string? collection, string? status, int? limit, string? cursor) =>
        TypedResults.Ok(await http.LongRag.ListJobsAsync(collection, status, Paging.Limit(limit), cursor, http.RequestAborted));

    private static async Task<Ok<JobInfo>> GetAsync(HttpContext http, string id) => TypedResults.Ok(await http.LongRag.GetJobAsync(id, http.RequestAborted));

    private static async Task<Ok<JobInfo>> CancelAsync(HttpContext http, string id) => TypedResults.Ok(await http.LongRag.CancelJobAsync(id, http.RequestAborted));

    private static async Task<Ok<JobInfo>> RetryAsync(HttpContext http, string id) => TypedResults.Ok(await http.LongRag.RetryJobAsync(id, http.RequestAborted));

    /// <summary>A service that stops ends it; the client asks the next one.</summary>
    private static async Task WatchAsync(HttpContext http, string id, EventStreams streams, IHostApplicationLifetime lifetime)
    {
        if (HttpMethods.IsHead(http.Request.Method))
        {
            // Nobody would read what a job does meanwhile.
            await http.LongRag.GetJobAsync(id, http.RequestAborted);
            http.Response.ContentType = EventStream.MediaType;
            return;
        }

        await streams.For(http).SendAsync(
            cancellationToken => http.LongRag.WatchJobAsync(id, cancellationToken),
            job => [new StreamEvent(EventName, JsonSerializer.Serialize(job, ServiceJson.Compact.JobInfo))],
            ServiceEvents.Error(http),
            ServiceEvents.Done,
            lifetime.ApplicationStopping);
    }
}
