using System.Text;
using Xunit;

namespace LongRag.Hosting.Tests;

/// <summary>What was deleted stays away, whatever was under way for it; what comes after the deletion is stored.</summary>
public sealed class DeletedDocumentTests : EngineFixture
{
    private const string Old = "The master alone may cancel a sailing.";
    private const string New = "The owner alone may cancel a sailing.";

    private static readonly string Ferries = DocumentId.From("default", "ferries.md").Value;

    private protected override void Configure(IDictionary<string, string?> settings)
    {
        base.Configure(settings);
        settings["Ingestion:Urls:Allowed"] = "true";
        settings["Ingestion:Urls:PrivateHosts:0"] = "127.0.0.1";
    }

    [Fact]
    public async Task A_job_that_waited_leaves_out_only_what_was_deleted_meanwhile_also_after_a_restart()
    {
        await IngestAsync(Owner, ("ferries.md", Old));
        await ReopenAsync(runsJobs: false);
        var replacement = (await ReplaceAsync(New))!.JobId;
        var several = (await UploadAsync(Owner, new UploadOptions(), ("buses.md", "Buses run every hour."), ("ferries.md", New))).JobId;
        await Owner.DeleteDocumentAsync(Ferries, Cancellation);
        await ReopenAsync();

        var job = await EndOfAsync(Owner, replacement);
        Assert.Equal(("succeeded", 0, 0, 0, 1), (job.Status, job.Result!.Added, job.Result.Changed, job.Result.Unchanged, job.Result.Skipped));
        Assert.Equal(("ferries.md", "store", "document_deleted"), Assert.Single(job.Result.Warnings) is var warning ? (warning.Source, warning.Step, warning.Code) : default);
        job = await EndOfAsync(Owner, several);
        Assert.Equal(("succeeded", 1, 0, 0, 1), (job.Status, job.Result!.Added, job.Result.Changed, job.Result.Unchanged, job.Result.Skipped));
        Assert.Equal("no_such_document", (await Assert.ThrowsAsync<LongRagException>(() => Owner.GetDocumentAsync(Ferries, Cancellation))).Code);
        Assert.Empty(await FindAsync(Owner, "Who may cancel a sailing?"));
        Assert.Single(await FindAsync(Owner, "buses"));
    }

    [Fact]
    public async Task A_job_that_is_tried_again_brings_back_nothing_and_replaces_nothing_that_came_later()
    {
        var job = await IngestAsync(Owner, ("ferries.md", Old), ("bad.pdf", "%PDF-1.4 and nothing more"));
        Assert.Equal(("partial", 1), (job.Status, job.Result!.Added));
        await Owner.DeleteDocumentAsync(Ferries, Cancellation);
        job = await AgainAsync(job.Id);
        Assert.Equal((0, 1, 1), (job.Result!.Added, job.Result.Skipped, job.Result.Failed.Count));
        Assert.Equal("no_such_document", (await Assert.ThrowsAsync<LongRagException>(() => Owner.GetDocumentAsync(Ferries, Cancellation))).Code);

        await IngestAsync(Owner, ("ferries.md", New));
        job = await AgainAsync(job.Id);
        Assert.Equal((0, 0, 1), (job.Result!.Added, job.Result.Changed, job.Result.Skipped));
        Assert.Equal(New, (await Owner.ReadDocumentAsync(Ferries, cancellationToken: Cancellation)).Text);
    }

    [Fact]
    public async Task A_new_document_of_the_same_source_is_stored_after_the_deletion()
    {
        await IngestAsync(Owner, ("ferries.md", Old));
        await ReopenAsync(runsJobs: false);
        var before = (await ReplaceAsync("Nobody may cancel a sailing."))!.JobId;
        await Owner.DeleteDocumentAsync(Ferries, Cancellation);
        var after = (await UploadAsync(Owner, new UploadOptions(), ("ferries.md", New))).JobId;
        await ReopenAsync();
        Assert.Equal((1, 0), (await EndOfAsync(Owner, before)).Result is { } left ? (left.Skipped, left.Added) : default);
        Assert.Equal((0, 1), (await EndOfAsync(Owner, after)).Result is { } stored ? (stored.Skipped, stored.Added) : default);
        Assert.Equal(New, (await Owner.ReadDocumentAsync(Ferries, cancellationToken: Cancellation)).Text);
    }

    [Fact]
    public async Task A_record_that_was_deleted_is_left_out_of_its_file()
    {
        const string Records = """
            {"_id":"a","text":"Keys are free."}
            {"_id":"b","text":"Buses run every hour."}
            """;
        await IngestAsync(Owner, ("old.jsonl", """{"_id":"b","text":"Buses run at noon."}"""));
        await ReopenAsync(runsJobs: false);
        var job = (await UploadAsync(Owner, new UploadOptions(), ("new.jsonl", Records))).JobId;
        var deleted = DocumentId.From("default", "b").Value;
        await Owner.DeleteDocumentAsync(deleted, Cancellation);
        await ReopenAsync();
        var result = (await EndOfAsync(Owner, job)).Result!;
        Assert.Equal((1, 0, 0, 1, 1L, "b"), (result.Added, result.Changed, result.Unchanged, result.Skipped, result.Passages, Assert.Single(result.Warnings).Source));
        Assert.Equal("no_such_document", (await Assert.ThrowsAsync<LongRagException>(() => Owner.GetDocumentAsync(deleted, Cancellation))).Code);
        Assert.Empty(await FindAsync(Owner, "buses"));
    }

