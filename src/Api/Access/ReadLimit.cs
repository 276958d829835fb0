using System.Threading.RateLimiting;

namespace LongRag.Api.Access;

/// <summary>
/// How many lists and parts of documents are read from the store at a time, for all callers together; the rest waits in order, up to a number. A turn ends when the answer is there: unlike a
/// <see cref="WorkLimit"/>, a client that takes a large answer slowly, or not at all, keeps nobody waiting.
/// </summary>
internal sealed class ReadLimit(ServerOptions server) : IDisposable
{
    private readonly ConcurrencyLimiter _turns = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = server.ConcurrentReads > 0 ? server.ConcurrentReads : 4 * Environment.ProcessorCount,
        QueueLimit = server.Waiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Runs what reads, in its turn. What comes back is sent after it.</summary>
    /// <exception cref="LongRagException"><c>busy</c>: too many wait already.</exception>
    public async ValueTask<object?> RunAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate read)
    {
        using var turn = await _turns.AcquireAsync(1, context.HttpContext.RequestAborted);
        return turn.IsAcquired ? await read(context) : throw new LongRagException("busy", "Too much is read at the moment; try again.");
    }

    public void Dispose() => _turns.Dispose();
}

/// <summary>Puts routes under the limit.</summary>
internal static class LimitedReads
{
    /// <summary>Its handler takes a turn of <see cref="ReadLimit"/>.</summary>
    public static RouteHandlerBuilder LimitsReads(this RouteHandlerBuilder route) =>
        route.AddEndpointFilter((context, next) => context.HttpContext.RequestServices.GetRequiredService<ReadLimit>().RunAsync(context, next));
}
