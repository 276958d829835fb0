using System.Text;
using Xunit;

namespace LongRag.Hosting.Tests;

/// <summary>The engine by way of its sessions.</summary>
public sealed class EngineTests : EngineFixture
{
    private const string Ferry = "# Ferries\n\nThe master alone may cancel a sailing. A lost key costs 25 euros.\n";

    [Fact]
    public async Task What_is_uploaded_is_found_when_its_job_has_succeeded()
    {
        var job = await IngestAsync(Owner, ("ferries.md", Ferry));
        Assert.Equal(("succeeded", 1, 1), (job.Status, job.Attempts, job.Result!.Added));
        Assert.Equal(DocumentId.From("default", "ferries.md").Value, Assert.Single(job.Documents).DocumentId);
        var hit = Assert.Single(await FindAsync(Owner, "Who may cancel a sailing?"));
        Assert.Equal(("ferries.md", 1, "lexical"), (hit.Source, hit.Rank, hit.ScoreKind));
        Assert.Equal(hit.Text, (await Owner.ReadDocumentAsync(hit.DocumentId, hit.StartChar, hit.EndChar, Cancellation)).Text);
    }

    [Fact]
    public async Task An_answer_comes_in_pieces_and_ends_with_what_holds()
    {
        await IngestAsync(Owner, ("ferries.md", Ferry));
        var events = new List<AskEvent>();
        await foreach (var piece in Owner.AskStreamAsync(new AskRequest { Query = "Who may cancel a sailing?" }, Cancellation)) events.Add(piece);
        Assert.Single(Assert.IsType<AskEvent.SearchResults>(events[0]).Results);
        var cited = Assert.Single(events.OfType<AskEvent.Cited>()).Citation;
        Assert.Equal(("The master alone may cancel a sailing.", true), (cited.Quote, cited.Verified));
        var answer = Assert.IsType<AskEvent.Final>(events[^1]).Answer;
        Assert.Equal("The master alone may cancel a sailing. [1]", answer.Answer.Trim());
        Assert.Equal(["generate", "pack", "rerank", "retrieve", "total"], answer.TimingsMs.Keys.Order());
    }

    [Fact]
    public async Task A_deleted_document_is_in_no_index_when_the_deletion_answers()
    {
        await IngestAsync(Owner, ("ferries.md", Ferry), ("buses.md", "Buses run every hour."));
        var id = DocumentId.From("default", "ferries.md").Value;
        await Owner.DeleteDocumentAsync(id, Cancellation);
        Assert.Empty(await FindAsync(Owner, "Who may cancel a sailing?"));
        var collection = (await Engine.Store.FindCollectionAsync("default", Cancellation))!;
        var comparison = await Retrievers.Lexical.LexicalIndexVerifier.CompareAsync(
            Engine.Store, Storage.DataFolder.At(Folder.Path).Index("default", "lexical"), collection, RetrieverNames.SchemaOf(Engine.Settings.Retrieval), Cancellation);
        Assert.True(comparison.None);
        Assert.Equal("no_such_document", (await Assert.ThrowsAsync<LongRagException>(() => Owner.DeleteDocumentAsync(id, Cancellation))).Code);
        Assert.Equal(1, (await Owner.GetCollectionAsync("default", Cancellation)).Documents);
    }

