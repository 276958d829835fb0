using Xunit;

namespace LongRag.Hosting.Tests;

/// <summary>The order of jobs, their tries, and their list.</summary>
public sealed class JobQueueTests : EngineFixture
{
    [Fact]
    public async Task Each_collection_has_its_turn()
    {
        await Owner.CreateCollectionAsync(new CollectionChange("laws", null, null), Cancellation);
        await ReopenAsync(runsJobs: false);
        var jobs = new List<string>();
        foreach (var i in Enumerable.Range(0, 4)) jobs.Add((await UploadAsync(Owner, new UploadOptions(), ($"{i}.md", $"Text {i}."))).JobId);
        var other = await UploadLawAsync();
        await ReopenAsync();
        var began = new List<DateTimeOffset>();
        foreach (var job in jobs) began.Add((await EndOfAsync(Owner, job)).StartedAt!.Value);
        Assert.Equal(began, began.Order());
        Assert.InRange((await EndOfAsync(Owner, other)).StartedAt!.Value, began[0], began[1]);
    }

    [Fact]
    public async Task A_job_whose_index_cannot_be_made_is_named_and_tried_again()
    {
        await Owner.CreateCollectionAsync(new CollectionChange("laws", null, null), Cancellation);
        // A file lies where the folder of the indexes must be made.
        var folder = Path.Combine(Folder.Path, "indexes", "laws");
        await File.WriteAllTextAsync(folder, "", Cancellation);
        var id = await UploadLawAsync();
        JobInfo? job = null;
        await foreach (var state in Owner.WatchJobAsync(id, Cancellation))
            if ((job = state) is { Status: "queued", Attempts: > 0 }) break;
        Assert.Equal(("queued", 1, "index_unwritable"), (job!.Status, job.Attempts, job.Error?.Code));
        File.Delete(folder);
        job = await EndOfAsync(Owner, id);
        Assert.Equal(("succeeded", 1), (job.Status, job.Result!.Added));
        Assert.InRange(job.Attempts, 2, 5);
        Assert.Single((await Owner.SearchAsync(new SearchRequest { Query = "keys", Collections = ["laws"] }, Cancellation)).Results);
    }

    [Fact]
    public async Task Jobs_of_one_status_are_listed_and_not_counted()
    {
        var done = await IngestAsync(Owner, ("a.md", "One."));
        await ReopenAsync(runsJobs: false);
        var waiting = (await UploadAsync(Owner, new UploadOptions(), ("b.md", "Two."))).JobId;
        var page = await Owner.ListJobsAsync(null, "queued", 10, null, Cancellation);
        Assert.Equal((waiting, null, null), (Assert.Single(page.Items).Id, page.Total, page.NextCursor));
        Assert.Equal([done.Id], (await Owner.ListJobsAsync("default", "succeeded", 10, null, Cancellation)).Items.Select(job => job.Id));
        Assert.Equal([waiting, done.Id], (await Owner.ListJobsAsync(null, null, 10, null, Cancellation)).Items.Select(job => job.Id));
        var refused = await Assert.ThrowsAsync<LongRagException>(() => Owner.ListJobsAsync(null, "Queued", 10, null, Cancellation));
        Assert.Equal(("bad_argument", "'Queued' is no status: choose one of queued, running, succeeded, partial, failed, cancelled, dead."), (refused.Code, refused.Message));
    }

    private async Task<string> UploadLawAsync()
    {
        await using var upload = await Owner.BeginUploadAsync("laws", Cancellation);
        using var bytes = new MemoryStream("Keys are free."u8.ToArray());
        await upload.AddAsync("one.txt", null, bytes, Cancellation);
        return (await upload.CommitAsync(new UploadOptions(), Cancellation)).JobId;
    }
}
