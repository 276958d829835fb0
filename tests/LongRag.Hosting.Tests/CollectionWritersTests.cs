using LongRag.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace LongRag.Hosting.Tests;

/// <summary>How a collection's writer is opened, shared and closed.</summary>
public sealed class CollectionWritersTests : EngineFixture
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task A_search_index_that_cannot_be_read_keeps_no_writer_from_closing()
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var writers = Writers(_ =>
        {
            told.TrySetResult();
            throw new LongRagException("index_damaged", "It is damaged.");
        });
        var collection = await CollectionAsync();
        await writers.HealSoonAsync(collection, Cancellation);
        await told.Task.WaitAsync(Long, Cancellation);
        await writers.CloseAsync("default");
        var isOpen = false;
        await writers.UseAsync(collection, _ => Task.FromResult(isOpen = true), Cancellation);
        Assert.True(isOpen);
    }

    [Fact]
    public async Task Who_waits_for_a_writer_that_failed_can_give_up_and_the_next_gets_a_new_one()
    {
        await using var writers = Writers(_ => { });
        var collection = await CollectionAsync();
        var (entered, go) = (new TaskCompletionSource<CollectionWriter>(), new TaskCompletionSource());
        var first = writers.UseAsync(collection, async writer =>
        {
            entered.SetResult(writer);
            await go.Task;
        }, Cancellation);
        var failed = await entered.Task;
        try
        {
            await Assert.ThrowsAsync<IOException>(() => writers.UseAsync(collection, _ => throw new IOException("An index failed."), Cancellation));
            using var cancelled = new CancellationTokenSource();
            var waiting = writers.UseAsync(collection, _ => Task.CompletedTask, cancelled.Token);
            Assert.False(waiting.IsCompleted);
            await cancelled.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Long, Cancellation));
            Assert.True(failed.Closing.IsCancellationRequested);
        }
        finally
        {
            go.SetResult();
            await first;
        }

        CollectionWriter? next = null;
        await writers.UseAsync(collection, writer => Task.FromResult(next = writer), Cancellation).WaitAsync(Long, Cancellation);
        Assert.NotSame(failed, next);
    }

    [Fact]
    public async Task Who_is_cancelled_leaves_a_writer_that_others_go_on_with()
    {
        await using var writers = Writers(_ => { });
        var collection = await CollectionAsync();
        var met = new List<CollectionWriter>();
        await Assert.ThrowsAsync<OperationCanceledException>(() => writers.UseAsync(collection, writer =>
        {
            met.Add(writer);
            throw new OperationCanceledException();
        }, Cancellation));
        await writers.UseAsync(collection, writer =>
        {
            met.Add(writer);
            return Task.CompletedTask;
        }, Cancellation);
        Assert.Same(met[0], met[1]);
    }

    private CollectionWriters Writers(Action<Collection> caughtUp) => new(Engine.Store, DataFolder.At(Path.Combine(Folder.Path, "other")), Engine.Settings, caughtUp, NullLogger.Instance);

    private async Task<Collection> CollectionAsync() => (await Engine.Store.FindCollectionAsync("default", Cancellation))!;
}
