using Xunit;

namespace LongRag.TestKit;

public abstract partial class JobStoreConformance
{
    private static readonly DocumentId One = DocumentId.From("docs", "one");
    private static readonly DocumentId Two = DocumentId.From("docs", "two");

    [Fact]
    public async Task A_deletion_counts_for_the_jobs_before_it_and_for_no_later_one()
    {
        var (before, running) = (await QueueAsync(), await QueueAsync());
        await ClaimAsync();
        await Store.NoteDeletionAsync("docs", [One], Token);
        var after = await QueueAsync();
        await using var other = await OpenAsync();
        foreach (var store in (IJobStore[])[Store, other])
        {
            foreach (var job in (Job[])[before, running]) Assert.Equal([One], await store.DeletedSinceAsync(job.Id, [One, Two], Token));
            Assert.Empty(await store.DeletedSinceAsync(after.Id, [One, Two], Token));
            Assert.Empty(await store.DeletedSinceAsync(before.Id, [Two], Token));
            Assert.Empty(await store.DeletedSinceAsync(before.Id, [], Token));
            Assert.Empty(await store.DeletedSinceAsync("none", [One], Token));
        }

        await Store.NoteDeletionAsync("docs", [One, Two], Token);
        Assert.Equal(2, (await Store.DeletedSinceAsync(after.Id, [One, Two], Token)).Count);
    }

    [Fact]
    public async Task A_deletion_counts_for_a_job_that_is_tried_again_and_is_forgotten_with_it()
    {
        var failed = await EndedAsync(JobStatus.Failed);
        await Store.NoteDeletionAsync("docs", [One], Token);
        // Another collection's jobs, and those that succeeded, cannot store it again.
        await Store.NoteDeletionAsync("other", [Two], Token);
        Assert.Equal([One], await Store.DeletedSinceAsync(failed.Id, [One, Two], Token));
        Assert.Empty(await Store.DeleteEndedAsync(Clock.GetUtcNow() - Second, Token));
        Assert.Equal([One], await Store.DeletedSinceAsync((await Store.RetryAsync(failed.Id, Token))!.Id, [One], Token));
        await Store.CancelAsync(failed.Id, Token);
        Assert.Equal([failed.Id], await Store.DeleteEndedAsync(Clock.GetUtcNow() + Second, Token));
        Assert.Empty(await Store.DeletedSinceAsync(failed.Id, [One], Token));
    }

    [Fact]
    public async Task Unfinished_jobs_of_a_collection_are_those_that_wait_or_run()
    {
        var (running, waiting) = (await QueueAsync(), await QueueAsync());
        await QueueAsync("other");
        await ClaimAsync();
        await Store.CancelAsync((await QueueAsync()).Id, Token);
        Assert.Equal([running.Id, waiting.Id], (await Store.ListUnfinishedAsync("docs", Token)).Select(job => job.Id));
        Assert.Empty(await Store.ListUnfinishedAsync("none", Token));
    }
}
