using LongRag.Retrievers.Dense;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Retrievers.Tests.Dense;

public sealed class DenseIndexTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_position_counts_once_it_is_committed()
    {
        await using (var corpus = DenseCorpus.Open(_folder))
        {
            await corpus.SaveAsync(Document("a", "one"), Document("b", "two"));
            await corpus.Store.SaveAsync([Document("c", "three")]);
            await corpus.CatchUpAsync(commit: false);
            Assert.Equal(2, corpus.Index.Position);
        }

        await using var again = DenseCorpus.Open(_folder);
        Assert.Equal((2L, 2), (again.Index.Position, (await IdsAsync(again)).Count));
    }

    [Fact]
    public async Task Applying_twice_leaves_what_applying_once_leaves()
    {
        await using var corpus = DenseCorpus.Open(_folder);
        CorpusChange[] changes = [Change(1, "a", "one"), Change(2, "b", "two\n\nthree"), new(3, DocumentId.From(DenseCorpus.Settings.Name, "a"), Entry: null)];
        await corpus.Index.ApplyAsync(changes);
        await corpus.Index.ApplyAsync(changes);
        await corpus.Index.CommitAsync(3);
        await corpus.Index.ApplyAsync(changes);
        await corpus.Index.CommitAsync(3);
        Assert.Equal(changes[1].Entry!.Passages.Select(p => p.Id), await IdsAsync(corpus));
        Assert.Equal((2L, 1L), (corpus.Reader.Statistics()!.Passages, corpus.Reader.Statistics()!.Documents));
    }

    [Fact]
    public async Task A_document_left_without_passages_is_gone()
    {
        await using var corpus = DenseCorpus.Open(_folder);
        var change = Change(1, "a", "one");
        await corpus.Index.ApplyAsync([change]);
        await corpus.Index.CommitAsync(1);
        await corpus.Index.ApplyAsync([change with { Sequence = 2, Entry = change.Entry! with { Passages = [] } }]);
        await corpus.Index.CommitAsync(2);
        Assert.Empty(await IdsAsync(corpus));
    }

    [Fact]
    public async Task A_changed_document_has_only_its_changed_passages_embedded()
    {
        await using var corpus = DenseCorpus.Open(_folder);
        await corpus.SaveAsync(Document("a", "one\n\ntwo\n\nthree"), Document("b", "two"));
        Assert.Equal(3, corpus.Hashes.Texts);
        await corpus.SaveAsync(Document("a", "one\n\nnew\n\nthree"));
        Assert.Equal((4L, 4L), (corpus.Hashes.Texts, corpus.Reader.Statistics()!.Passages));
        Assert.True((await corpus.DifferencesAsync()).None);
    }

    [Fact]
    public async Task Building_anew_embeds_nothing()
    {
        await using (var corpus = DenseCorpus.Open(_folder))
        {
            await corpus.SaveAsync(Document("a", "one\n\ntwo"), Document("b", "three"));
            await corpus.Index.ClearAsync();
            Assert.Equal(0, corpus.Index.Position);
            Assert.Empty(await IdsAsync(corpus));
            await corpus.CatchUpAsync();
            Assert.Equal((3L, 3), (corpus.Hashes.Texts, (await IdsAsync(corpus)).Count));
        }

        Directory.Delete(_folder.PathOf("dense"), recursive: true);
        await using var again = DenseCorpus.Open(_folder);
        await again.SaveAsync(Document("a", "one\n\ntwo"), Document("b", "three"));
        Assert.Equal((0L, 3), (again.Hashes.Texts, (await IdsAsync(again)).Count));
    }

    [Fact]
    public async Task What_was_embedded_before_a_cancellation_is_not_embedded_again()
    {
        var store = new MemoryCorpusStore();
        await store.SaveAsync([.. Enumerable.Range(0, 600).Select(i => Document($"d{i}", $"text {i}"))]);
        await using var corpus = DenseCorpus.Open(_folder, store);
        using var stop = new CancellationTokenSource();
        corpus.Hashes.Before = (_, _) => corpus.Hashes.Texts > 0 ? stop.CancelAsync() : Task.CompletedTask;
        var changes = new List<CorpusChange>();
        await foreach (var change in store.ReadChangesAsync(DenseCorpus.Settings.Name, 0)) changes.Add(change);
        await corpus.Index.ApplyAsync(changes, stop.Token);
        await corpus.Index.ClearAsync();
        corpus.Hashes.Before = null;
        await corpus.CatchUpAsync();
        Assert.Equal((600L, 600), (corpus.Hashes.Texts, (await IdsAsync(corpus)).Count));
    }

    [Fact]
    public async Task A_second_writer_is_refused_and_readers_are_not()
    {
        await using var corpus = DenseCorpus.Open(_folder);
        await corpus.SaveAsync(Document("a", "one"));
        Assert.Equal("locked", Assert.Throws<LongRagException>(() => VectorCache.OpenToWrite(corpus.Caches, corpus.Schema.Encoder)).Code);
        Assert.Equal("locked", Assert.Throws<LongRagException>(() => DenseIndex.OpenToWrite(corpus.Root, DenseCorpus.Settings, corpus.Schema, corpus.Hashes.Encoder(), corpus.Cache)).Code);
        Assert.Single(corpus.Search.Find(corpus.Hashes.VectorOf("one"), 5));
    }

    [Fact]
    public async Task Another_encoder_is_named_and_has_its_own_index_beside_the_old_one_that_still_answers()
    {
        await using (var corpus = DenseCorpus.Open(_folder)) await corpus.SaveAsync(Document("a", "one"));
        var other = DenseCorpus.SchemaOf(name: "better");
        await using var anew = DenseCorpus.Open(_folder, schema: other);
        Assert.Contains("'hashes'", anew.Index.Discarded, StringComparison.Ordinal);
        var old = Assert.Single(DenseFolders.Others(anew.Root, other));
        Assert.Equal(("hashes", 1L), (old.Schema.Encoder.Name, old.Passages));
        using (var reader = new DenseReader(anew.Root, anew.Caches, old.Schema)) Assert.Single(new DenseSearch(reader).Find(anew.Hashes.VectorOf("one"), 5));
        await anew.SaveAsync(Document("a", "one"));
        DenseFolders.DeleteOthers(anew.Root, other);
        Assert.Empty(DenseFolders.Others(anew.Root, other));
        Assert.Equal(1, DenseFolders.Find(anew.Root, other)!.Passages);
    }

    [Fact]
    public async Task An_index_that_is_half_deleted_is_written_anew_without_the_deleted_and_answers_as_before()
    {
        await using var corpus = DenseCorpus.Open(_folder);
        await corpus.SaveAsync([.. Enumerable.Range(0, 300).Select(i => Document($"d{i}", $"ferry number {i}\n\nharbour {i % 7}"))]);
        await corpus.Store.DeleteAsync(DenseCorpus.Settings.Name, [.. Enumerable.Range(0, 140).Select(i => DocumentId.From(DenseCorpus.Settings.Name, $"d{i}"))]);
        await corpus.CatchUpAsync();
        var query = corpus.Hashes.VectorOf("harbour ferry 3");
        Assert.Equal((600L, 320L), (corpus.Reader.Statistics()!.Rows, corpus.Reader.Statistics()!.Passages));
        var (before, files) = (corpus.Search.Find(query, 50), Directory.GetFiles(corpus.Folder, "*.codes"));
        await corpus.Store.DeleteAsync(DenseCorpus.Settings.Name, [.. Enumerable.Range(140, 15).Select(i => DocumentId.From(DenseCorpus.Settings.Name, $"d{i}"))]);
        var gone = new List<PassageId>();
        foreach (var i in Enumerable.Range(140, 15)) gone.AddRange(Document($"d{i}", $"ferry number {i}\n\nharbour {i % 7}").Passages.Select(p => p.Id));
        await corpus.CatchUpAsync();
        Assert.Equal((290L, 290L), (corpus.Reader.Statistics()!.Rows, corpus.Reader.Statistics()!.Passages));
        Assert.Equal(before.Where(hit => !gone.Contains(hit.Id)).Take(20), corpus.Search.Find(query, 20));
        Assert.NotEqual(files, Directory.GetFiles(corpus.Folder, "*.codes"));
        Assert.True((await corpus.DifferencesAsync()).None);
        await corpus.SaveAsync(Document("d299", "another"));
        Assert.Equal(289, corpus.Reader.Statistics()!.Passages);
        Assert.True((await corpus.DifferencesAsync()).None);
    }

    [Fact]
    public async Task Progress_counts_what_the_collection_has_and_what_the_cache_gave()
    {
        var reports = new List<EmbeddingProgress>();
        await using var corpus = DenseCorpus.Open(_folder, progress: new Listener(reports));
        await corpus.SaveAsync([.. Enumerable.Range(0, 300).Select(i => Document($"d{i}", $"text {i}"))]);
        Assert.Equal((32L, 300L, 0L), (reports[0].Done, reports[0].Total, reports[0].FromCache));
        await corpus.Store.SaveAsync([.. Enumerable.Range(0, 400).Select(i => Document($"e{i}", $"text {i}"))]);
        await corpus.CatchUpAsync();
        Assert.Equal((700L, 700L, 300L, 400L), (reports[^1].Done, reports[^1].Total, reports[^1].FromCache, corpus.Hashes.Texts));
        Assert.InRange(reports[^1].PassagesPerSecond, 1, double.MaxValue);
        Assert.NotNull(reports[^1].TimeLeft);
        Assert.Equal(reports[^1], DenseFolders.Progress(corpus.Root, corpus.Schema));
        Assert.Null(DenseFolders.Progress(corpus.Root, corpus.Schema, new Later()));
        await corpus.Index.DisposeAsync();
        Assert.Null(DenseFolders.Progress(corpus.Root, corpus.Schema));
    }

    internal static CorpusEntry Document(string source, string text, string? metadata = null, IReadOnlyList<string>? tags = null) => SampleCorpus.Entry(source, text, metadata: metadata, tags: tags);

    private static CorpusChange Change(long sequence, string source, string text)
    {
        var entry = Document(source, text);
        return new CorpusChange(sequence, entry.Document.Id, entry);
    }

    private static async Task<List<PassageId>> IdsAsync(DenseCorpus corpus)
    {
        var ids = new List<PassageId>();
        await foreach (var id in corpus.Index.ListPassageIdsAsync()) ids.Add(id);
        return ids;
    }

    private sealed class Listener(List<EmbeddingProgress> reports) : IProgress<EmbeddingProgress>
    {
        public void Report(EmbeddingProgress value) => reports.Add(value);
    }

    private sealed class Later : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddHours(1);
    }
}