    [Fact]
    public async Task A_replacement_keeps_the_id_and_says_when_nothing_changed()
    {
        await IngestAsync(Owner, ("ferries.md", Ferry));
        var id = DocumentId.From("default", "ferries.md").Value;
        Assert.Null(await ReplaceAsync(id, Ferry));
        var accepted = await ReplaceAsync(id, "# Ferries\n\nThe owner may cancel a sailing.\n");
        Assert.Equal(id, accepted!.DocumentId);
        Assert.Equal((0, 1), ((await EndOfAsync(Owner, accepted.JobId)).Result!.Added, (await Owner.GetJobAsync(accepted.JobId, Cancellation)).Result!.Changed));
        Assert.Contains("owner", Assert.Single(await FindAsync(Owner, "Who may cancel a sailing?")).Text, StringComparison.Ordinal);
        Assert.Equal("no_such_document", (await Assert.ThrowsAsync<LongRagException>(() => ReplaceAsync("00000000000000000000", "x"))).Code);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_fails_its_job_and_leaves_the_others()
    {
        var partial = await IngestAsync(Owner, ("good.md", Ferry), ("bad.pdf", "%PDF-1.4 and nothing more"));
        Assert.Equal(("partial", null), (partial.Status, partial.Result is null ? partial.Error?.ToString() : null));
        Assert.Equal(("partial", 1, "bad.pdf", "read"), (partial.Status, partial.Result!.Added, partial.Result.Failed[0].Source, partial.Error!.Step));
        var failed = await IngestAsync(Owner, ("empty.md", ""));
        Assert.Equal(("failed", "empty_file"), (failed.Status, failed.Error!.Code));
    }

    [Fact]
    public async Task A_cursor_leads_on_and_one_that_no_list_has_given_is_refused()
    {
        await IngestAsync(Owner, [.. "edcba".Select(c => ($"{c}/ü 😀.md", $"Text {c}."))]);
        var listed = new List<string>();
        string? cursor = null;
        do
        {
            var page = await Owner.ListDocumentsAsync("default", 2, cursor, Cancellation);
            Assert.Equal(5, page.Total);
            listed.AddRange(page.Items.Select(d => d.Source));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        Assert.Equal(["a/ü 😀.md", "b/ü 😀.md", "c/ü 😀.md", "d/ü 😀.md", "e/ü 😀.md"], listed);
        // No base 64; a NUL, which no database takes; bytes that are no UTF-8.
        foreach (var bad in (string[])["%", "YQBi", "_w"])
            Assert.Equal("bad_argument", (await Assert.ThrowsAsync<LongRagException>(() => Owner.ListDocumentsAsync("default", 2, bad, Cancellation))).Code);
        Assert.Equal(["e/ü 😀.md"], (await Owner.ListDocumentsAsync("default", 1, Convert.ToBase64String("d0"u8), Cancellation)).Items.Select(d => d.Source));
    }

    [Fact]
    public async Task The_same_key_gives_the_same_job_and_another_request_under_it_is_refused()
    {
        var options = new UploadOptions { IdempotencyKey = "once" };
        var first = await UploadAsync(Owner, options, ("a.md", "One."));
        Assert.Equal(first.JobId, (await UploadAsync(Owner, options, ("a.md", "One."))).JobId);
        var conflict = await Assert.ThrowsAsync<LongRagException>(() => UploadAsync(Owner, options, ("a.md", "Two.")));
        Assert.Equal(("idempotency_conflict", "The idempotency key 'once' was used for another request."), (conflict.Code, conflict.Message));
        await EndOfAsync(Owner, first.JobId);
        Assert.Empty(Directory.GetDirectories(Path.Combine(Folder.Path, "uploads")));
    }

    [Fact]
    public async Task Jobs_that_wait_survive_a_restart()
    {
        await ReopenAsync(runsJobs: false);
        var accepted = await UploadAsync(Owner, new UploadOptions(), ("ferries.md", Ferry));
        Assert.Equal("queued", (await Owner.GetJobAsync(accepted.JobId, Cancellation)).Status);
        await ReopenAsync();
        Assert.Equal("succeeded", (await EndOfAsync(Owner, accepted.JobId)).Status);
        Assert.Single(await FindAsync(Owner, "Who may cancel a sailing?"));
    }

    [Fact]
    public async Task A_queued_job_is_cancelled_and_can_be_tried_again()
    {
        await ReopenAsync(runsJobs: false);
        var accepted = await UploadAsync(Owner, new UploadOptions(), ("ferries.md", Ferry));
        Assert.Equal("cancelled", (await Owner.CancelJobAsync(accepted.JobId, Cancellation)).Status);
        Assert.Equal("queued", (await Owner.RetryJobAsync(accepted.JobId, Cancellation)).Status);
        await ReopenAsync();
        Assert.Equal("succeeded", (await EndOfAsync(Owner, accepted.JobId)).Status);
    }

    [Fact]
    public async Task A_running_job_is_cancelled()
    {
        var lines = new StringBuilder();
        for (var i = 0; i < 200_000; i++) lines.Append("{\"_id\":\"").Append(i).Append("\",\"text\":\"The ferry ").Append(i).AppendLine(" leaves at nine.\"}");
        var accepted = await UploadAsync(Owner, new UploadOptions(), ("many.jsonl", lines.ToString()));
        await foreach (var state in Owner.WatchJobAsync(accepted.JobId, Cancellation))
            if (state is { Status: "running", CancelRequested: false }) await Owner.CancelJobAsync(accepted.JobId, Cancellation);
        Assert.Equal("cancelled", (await Owner.GetJobAsync(accepted.JobId, Cancellation)).Status);
    }

    [Fact]
    public async Task A_collection_that_is_deleted_takes_its_documents_indexes_and_jobs_along()
    {
        await Owner.CreateCollectionAsync(new CollectionChange("laws", "en", 128), Cancellation);
        await using (var upload = await Owner.BeginUploadAsync("laws", Cancellation))
        {
            using var bytes = new MemoryStream("Article 1. Keys are free."u8.ToArray());
            await upload.AddAsync("one.txt", null, bytes, Cancellation);
            await EndOfAsync(Owner, (await upload.CommitAsync(new UploadOptions(), Cancellation)).JobId);
        }

        Assert.Single((await Owner.SearchAsync(new SearchRequest { Query = "keys", Collections = ["laws"] }, Cancellation)).Results);
        await Owner.DeleteCollectionAsync("laws", Cancellation);
        Assert.False(Directory.Exists(Path.Combine(Folder.Path, "indexes", "laws")));
        Assert.Equal("no_such_collection", (await Assert.ThrowsAsync<LongRagException>(() => Owner.SearchAsync(new SearchRequest { Query = "keys", Collections = ["laws"] }, Cancellation))).Code);
    }

    [Fact]
    public async Task Lists_of_several_collections_are_merged_by_rank()
    {
        await IngestAsync(Owner, ("a.md", "The ferry leaves at nine."), ("b.md", "The ferry waits for no bus."));
        await Owner.CreateCollectionAsync(new CollectionChange("laws", null, null), Cancellation);
        await using (var upload = await Owner.BeginUploadAsync("laws", Cancellation))
        {
            using var bytes = new MemoryStream("A ferry needs a licence."u8.ToArray());
            await upload.AddAsync("law.txt", null, bytes, Cancellation);
            await EndOfAsync(Owner, (await upload.CommitAsync(new UploadOptions(), Cancellation)).JobId);
        }

        var found = await Owner.SearchAsync(new SearchRequest { Query = "ferry", Collections = ["default", "laws"] }, Cancellation);
        Assert.Equal(["default", "laws", "default"], found.Results.Select(hit => hit.Collection));
    }

    [Fact]
    public async Task A_document_that_has_come_back_is_not_taken_out_of_an_index()
    {
        await IngestAsync(Owner, ("ferries.md", Ferry));
        await Engine.ForgetAsync("default", [DocumentId.From("default", "ferries.md")], Cancellation);
        Assert.Single(await FindAsync(Owner, "Who may cancel a sailing?"));
    }

    [Fact]
    public async Task A_language_is_not_changed_under_a_running_job_and_is_afterwards()
    {
        var lines = string.Concat(Enumerable.Range(0, 100_000).Select(i => $"{{\"_id\":\"{i}\",\"text\":\"The ferry {i} leaves at nine.\"}}\n"));
        var job = (await UploadAsync(Owner, new UploadOptions(), ("many.jsonl", lines))).JobId;
        await foreach (var state in Owner.WatchJobAsync(job, Cancellation))
        {
            if (state is not { Status: "running", CancelRequested: false }) continue;
            Assert.Equal("collection_busy", (await Assert.ThrowsAsync<LongRagException>(() => Owner.ChangeCollectionAsync("default", new CollectionChange(null, "de", null), Cancellation))).Code);
            await Owner.CancelJobAsync(job, Cancellation);
        }

        Assert.Equal("de", (await Owner.ChangeCollectionAsync("default", new CollectionChange(null, "de", null), Cancellation)).Language);
        await IngestAsync(Owner, ("haefen.md", "Die Häfen schließen im Winter."));
        Assert.Equal("haefen.md", (await FindAsync(Owner, "Hafen"))[0].Source);
    }

    [Fact]
    public void An_upload_that_is_still_coming_is_not_swept()
    {
        var uploads = new UploadFolder(Storage.DataFolder.At(Folder.Path));
        var (coming, came) = (uploads.Create(), uploads.Create());
        uploads.Came(came);
        uploads.Sweep(new HashSet<string>(StringComparer.Ordinal), DateTime.MaxValue);
        Assert.True(Directory.Exists(Path.GetDirectoryName(uploads.FileOf(coming, 0))));
        Assert.False(Directory.Exists(Path.GetDirectoryName(uploads.FileOf(came, 0))));
    }

    [Fact]
    public async Task An_index_that_cannot_be_brought_up_to_date_does_not_keep_the_others_from_being_read()
    {
        await Owner.CreateCollectionAsync(new CollectionChange("other", null, null), Cancellation);
        await IngestAsync(Owner, ("ferry.md", Ferry));
        await Owner.SaveTextAsync(new SaveTextRequest { Text = "A bell.", Collection = "other" }, Cancellation);
        await Engine.DisposeAsync();
        // A file where the folder of the index should be: it can neither be read nor made.
        var folder = Storage.DataFolder.At(Folder.Path).Index("other", "lexical");
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        await File.WriteAllTextAsync(folder, "x", Cancellation);
        var options = new LongRagOptions { DataPath = Folder.Path };
        Configure(options.Settings);
        await using var reading = await LongRagEngine.OpenAsync(new EngineOptions(options.Read(), Folder.Path) { OnlyReads = true }, Cancellation);
        Assert.Contains("master", Assert.Single(await FindAsync(reading.For(Principal.Owner), "Who may cancel a sailing?")).Text, StringComparison.Ordinal);
        File.Delete(folder);
    }

    [Fact]
    public async Task A_part_of_a_text_is_the_same_as_a_stream_wherever_a_character_of_two_units_is_cut()
    {
        await IngestAsync(Owner, ("a.txt", "a😀b😀"));
        var id = Assert.Single((await Owner.ListDocumentsAsync("default", 2, null, Cancellation)).Items).Id;
        var length = (await Owner.ReadDocumentAsync(id, cancellationToken: Cancellation)).Text.Length;
        for (var start = 0; start <= length; start++)
        {
            for (var end = start; end <= length; end++)
            {
                var part = await Owner.ReadDocumentAsync(id, start, end, Cancellation);
                var open = await Owner.OpenTextAsync(id, start, end, Cancellation);
                using var reader = new StreamReader(open.Utf8, Encoding.UTF8);
                Assert.Equal((part.Text, part.StartChar, part.EndChar), (await reader.ReadToEndAsync(Cancellation), open.StartChar, open.EndChar));
            }
        }
    }

    [Fact]
    public async Task A_file_of_records_names_no_document_beforehand()
    {
        var accepted = await UploadAsync(Owner, new UploadOptions(), ("records.jsonl", "{\"_id\":\"a\",\"text\":\"One.\"}"));
        Assert.Null(accepted.DocumentId);
        Assert.Equal(new JobDocument(null, "records.jsonl"), Assert.Single(accepted.Documents));
        Assert.Equal(1, (await EndOfAsync(Owner, accepted.JobId)).Result!.Added);
    }

    private async Task<AcceptedUpload?> ReplaceAsync(string id, string text)
    {
        await using var upload = await Owner.BeginUploadAsync("default", Cancellation);
        using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(text));
        await upload.AddAsync("whatever.md", null, bytes, Cancellation);
        return await upload.CommitReplacementAsync(id, new UploadOptions(), Cancellation);
    }
}
