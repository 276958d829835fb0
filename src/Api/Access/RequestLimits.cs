using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace LongRag.Api.Access;

/// <summary>How much a key may ask for, and how much is done at a time. A service without keys has one user and limits only the work.</summary>
internal static class RequestLimits
{
    public static void Configure(RateLimiterOptions options, ServerOptions server)
    {
        options.GlobalLimiter = PartitionedRateLimiter.CreateChained(Rate(server), Concurrency(server));
        options.OnRejected = (rejected, _) =>
        {
            if (rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after))
                rejected.HttpContext.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            throw new LongRagException("too_many_requests", "This key makes more requests than it may; see Retry-After.");
        };
        options.AddPolicy(WorkLimit.Searches, new WorkLimit(WorkLimit.Searches, server.ConcurrentSearches > 0 ? server.ConcurrentSearches : 4 * Environment.ProcessorCount, server.Waiting));
        options.AddPolicy(WorkLimit.Answers, new WorkLimit(WorkLimit.Answers, server.ConcurrentAnswers, server.Waiting));
    }

    private static PartitionedRateLimiter<HttpContext> Rate(ServerOptions server) => PartitionedRateLimiter.Create<HttpContext, string>(http =>
    {
        if (http.Features.Get<Caller>()?.Key is not { } key) return RateLimitPartition.GetNoLimiter("");
        return RateLimitPartition.GetTokenBucketLimiter(key.Id, _ =>
        {
            var perMinute = key.Settings.RequestsPerMinute ?? server.RequestsPerMinute;
            // A steady stream: the bucket holds ten seconds' worth and is filled as time goes by.
            return new TokenBucketRateLimiterOptions
            {
                TokenLimit = Math.Max(1, perMinute / 6),
                TokensPerPeriod = 1,
                ReplenishmentPeriod = TimeSpan.FromMinutes(1.0 / perMinute),
                AutoReplenishment = true,
                QueueLimit = 0,
            };
        });
    });

    private static PartitionedRateLimiter<HttpContext> Concurrency(ServerOptions server) => PartitionedRateLimiter.Create<HttpContext, string>(http =>
        http.Features.Get<Caller>()?.Key is { } key
            ? RateLimitPartition.GetConcurrencyLimiter(key.Id, _ => new ConcurrencyLimiterOptions { PermitLimit = key.Settings.ConcurrentRequests ?? server.ConcurrentRequests, QueueLimit = 0 })
            : RateLimitPartition.GetNoLimiter(""));
}

/// <summary>How much work of one kind is done at a time, for all callers together: a few at once finish sooner than all at once. The rest waits in order, up to a number.</summary>
internal sealed class WorkLimit(string name, int atATime, int waiting) : IRateLimiterPolicy<string>
{
    public const string Searches = "searches";
    public const string Answers = "answers";

    public Func<OnRejectedContext, CancellationToken, ValueTask>? OnRejected { get; } = (_, _) => throw new LongRagException("busy", "Too much is asked at the moment; try again.");

    public RateLimitPartition<string> GetPartition(HttpContext httpContext) => RateLimitPartition.GetConcurrencyLimiter(name, _ => new ConcurrencyLimiterOptions
    {
        PermitLimit = atATime, QueueLimit = waiting, QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });
}
