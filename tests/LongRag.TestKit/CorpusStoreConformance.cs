using System.Text;
using System.Text.Json;
using Xunit;

namespace LongRag.TestKit;

/// <summary>What every corpus store must do. One class derives from it for each store.</summary>
public abstract partial class CorpusStoreConformance : IAsyncLifetime
{
    private const string Default = Collection.DefaultName;

    /// <summary>The instant at which the store's clock stands.</summary>
    protected static readonly DateTimeOffset Clock = new(2026, 3, 4, 5, 6, 7, 89, TimeSpan.Zero);

    private ICorpusStore? _store;

    private ICorpusStore Store => _store!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Another store over the same corpus, empty at first, with a clock that stands at <see cref="Clock"/>.</summary>
    protected abstract Task<ICorpusStore> OpenAsync();

    /// <summary>Removes the corpus.</summary>
    protected abstract Task RemoveAsync();

    /// <summary>The number of rows of a table: <c>documents</c>, <c>texts</c>, <c>sections</c>, <c>passages</c>, <c>deletions</c>, <c>collections</c>.</summary>
    protected abstract Task<long> CountRowsAsync(string table);

    /// <summary>Runs a statement that changes rows behind the store's back.</summary>
    protected abstract Task ChangeRowsAsync(string sql);

    /// <summary>Bytes that a read by <paramref name="store"/> made: those that came from the server, or that were allocated.</summary>
    protected abstract Task<long> BytesOfAsync(ICorpusStore store, Func<Task> read);

