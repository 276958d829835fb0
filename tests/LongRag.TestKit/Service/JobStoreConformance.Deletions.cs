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
    public async Task A_deletion_that_is_taken_back_counts_for_no_job_and_what_was_noted_before_counts_again()
    {
        var first = await QueueAsync();
        var deletion = await Store.NoteDeletionAsync("docs", [One], Token);
        Assert.Equal((first.Id, 1, null), (deletion.LastJob, deletion.Before.Count, deletion.Before[One]));
        var second = await QueueAsync();
        var failed = await Store.NoteDeletionAsync("docs", [One, Two], Token);
        Assert.Equal((second.Id, first.Id, null), (failed.LastJob, failed.Before[One], failed.Before[Two]));
        await Store.TakeBackDeletionAsync(failed, [One], Token);
        Assert.Equal([Two], await Store.DeletedSinceAsync(second.Id, [One, Two], Token));
        Assert.Equal(2, (await Store.DeletedSinceAsync(first.Id, [One, Two], Token)).Count);
        await Store.TakeBackDeletionAsync(failed, [One, Two], Token);
        Assert.Equal([One], await Store.DeletedSinceAsync(first.Id, [One, Two], Token));

        // One that came later stands.
        var earlier = await Store.NoteDeletionAsync("docs", [Two], Token);
        var third = await QueueAsync();
        await Store.NoteDeletionAsync("docs", [Two], Token);
        await Store.TakeBackDeletionAsync(earlier, [Two], Token);
        Assert.Equal([Two], await Store.DeletedSinceAsync(third.Id, [Two], Token));
    }

    [Fact]
    public async Task A_deletion_that_no_job_could_undo_leaves_nothing_to_take_back()
    {
        var note = await Store.NoteDeletionAsync("docs", [One], Token);
        Assert.Equal((null, 0), (note.LastJob, note.Before.Count));
        await Store.TakeBackDeletionAsync(note, [One], Token);
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
