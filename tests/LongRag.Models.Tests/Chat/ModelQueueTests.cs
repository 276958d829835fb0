using LongRag.Models.Chat.Gguf;
using Xunit;

namespace LongRag.Models.Tests.Chat;

public sealed class ModelQueueTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_works_some_wait_and_the_rest_are_refused()
    {
        using var queue = new ModelQueue("mine", 2);
        var first = await queue.EnterAsync(Cancellation);
        var (second, third) = (queue.EnterAsync(Cancellation), queue.EnterAsync(Cancellation));
        Assert.False(second.IsCompleted);
        var e = await Assert.ThrowsAsync<LongRagException>(() => queue.EnterAsync(Cancellation));
        Assert.Equal(("model_busy", "The model 'mine' is at work and 2 callers wait for it already (QueueLength): try again in a while."), (e.Code, e.Message));
        first.Dispose();
        first.Dispose();
        (await second).Dispose();
        (await third).Dispose();
        Assert.Equal(0, queue.Callers);
    }

    [Fact]
    public async Task Whoever_stops_waiting_leaves_room()
    {
        using var queue = new ModelQueue("mine", 1);
        using var first = await queue.EnterAsync(Cancellation);
        using var stop = new CancellationTokenSource();
        var waiting = queue.EnterAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(1, queue.Callers);
    }
}