    public async ValueTask InitializeAsync()
    {
        _store = await OpenAsync();
        await Store.SaveCollectionAsync(new Collection { Name = Default }, Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
        await RemoveAsync();
        GC.SuppressFinalize(this);
    }

    // ---- Collections

    [Fact]
    public async Task Collections_come_back_by_name_with_their_settings()
    {
        await Store.SaveCollectionAsync(new Collection { Name = "b-2_x", Language = "de", PassageTokens = 128 }, Token);
        await Store.SaveCollectionAsync(new Collection { Name = "a" }, Token);
        Assert.Equal(
            [new Collection { Name = "a" }, new Collection { Name = "b-2_x", Language = "de", PassageTokens = 128 }, new Collection { Name = Default }],
            await Store.ListCollectionsAsync(Token));
        Assert.Equal(new Collection { Name = "b-2_x", Language = "de", PassageTokens = 128 }, await Store.FindCollectionAsync("b-2_x", Token));
    }

    [Fact]
    public async Task Saving_a_collection_again_replaces_its_settings_and_keeps_its_documents()
    {
        await Store.SaveAsync([SampleCorpus.Entry("a.txt", "One.")], Token);
        await Store.SaveCollectionAsync(new Collection { Name = Default, Language = "fr" }, Token);
        Assert.Equal("fr", (await Store.FindCollectionAsync(Default, Token))!.Language);
        Assert.Equal(new CollectionSize(1, 1, 4), await Store.MeasureAsync(Default, Token));
    }

    [Fact]
    public async Task A_collection_name_in_other_case_names_nothing()
    {
        Assert.Null(await Store.FindCollectionAsync("Default", Token));
        Assert.False(await Store.DeleteCollectionAsync("DEFAULT", Token));
        Assert.Equal("bad_collection_name", (await Assert.ThrowsAsync<LongRagException>(() => Store.SaveCollectionAsync(new Collection { Name = "Default" }, Token))).Code);
    }

    [Theory]
    [InlineData("'; DROP TABLE documents; --")]
    [InlineData("x\" OR \"1\"=\"1")]
    [InlineData("%")]
    [InlineData("")]
    [InlineData("no\nline")]
    public async Task A_hostile_name_is_only_a_name(string name)
    {
        await Store.SaveAsync([SampleCorpus.Entry("a.txt", "One."), SampleCorpus.Entry(name + "!", "Two.", title: name + "?", metadata: JsonSerializer.Serialize(new Dictionary<string, string> { [name] = name }), tags: [name])], Token);
        Assert.Null(await Store.FindCollectionAsync(name, Token));
        Assert.False(await Store.DeleteCollectionAsync(name, Token));
        Assert.Equal("no_such_collection", (await Assert.ThrowsAsync<LongRagException>(() => Store.MeasureAsync(name, Token))).Code);
        Assert.Empty(await Store.ResolveAsync(Default, name, cancellationToken: Token));
        var found = Assert.Single(await Store.ResolveAsync(Default, name + "!", cancellationToken: Token));
        Assert.Equal((name + "!", name + "?", name), (found.Source, found.Title, found.Tags[0]));
        Assert.Equal(name, found.Metadata[name].GetString());
        Assert.Equal(2, await CountRowsAsync("documents"));
    }

    [Fact]
    public async Task Deleting_a_collection_leaves_nothing_of_it_and_all_of_the_others()
    {
        await Store.SaveCollectionAsync(new Collection { Name = "other" }, Token);
        await Store.SaveAsync([SampleCorpus.Entry("a.txt", "One.\n\nTwo."), SampleCorpus.Entry("b.txt", "Three."), SampleCorpus.Entry("a.txt", "Four.", "other")], Token);
        await Store.DeleteAsync(Default, [DocumentId.From(Default, "b.txt")], Token);

        Assert.True(await Store.DeleteCollectionAsync(Default, Token));
        Assert.False(await Store.DeleteCollectionAsync(Default, Token));

        Assert.Equal((1, 1, 1, 2, 1, 0), await RowsAsync());
        Assert.Equal("Four.", (await Store.FindDocumentAsync(DocumentId.From("other", "a.txt"), Token))!.Text);
        Assert.Equal("no_such_collection", (await Assert.ThrowsAsync<LongRagException>(() => Store.SaveAsync([SampleCorpus.Entry("a.txt", "One.")], Token))).Code);
    }

    [Fact]
    public async Task What_asks_for_a_missing_collection_says_so()
    {
        Func<Task>[] calls =
        [
            () => Store.MeasureAsync("none", Token),
            () => Store.ResolveAsync("none", "a.txt", cancellationToken: Token),
            () => Store.DeleteAsync("none", [DocumentId.From("none", "a.txt")], Token),
            () => Store.SaveAsync([SampleCorpus.Entry("a.txt", "One.", "none")], Token),
            async () => await Store.ListDocumentsAsync("none", Token).ToListAsync(Token),
            () => Store.PageOfDocumentsAsync("none", null, 10, Token),
            async () => await Store.ListPassageIdsAsync("none", Token).ToListAsync(Token),
            async () => await Store.ReadChangesAsync("none", 0, Token).ToListAsync(Token),
        ];
        foreach (var call in calls) Assert.Equal("no_such_collection", (await Assert.ThrowsAsync<LongRagException>(call)).Code);
    }

    // ---- Documents, to the letter

    [Fact]
    public async Task A_document_comes_back_whole()
    {
        var entry = SampleCorpus.Entry(
            "folder/ä 1.txt",
            "Ünï 😀 first.\n\n𝔘nicode \u00A0 \u2028 second\u0301.\r\n\nend\t",
            title: "T 😀",
            metadata: """{"text":"é\"\\","none":null,"yes":true,"no":false,"int":7,"big":12345678901234567890,"exact":1.0,"exp":-2.50e-3,"list":["a",1,[true,null]],"object":{"b":{"a":"😀"}},"":"empty name"}""",
            tags: ["b", "a", "ü,\""],
            pageStarts: [0, 5, 14]);
        await Store.SaveAsync([entry], Token);

        AssertSame(entry.Document, await Store.FindDocumentAsync(entry.Document.Id, Token));
        AssertSame(entry.Passages, await Store.PassagesOfAsync(entry.Document.Id, Token));
        var summary = (await Store.SummariesAsync([entry.Document.Id], Token))[entry.Document.Id];
        Assert.Equal((entry.Document.Id, Default, "folder/ä 1.txt", "T 😀", "text/plain"), (summary.Id, summary.Collection, summary.Source, summary.Title, summary.MediaType));
        Assert.Equal((entry.Document.ContentHash, entry.Document.Text.Length, 3, entry.Passages.Count, Clock, 1L), (summary.ContentHash, summary.TextLength, summary.Pages, summary.Passages, summary.StoredAt, summary.Sequence));
        Assert.Equal(entry.Document.Tags, summary.Tags);
        Assert.Equal(Raw(entry.Document.Metadata), Raw(summary.Metadata));
    }

    [Fact]
    public async Task A_document_without_text_sections_and_passages_is_a_document()
    {
        var empty = SampleCorpus.Entry("empty", "");
        empty = empty with { Document = empty.Document with { Sections = [] } };
        await Store.SaveAsync([empty], Token);
        AssertSame(empty.Document, await Store.FindDocumentAsync(empty.Document.Id, Token));
        Assert.Empty(await Store.PassagesOfAsync(empty.Document.Id, Token));
        Assert.Equal(new CollectionSize(1, 0, 0), await Store.MeasureAsync(Default, Token));
        Assert.Empty(await Store.ListPassageIdsAsync(Default, Token).ToListAsync(Token));
    }

    [Fact]
    public async Task Passages_of_a_text_of_five_megabytes_come_back_to_the_letter()
    {
        var text = new StringBuilder();
        for (var i = 0; text.Length < 5_000_000; i++) text.Append("Paragraph ").Append(i).Append(" 😀 ").Append((char)('a' + (i % 26)), i % 3000).Append("\n\n");
        var entry = SampleCorpus.Entry("big", text.ToString());
        await Store.SaveAsync([entry], Token);
        AssertSame(entry.Document, await Store.FindDocumentAsync(entry.Document.Id, Token));
        AssertSame(entry.Passages, await Store.PassagesOfAsync(entry.Document.Id, Token));

        var read = await Store.PassagesAsync([.. entry.Passages.Select(p => p.Id)], Token);
        AssertSame(entry.Passages, [.. read.Select(p => p.Passage).OrderBy(p => p.Ordinal)]);
        Assert.All(read, p => Assert.Equal(entry.Document.Id, p.Document.Id));
    }

    [Fact]
    public async Task A_passage_of_many_pieces_and_an_empty_passage_come_back()
    {
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(i => i % 2 == 0 ? "😀" : "x" + i));
        var entry = SampleCorpus.Entry("long", text);
        var second = entry.Passages[0] with { Id = new PassageId("00000000000000000001"), Ordinal = 1, Span = new TextSpan(text.Length, text.Length), Text = "" };
        // Spans may cut a surrogate pair; the text of the document stays whole.
        var third = entry.Passages[0] with { Id = new PassageId("00000000000000000002"), Ordinal = 2, Span = new TextSpan(1, 8192), Text = text[1..8192] };
        entry = entry with { Passages = [.. entry.Passages, second, third] };
        await Store.SaveAsync([entry], Token);
        AssertSame(entry.Passages, [.. (await Store.PassagesAsync([.. entry.Passages.Select(p => p.Id)], Token)).Select(p => p.Passage).OrderBy(p => p.Ordinal)]);
        AssertSame(entry.Passages, await Store.PassagesOfAsync(entry.Document.Id, Token));
    }