    [Fact]
    public async Task A_job_that_runs_does_not_store_what_is_deleted_while_it_reads()
    {
        var (asked, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var page = LoopbackServer.OfPage(New, () =>
        {
            asked.TrySetResult();
            return go.Task;
        });
        await IngestAsync(Owner, ("ferries.md", Old));
        var job = (await Owner.IngestUrlAsync("default", page.Address, "ferries.md", new UploadOptions(), Cancellation)).JobId;
        await asked.Task.WaitAsync(TimeSpan.FromMinutes(2), Cancellation);
        await Owner.DeleteDocumentAsync(Ferries, Cancellation);
        go.SetResult();
        var ended = await EndOfAsync(Owner, job);
        Assert.Equal(("succeeded", 0, 0, 1), (ended.Status, ended.Result!.Added, ended.Result.Unchanged, ended.Result.Skipped));
        Assert.Equal("no_such_document", (await Assert.ThrowsAsync<LongRagException>(() => Owner.GetDocumentAsync(Ferries, Cancellation))).Code);
    }

    [Fact]
    public async Task A_deletion_that_failed_voids_nothing()
    {
        await IngestAsync(Owner, ("ferries.md", Old), ("buses.md", "Buses run every hour."));
        await ReopenAsync(runsJobs: false);
        var replacement = (await ReplaceAsync(New))!.JobId;
        await InStoreAsync("CREATE TRIGGER failing BEFORE DELETE ON documents BEGIN SELECT RAISE(ABORT, 'The disk is broken.'); END");
        await Assert.ThrowsAnyAsync<Exception>(() => Owner.DeleteDocumentAsync(Ferries, Cancellation));
        await InStoreAsync("DROP TRIGGER failing");
        Assert.Equal(Old, (await Owner.ReadDocumentAsync(Ferries, cancellationToken: Cancellation)).Text);
        await ReopenAsync();
        Assert.Equal(("succeeded", 1, 0), await EndOfAsync(Owner, replacement) is var ended ? (ended.Status, ended.Result!.Changed, ended.Result.Skipped) : default);
        Assert.Equal(New, (await Owner.ReadDocumentAsync(Ferries, cancellationToken: Cancellation)).Text);
    }

    [Fact]
    public async Task What_waited_for_a_collection_that_is_deleted_is_cancelled_and_no_later_one_of_its_name_gets_it()
    {
        await ReopenAsync(runsJobs: false);
        var waiting = (await UploadAsync(Owner, new UploadOptions(), ("ferries.md", Old))).JobId;
        // Begun before the deletion, and accepted after it.
        await using var upload = await Owner.BeginUploadAsync("default", Cancellation);
        using (var bytes = new MemoryStream("Buses run every hour."u8.ToArray())) await upload.AddAsync("buses.md", null, bytes, Cancellation);
        await Owner.DeleteCollectionAsync("default", Cancellation);
        Assert.Equal("cancelled", (await Owner.GetJobAsync(waiting, Cancellation)).Status);
        var late = (await upload.CommitAsync(new UploadOptions(), Cancellation)).JobId;
        await Owner.CreateCollectionAsync(new CollectionChange("default", null, null), Cancellation);
        Assert.Equal("cancelled", (await Owner.GetJobAsync(late, Cancellation)).Status);
        await ReopenAsync();
        await IngestAsync(Owner, ("keys.md", "Keys are free."));
        Assert.Equal(["keys.md"], (await Owner.ListDocumentsAsync("default", 10, null, Cancellation)).Items.Select(document => document.Source));
    }

    [Fact]
    public async Task A_replacement_is_compared_with_what_is_queued_too()
    {
        await IngestAsync(Owner, ("ferries.md", Old));
        Assert.Null(await ReplaceAsync(Old));
        await ReopenAsync(runsJobs: false);
        var first = (await ReplaceAsync(New))!.JobId;
        var second = await ReplaceAsync(Old);
        Assert.NotNull(second);
        await ReopenAsync();
        Assert.Equal((1, 1), ((await EndOfAsync(Owner, first)).Result!.Changed, (await EndOfAsync(Owner, second.JobId)).Result!.Changed));
        Assert.Equal(Old, (await Owner.ReadDocumentAsync(Ferries, cancellationToken: Cancellation)).Text);
        Assert.Null(await ReplaceAsync(Old));
    }

    private async Task InStoreAsync(string sql)
    {
        await using var store = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Storage.DataFolder.At(Folder.Path).Database};Pooling=False");
        await store.OpenAsync(Cancellation);
        await using var command = store.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private async Task<JobInfo> AgainAsync(string job)
    {
        await Owner.RetryJobAsync(job, Cancellation);
        return await EndOfAsync(Owner, job);
    }

    private async Task<AcceptedUpload?> ReplaceAsync(string text)
    {
        await using var upload = await Owner.BeginUploadAsync("default", Cancellation);
        using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(text));
        await upload.AddAsync("whatever.md", null, bytes, Cancellation);
        return await upload.CommitReplacementAsync(Ferries, new UploadOptions(), Cancellation);
    }
}
