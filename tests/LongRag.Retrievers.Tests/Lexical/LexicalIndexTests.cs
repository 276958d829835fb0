using LongRag.Retrievers.Lexical;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Retrievers.Tests.Lexical;

public sealed class LexicalIndexTests : IDisposable
{
    private static readonly Collection Default = new() { Name = Collection.DefaultName };
    private readonly TemporaryFolder _folder = new();

    private string Folder => _folder.PathOf("index");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_position_counts_once_it_is_committed()
    {
        await using (var index = LexicalIndex.OpenToWrite(Folder, Default))
        {
            await index.ApplyAsync([Change(1, "a", "one"), Change(2, "b", "two")]);
            Assert.Equal(0, index.Position);
            await index.CommitAsync(2);
            await index.ApplyAsync([Change(3, "c", "three")]);
        }

        await using var again = LexicalIndex.OpenToWrite(Folder, Default);
        Assert.Equal((2L, 2), (again.Position, (await IdsAsync(again)).Count));
    }

    [Fact]
    public async Task Applying_twice_leaves_what_applying_once_leaves()
    {
        await using var index = LexicalIndex.OpenToWrite(Folder, Default);
        CorpusChange[] changes = [Change(1, "a", "one"), Change(2, "b", "two"), new(3, DocumentId.From(Default.Name, "a"), Entry: null)];
        await index.ApplyAsync(changes);
        await index.ApplyAsync(changes);
        await index.CommitAsync(3);
        Assert.Equal([changes[1].Entry!.Passages[0].Id], await IdsAsync(index));
    }

    [Fact]
    public async Task A_document_left_without_passages_is_gone()
    {
        await using var index = LexicalIndex.OpenToWrite(Folder, Default);
        var change = Change(1, "a", "one");
        await index.ApplyAsync([change]);
        await index.CommitAsync(1);
        await index.ApplyAsync([change with { Sequence = 2, Entry = change.Entry! with { Passages = [] } }]);
        await index.CommitAsync(2);
        Assert.Empty(await IdsAsync(index));
    }

    [Fact]
    public async Task Clearing_empties_it_and_lasts()
    {
        await using (var index = LexicalIndex.OpenToWrite(Folder, Default))
        {
            await index.ApplyAsync([Change(1, "a", "one")]);
            await index.CommitAsync(1);
            await index.ClearAsync();
            Assert.Equal(0, index.Position);
        }

        Assert.Equal((0L, 0L), (LexicalIndex.Statistics(Folder)!.Position, LexicalIndex.Statistics(Folder)!.Passages));
    }

    [Fact]
    public async Task Statistics_tell_the_last_commit_beside_a_writer()
    {
        Assert.Null(LexicalIndex.Statistics(Folder));
        await using var index = LexicalIndex.OpenToWrite(Folder, Default);
        Assert.Null(LexicalIndex.Statistics(Folder));
        await index.ApplyAsync([Change(1, "a", "one"), Change(2, "b", "two"), Change(3, "c", "three")]);
        await index.CommitAsync(3);
        await index.ApplyAsync([Change(4, "a", "other")]);
        await index.CommitAsync(4);
        var statistics = LexicalIndex.Statistics(Folder, Default)!;
        Assert.Equal((4L, 3L, 2, 1L, false), (statistics.Position, statistics.Passages, statistics.Segments, statistics.Deleted, statistics.IsOutdated));
        Assert.InRange(statistics.Bytes, 1_000, 20_000);
    }

    [Fact]
    public async Task A_second_writer_is_refused_and_readers_are_not()
    {
        await using var first = LexicalIndex.OpenToWrite(Folder, Default);
        await first.ApplyAsync([Change(1, "a", "one")]);
        await first.CommitAsync(1);
        Assert.Equal("locked", Assert.Throws<LongRagException>(() => LexicalIndex.OpenToWrite(Folder, Default)).Code);
        using var reader = new LexicalReader(Folder, Default);
        Assert.Equal(1, reader.Search(s => s!.IndexReader.NumDocs));
    }