    [Fact]
    public async Task Text_that_no_database_holds_is_refused_and_nothing_is_stored()
    {
        var good = SampleCorpus.Entry("good", "Good.");
        // In code, for an attribute cannot hold half a pair either.
        foreach (var text in (string[])["a\0b", "half \uD83D", "\uDE00 other half", "\uDE00\uD83D"])
        {
            CorpusEntry[] bad =
            [
                SampleCorpus.Entry("bad", text),
                SampleCorpus.Entry("bad" + text, "Good."),
                SampleCorpus.Entry("bad", "Good.", title: text),
                SampleCorpus.Entry("bad", "Good.", tags: [text]),
                SampleCorpus.Entry("bad", "Good.", hash: text),
                SampleCorpus.Entry("bad", "Good.\n\n" + new string('x', 10_000) + "😀" + text),
            ];
            foreach (var entry in bad) Assert.Equal("bad_text", (await Assert.ThrowsAsync<LongRagException>(() => Store.SaveAsync([good, entry], Token))).Code);
        }

        Assert.Equal(0, await Store.PositionAsync(Token));
        Assert.Equal((1, 0, 0, 0, 0, 0), await RowsAsync());
    }

    [Fact]
    public async Task Entries_that_contradict_themselves_are_misuse()
    {
        var good = SampleCorpus.Entry("a.txt", "One.\n\nTwo.");
        CorpusEntry[] bad =
        [
            good with { Document = good.Document with { Source = "b.txt" } },
            good with { Document = good.Document with { Sections = [.. good.Document.Sections.Reverse()] } },
            good with { Passages = [good.Passages[1]] },
            good with { Passages = [good.Passages[0] with { Text = "Two." }] },
            good with { Passages = [good.Passages[0] with { Span = new TextSpan(0, 100) }] },
            good with { Passages = [good.Passages[0] with { DocumentId = DocumentId.From(Default, "b.txt") }] },
            good with { Passages = [good.Passages[0], good.Passages[1] with { Id = good.Passages[0].Id }] },
        ];
        foreach (var entry in bad) await Assert.ThrowsAsync<ArgumentException>(() => Store.SaveAsync([entry], Token));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.SaveAsync([good, SampleCorpus.Entry("a.txt", "Other.")], Token));
        Assert.Equal((1, 0, 0, 0, 0, 0), await RowsAsync());
    }

    // ---- Saving and deleting

    [Fact]
    public async Task Outcomes_and_positions_follow_the_order_given()
    {
        var first = await Store.SaveAsync([SampleCorpus.Entry("a", "One."), SampleCorpus.Entry("b", "Two.")], Token);
        Assert.Equal([SaveOutcome.Added, SaveOutcome.Added], first.Outcomes);
        Assert.Equal((0, 2), (first.Before, first.After));
        Assert.Equal([1, 2], first.Sequences);

        var second = await Store.SaveAsync([SampleCorpus.Entry("c", "Three."), SampleCorpus.Entry("b", "Two."), SampleCorpus.Entry("a", "Changed.")], Token);
        Assert.Equal([SaveOutcome.Added, SaveOutcome.Unchanged, SaveOutcome.Changed], second.Outcomes);
        Assert.Equal((2, 4), (second.Before, second.After));
        Assert.Equal([3, 0, 4], second.Sequences);
        Assert.Equal(4, await Store.PositionAsync(Token));
    }

    [Fact]
    public async Task Same_content_again_writes_nothing()
    {
        var entry = SampleCorpus.Entry("a", "One.\n\nTwo.");
        await Store.SaveAsync([entry], Token);
        var again = await Store.SaveAsync([entry], Token);
        Assert.Equal((SaveOutcome.Unchanged, 1, 1, 0), (again.Outcomes[0], again.Before, again.After, again.Sequences[0]));
        Assert.Equal(1, await Store.PositionAsync(Token));
        Assert.Single(await Store.ReadChangesAsync(Default, 0, Token).ToListAsync(Token));
        Assert.Equal(1, (await Store.SaveAsync([], Token)).After);
    }

    [Fact]
    public async Task Changed_content_keeps_the_id_and_leaves_no_orphan()
    {
        await Store.SaveAsync([SampleCorpus.Entry("a", "One.\n\nTwo.\n\nThree."), SampleCorpus.Entry("b", "Other.")], Token);
        var changed = SampleCorpus.Entry("a", "Two.\n\nFour.", title: "New");
        await Store.SaveAsync([changed], Token);

        AssertSame(changed.Document, await Store.FindDocumentAsync(DocumentId.From(Default, "a"), Token));
        AssertSame(changed.Passages, await Store.PassagesOfAsync(changed.Document.Id, Token));
        Assert.Equal((1, 2, 2, 5, 3, 0), await RowsAsync());
        Assert.Equal(new CollectionSize(2, 3, changed.Document.Text.Length + 6), await Store.MeasureAsync(Default, Token));
    }

    [Fact]
    public async Task A_deleted_document_leaves_a_deletion_that_goes_when_it_comes_back()
    {
        var (a, b) = (SampleCorpus.Entry("a", "One.\n\nTwo."), SampleCorpus.Entry("b", "Other."));
        await Store.SaveAsync([a, b], Token);
        Assert.Equal(1, await Store.DeleteAsync(Default, [a.Document.Id, DocumentId.From(Default, "never"), a.Document.Id], Token));
        Assert.Equal(0, await Store.DeleteAsync(Default, [a.Document.Id], Token));
        Assert.Equal(3, await Store.PositionAsync(Token));
        Assert.Null(await Store.FindDocumentAsync(a.Document.Id, Token));
        Assert.Equal((1, 1, 1, 2, 1, 1), await RowsAsync());
        Assert.Equal([(2, b.Document.Id, true), (3, a.Document.Id, false)], (await Store.ReadChangesAsync(Default, 0, Token).ToListAsync(Token)).Select(c => ((int)c.Sequence, c.DocumentId, c.Entry is not null)));

        var back = await Store.SaveAsync([a], Token);
        Assert.Equal((SaveOutcome.Added, 4), (back.Outcomes[0], back.Sequences[0]));
        Assert.Equal((1, 2, 2, 5, 3, 0), await RowsAsync());
        Assert.Equal([(2, b.Document.Id, true), (4, a.Document.Id, true)], (await Store.ReadChangesAsync(Default, 0, Token).ToListAsync(Token)).Select(c => ((int)c.Sequence, c.DocumentId, c.Entry is not null)));
    }

    [Fact]
    public async Task A_document_of_another_collection_is_not_deleted()
    {
        await Store.SaveCollectionAsync(new Collection { Name = "other" }, Token);
        var entry = SampleCorpus.Entry("a", "One.");
        await Store.SaveAsync([entry], Token);
        Assert.Equal(0, await Store.DeleteAsync("other", [entry.Document.Id], Token));
        Assert.NotNull(await Store.FindDocumentAsync(entry.Document.Id, Token));
    }

    [Fact]
    public async Task A_batch_with_a_missing_collection_stores_nothing()
    {
        await Assert.ThrowsAsync<LongRagException>(() => Store.SaveAsync([SampleCorpus.Entry("a", "One."), SampleCorpus.Entry("a", "One.", "none")], Token));
        Assert.Equal((1, 0, 0, 0, 0, 0), await RowsAsync());
        Assert.Equal(0, await Store.PositionAsync(Token));
        Assert.Equal(1, (await Store.SaveAsync([SampleCorpus.Entry("a", "One.")], Token)).After);
    }

    [Fact]
    public async Task A_cancelled_token_stops_every_method_and_stores_nothing()
    {
        await Store.SaveAsync([SampleCorpus.Entry("a", "One.")], Token);
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        var cancelled = source.Token;
        var id = DocumentId.From(Default, "a");
        Func<Task>[] calls =
        [
            () => Store.ListCollectionsAsync(cancelled),
            () => Store.FindCollectionAsync(Default, cancelled),
            () => Store.SaveCollectionAsync(new Collection { Name = "x" }, cancelled),
            () => Store.DeleteCollectionAsync(Default, cancelled),
            () => Store.MeasureAsync(Default, cancelled),
            () => Store.SaveAsync([SampleCorpus.Entry("b", "Two.")], cancelled),
            () => Store.DeleteAsync(Default, [id], cancelled),
            () => Store.HashesAsync([id], cancelled),
            () => Store.FindDocumentAsync(id, cancelled),
            () => Store.ResolveAsync(Default, "a", cancellationToken: cancelled),
            async () => await Store.ListDocumentsAsync(Default, cancelled).ToListAsync(Token),
            () => Store.SummariesAsync([id], cancelled),
            () => Store.PassagesOfAsync(id, cancelled),
            () => Store.PageOfPassagesAsync(id, 0, 10, cancelled),
            () => Store.PageOfDocumentsAsync(Default, null, 10, cancelled),
            () => Store.ReadTextAsync(id, 0, 1, cancelled),
            () => Store.FindLayoutAsync(id, cancelled),
            () => Store.FindOutlineAsync(id, cancelled),
            () => Store.PassagesAsync([new PassageId("x")], cancelled),
            async () => await Store.ListPassageIdsAsync(Default, cancelled).ToListAsync(Token),
            () => Store.PositionAsync(cancelled),
            async () => await Store.ReadChangesAsync(Default, 0, cancelled).ToListAsync(Token),
        ];
        foreach (var call in calls) await Assert.ThrowsAnyAsync<OperationCanceledException>(call);
        Assert.Equal((1, 1, 1, 2, 1, 0), await RowsAsync());
    }

    // ---- Finding

    [Fact]
    public async Task Hashes_and_summaries_leave_out_what_is_not_stored()
    {
        var entry = SampleCorpus.Entry("a", "One.", hash: "h1");
        await Store.SaveAsync([entry], Token);
        DocumentId[] asked = [entry.Document.Id, DocumentId.From(Default, "none"), entry.Document.Id];
        Assert.Equal(new Dictionary<DocumentId, string> { [entry.Document.Id] = "h1" }, await Store.HashesAsync(asked, Token));
        Assert.Equal([entry.Document.Id], (await Store.SummariesAsync(asked, Token)).Keys);
        Assert.Empty(await Store.HashesAsync([], Token));
        Assert.Empty(await Store.PassagesAsync([new PassageId("none")], Token));
        Assert.Empty(await Store.PassagesAsync([], Token));
        Assert.Empty(await Store.PassagesOfAsync(DocumentId.From(Default, "none"), Token));
    }

    [Fact]
    public async Task A_reference_is_a_source_an_id_or_the_beginning_of_one()
    {
        await Store.SaveCollectionAsync(new Collection { Name = "other" }, Token);
        var entry = SampleCorpus.Entry("notes/a.txt", "One.");
        var id = entry.Document.Id.Value;
        // A document whose source is the beginning of another's id: the source wins.
        var trap = SampleCorpus.Entry(id[..6], "Trap.");
        await Store.SaveAsync([entry, trap, SampleCorpus.Entry("notes/a.txt", "One.", "other")], Token);

        Assert.Equal(["notes/a.txt"], await SourcesAsync("notes/a.txt"));
        Assert.Equal(["notes/a.txt"], await SourcesAsync(id));
        Assert.Equal(["notes/a.txt"], await SourcesAsync(id[..7]));
        Assert.Equal([id[..6], "notes/a.txt"], await SourcesAsync(id[..6]));
        Assert.Equal([id[..6]], (await Store.ResolveAsync(Default, id[..6], 1, Token)).Select(s => s.Source));
        Assert.Empty(await SourcesAsync(id[..3]));
        Assert.Empty(await SourcesAsync("notes/"));
        Assert.Empty(await SourcesAsync("NOTES/A.TXT"));
        Assert.Empty(await SourcesAsync(id[..8].ToUpperInvariant() + "_%"));

        async Task<string[]> SourcesAsync(string reference) => [.. (await Store.ResolveAsync(Default, reference, cancellationToken: Token)).Select(s => s.Source)];
    }

    [Fact]
    public async Task Documents_are_listed_by_source_over_many_pages()
    {
        string[] sources = [.. Enumerable.Range(0, 1200).Select(i => $"s{i * 7919 % 1200:0000}"), "S", "é", "ž", "日本", "a b", "a/b", "a", new string('x', 300) + "1", new string('x', 300) + "2", new string('y', 5000)];
        await Store.SaveAsync([.. sources.Select(s => SampleCorpus.Entry(s, "One.", hash: "h"))], Token);
        Assert.Equal(sources.Order(StringComparer.Ordinal), (await Store.ListDocumentsAsync(Default, Token).ToListAsync(Token)).Select(s => s.Source));
    }

    [Fact]
    public async Task Passage_ids_of_a_collection_are_all_listed_once()
    {
        await Store.SaveCollectionAsync(new Collection { Name = "other" }, Token);
        var entries = Enumerable.Range(0, 200).Select(i => SampleCorpus.Entry($"d{i}", string.Join("\n\n", Enumerable.Range(0, i % 5).Select(n => $"P{n}")), i % 3 == 0 ? "other" : Default)).ToList();
        await Store.SaveAsync(entries, Token);
        var listed = await Store.ListPassageIdsAsync(Default, Token).ToListAsync(Token);
        Assert.Equal(
            entries.Where(e => e.Document.Collection == Default).SelectMany(e => e.Passages).Select(p => p.Id.Value).Order(StringComparer.Ordinal),
            listed.Select(p => p.Value).Order(StringComparer.Ordinal));
    }

    // ---- The change feed

    [Fact]
    public async Task Changes_come_oldest_first_whole_and_of_one_collection()
    {
        await Store.SaveCollectionAsync(new Collection { Name = "other" }, Token);
        var entries = Enumerable.Range(0, 700).Select(i => SampleCorpus.Entry($"d{i}", $"Text {i}.\n\nMore.", i % 4 == 3 ? "other" : Default)).ToList();
        await Store.SaveAsync(entries, Token);
        await Store.DeleteAsync(Default, [.. entries.Take(3).Select(e => e.Document.Id)], Token);
        await Store.SaveAsync([SampleCorpus.Entry("d4", "Changed.")], Token);

        var changes = await Store.ReadChangesAsync(Default, 0, Token).ToListAsync(Token);
        Assert.Equal(changes.Select(c => c.Sequence).Order(), changes.Select(c => c.Sequence));
        Assert.Equal([701, 702, 703, 704], changes.Where(c => c.Sequence > 700).Select(c => (int)c.Sequence));
        Assert.Equal(3, changes.Count(c => c.Entry is null));
        Assert.Equal("Changed.", changes[^1].Entry!.Document.Text);
        foreach (var change in changes.Where(c => c.Sequence <= 700))
        {
            AssertSame(entries[(int)change.Sequence - 1].Document, change.Entry!.Document);
            AssertSame(entries[(int)change.Sequence - 1].Passages, change.Entry.Passages);
        }

        Assert.Equal(525 - 3 - 1 + 4, changes.Count);
        Assert.Equal([703, 704], (await Store.ReadChangesAsync(Default, 702, Token).ToListAsync(Token)).Select(c => (int)c.Sequence));
        Assert.Empty(await Store.ReadChangesAsync(Default, 704, Token).ToListAsync(Token));
        Assert.Equal(175, (await Store.ReadChangesAsync("other", 0, Token).ToListAsync(Token)).Count);
    }

    [Fact]
    public async Task Changes_made_while_a_reader_reads_are_left_for_its_next_call()
    {
        await Store.SaveAsync([.. Enumerable.Range(0, 600).Select(i => SampleCorpus.Entry($"d{i}", $"Text {i}."))], Token);
        var seen = new List<CorpusChange>();
        await foreach (var change in Store.ReadChangesAsync(Default, 0, Token))
        {
            if (seen.Count == 0)
            {
                await Store.SaveAsync([SampleCorpus.Entry("d599", "Changed."), SampleCorpus.Entry("new", "New.")], Token);
                await Store.DeleteAsync(Default, [DocumentId.From(Default, "d598")], Token);
            }

            seen.Add(change);
        }

        Assert.Equal(Enumerable.Range(1, 598), seen.Select(c => (int)c.Sequence));
        var next = await Store.ReadChangesAsync(Default, 600, Token).ToListAsync(Token);
        Assert.Equal([("Changed.", 601), ("New.", 602), (null, 603)], next.Select(c => (c.Entry?.Document.Text, (int)c.Sequence)));
    }

    [Fact]
    public async Task A_reader_beside_many_writers_misses_nothing()
    {
        const int Writers = 4, Rounds = 25, Sources = 8;
        using var done = new CancellationTokenSource();
        await using var second = await OpenAsync();
        var projection = new Dictionary<DocumentId, string>();
        var reading = Task.Run(async () =>
        {
            // One call more after the writers have ended.
            for (var (after, last) = (0L, false); ;)
            {
                last = done.IsCancellationRequested;
                await foreach (var change in second.ReadChangesAsync(Default, after, Token))
                {
                    Assert.True(change.Sequence > after);
                    after = change.Sequence;
                    if (change.Entry is null) projection.Remove(change.DocumentId);
                    else projection[change.DocumentId] = change.Entry.Document.Text;
                    if (change.Entry is { } entry) Assert.All(entry.Passages, p => Assert.Equal(p.Text, p.Span.Of(entry.Document.Text)));
                }

                if (last) return;
            }
        }, Token);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var store = writer % 2 == 0 ? Store : second;
            for (var round = 0; round < Rounds; round++)
            {
                // All write the same sources: they get in each other's way.
                var saved = await store.SaveAsync([.. Enumerable.Range(0, Sources).Select(s => SampleCorpus.Entry($"s{(s + writer) % Sources}", $"Writer {writer}, round {round}.\n\nEnd."))], Token);
                Assert.Equal(saved.Before + saved.Sequences.Count(s => s > 0), saved.After);
                if (round % 5 == writer) await store.DeleteAsync(Default, [DocumentId.From(Default, $"s{round % Sources}"), DocumentId.From(Default, $"s{writer}")], Token);
            }
        }, Token)));
        await done.CancelAsync();
        await reading;

        var stored = await Store.ListDocumentsAsync(Default, Token).ToListAsync(Token);
        Assert.Equal(stored.Select(s => s.Id.Value).Order(StringComparer.Ordinal), projection.Keys.Select(k => k.Value).Order(StringComparer.Ordinal));
        foreach (var summary in stored) Assert.Equal((await Store.FindDocumentAsync(summary.Id, Token))!.Text, projection[summary.Id]);
        Assert.Equal(stored.Count * 2, await CountRowsAsync("passages"));
        Assert.Equal(stored.Count * 3, await CountRowsAsync("sections"));
    }

    // ---- Comparing

    private async Task<(long Collections, long Documents, long Texts, long Sections, long Passages, long Deletions)> RowsAsync() =>
        (await CountRowsAsync("collections"), await CountRowsAsync("documents"), await CountRowsAsync("texts"), await CountRowsAsync("sections"), await CountRowsAsync("passages"), await CountRowsAsync("deletions"));

    private static void AssertSame(Document expected, Document? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Text, actual.Text);
        Assert.Equal(expected.Sections, actual.Sections);
        Assert.Equal(expected.PageStarts, actual.PageStarts);
        Assert.Equal(expected.Tags, actual.Tags);
        Assert.Equal(Raw(expected.Metadata), Raw(actual.Metadata));
        Assert.Equal((expected.Id, expected.Collection, expected.Source, expected.Title, expected.MediaType, expected.ContentHash), (actual.Id, actual.Collection, actual.Source, actual.Title, actual.MediaType, actual.ContentHash));
    }

    private static void AssertSame(IReadOnlyList<Passage> expected, IReadOnlyList<Passage> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        foreach (var (e, a) in expected.Zip(actual))
        {
            Assert.Equal(e.SectionPath, a.SectionPath);
            Assert.Equal(e, a with { SectionPath = e.SectionPath });
        }
    }

    private static IEnumerable<(string, string)> Raw(IReadOnlyDictionary<string, JsonElement> metadata) => metadata.Select(m => (m.Key, m.Value.GetRawText()));
}