    [Fact]
    public async Task The_lock_file_of_a_killed_writer_locks_nobody_out()
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "write.lock"), "");
        await using var index = LexicalIndex.OpenToWrite(Folder, Default);
        Assert.Equal(0, index.Position);
    }

    [Fact]
    public async Task An_index_for_another_language_counts_as_empty_and_is_replaced()
    {
        var german = Default with { Language = "de" };
        await using (var index = LexicalIndex.OpenToWrite(Folder, Default))
        {
            await index.ApplyAsync([Change(1, "a", "one")]);
            await index.CommitAsync(1);
        }

        Assert.True(LexicalIndex.Statistics(Folder, german)!.IsOutdated);
        using var reader = new LexicalReader(Folder, german);
        Assert.Equal("index_outdated", Assert.Throws<LongRagException>(() => reader.Search(s => s)).Code);
        await using (var index = LexicalIndex.OpenToWrite(Folder, german))
        {
            Assert.Equal(0, index.Position);
            Assert.Empty(await IdsAsync(index));
            Assert.NotNull(index.Discarded);
            await index.ApplyAsync([Change(2, "b", "zwei")]);
            await index.CommitAsync(2);
            Assert.Single(await IdsAsync(index));
        }

        Assert.Equal(1, reader.Search(s => s!.IndexReader.NumDocs));
    }

    [Fact]
    public async Task A_damaged_index_is_named_to_readers_and_replaced_by_a_writer()
    {
        await using (var index = LexicalIndex.OpenToWrite(Folder, Default))
        {
            await index.ApplyAsync([Change(1, "a", "one")]);
            await index.CommitAsync(1);
        }

        foreach (var file in Directory.EnumerateFiles(Folder, "segments_*")) File.WriteAllBytes(file, File.ReadAllBytes(file)[..20]);
        using var reader = new LexicalReader(Folder, Default);
        Assert.Equal("index_damaged", Assert.Throws<LongRagException>(() => reader.Search(s => s)).Code);
        Assert.Equal("index_damaged", Assert.Throws<LongRagException>(() => LexicalIndex.Statistics(Folder)).Code);
        await using var again = LexicalIndex.OpenToWrite(Folder, Default);
        Assert.Equal(0, again.Position);
        await again.ApplyAsync([Change(1, "a", "one")]);
        await again.CommitAsync(1);
        Assert.Single(await IdsAsync(again));
    }

    [Fact]
    public async Task A_reader_over_the_writer_sees_what_is_not_yet_committed()
    {
        var store = new MemoryCorpusStore();
        await store.SaveCollectionAsync(Default);
        await using var corpus = new LexicalCorpus(store, Folder, nearRealTime: true);
        await store.SaveAsync([Corpora.Whole("a", "Title", "one ferry")]);
        await corpus.CatchUpAsync(commit: false);
        Assert.Single(await corpus.AskAsync("ferry"));
        Assert.Null(LexicalIndex.Statistics(Folder));
    }

    [Fact]
    public async Task The_verifier_counts_what_is_missing_and_what_is_too_much()
    {
        await using var corpus = await LexicalCorpus.OfAsync(_folder, [.. Enumerable.Range(0, 30).Select(i => Corpora.Whole($"d{i}", "Title", $"text {i}"))]);
        Assert.True((await LexicalIndexVerifier.CompareAsync(corpus.Store, Folder, Default)).None);
        await corpus.Store.DeleteAsync(Default.Name, [DocumentId.From(Default.Name, "d1"), DocumentId.From(Default.Name, "d2")]);
        await corpus.Store.SaveAsync([Corpora.Whole("new", "Title", "text")]);
        var missing = Assert.Single(await corpus.Store.PassagesOfAsync(DocumentId.From(Default.Name, "new"))).Id;
        foreach (var perRound in new[] { 4L, 500L })
        {
            var differences = await LexicalIndexVerifier.CompareAsync(corpus.Store, Default.Name, corpus.Index.ListPassageIdsAsync, perRound, CancellationToken.None);
            Assert.Equal((1L, 2L, 3), (differences.Missing, differences.Extra, differences.Examples.Count));
            Assert.Contains(missing, differences.Examples);
        }
    }

    private static CorpusChange Change(long sequence, string source, string text)
    {
        var entry = Corpora.Whole(source, "Title", text);
        return new CorpusChange(sequence, entry.Document.Id, entry);
    }

    private static async Task<List<PassageId>> IdsAsync(LexicalIndex index)
    {
        var ids = new List<PassageId>();
        await foreach (var id in index.ListPassageIdsAsync()) ids.Add(id);
        return ids;
    }
}
