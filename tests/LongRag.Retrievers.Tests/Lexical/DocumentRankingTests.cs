using LongRag.Retrievers.Lexical;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Retrievers.Tests.Lexical;

public sealed class DocumentRankingTests : IDisposable
{
    private static readonly Collection Default = new() { Name = Collection.DefaultName };
    private static readonly LexicalSchema Documents = new() { Unit = LexicalUnit.Document };
    private static readonly LexicalSchema Sections = new() { Unit = LexicalUnit.Section };

    private readonly TemporaryFolder _folder = new();
    private readonly MemoryCorpusStore _store = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Plain_BM25_takes_title_and_text_as_one()
    {
        using var ranking = await RankingAsync(Documents, LexicalOptions.Bm25, Corpora.Whole("a", "Ferry", "ferries noon"), Corpora.Whole("b", "x", "ferry"), Corpora.Whole("c", "x", "noon noon noon noon noon"));
        var found = await ranking.RankAsync(new Query { Text = "ferry" });

        // N = 3, df = 2: idf = ln 1.6 = 0.4700036; lengths 3, 2, 6, average 11 / 3.
        Assert.Equal(["a", "b"], found.Select(f => f.Document.Source));
        Assert.Equal(0.4700036 * 2 / (2 + (0.9 * (0.6 + (0.4 * 9 / 11)))), found[0].Score, 6);
        Assert.Equal(0.4700036 / (1 + (0.9 * (0.6 + (0.4 * 6 / 11)))), found[1].Score, 6);
    }

    [Fact]
    public async Task A_document_counts_by_its_best_window_of_a_hundred_terms()
    {
        // Ten times in one window against ten times spread over ten of them.
        var filler = string.Join(' ', Enumerable.Range(0, 99).Select(i => $"w{i}"));
        var gathered = string.Join(' ', Enumerable.Repeat("ferry", 10)) + " " + string.Join(' ', Enumerable.Repeat(filler, 10));
        var spread = string.Join(' ', Enumerable.Repeat("ferry " + filler, 10));
        using var ranking = await RankingAsync(Documents, LexicalOptions.ForDocuments with { FirstWindowWeight = 0 }, Corpora.Whole("spread", "x", spread), Corpora.Whole("gathered", "x", gathered));
        var found = await ranking.RankAsync(new Query { Text = "ferry", Explain = true });
        Assert.Equal(["gathered", "spread"], found.Select(f => f.Document.Source));

        // Both documents hold the word: idf = ln(1 + 0.5 / 2.5). Each of the 20 windows has 100 terms and the title's.
        var (idf, length) = (Math.Log(1 + (0.5 / 2.5)), 1.2 * (0.6 + 0.4));
        Assert.Equal(idf * 10 / (10 + length), found[0].Score, 6);
        Assert.Equal(idf / (1 + length), found[1].Score, 6);
        using var plain = await RankingAsync(Documents, LexicalOptions.Bm25);
        var whole = await plain.RankAsync(new Query { Text = "ferry" });
        Assert.Equal(whole[0].Score, whole[1].Score);
    }

    [Fact]
    public async Task A_title_counts_in_every_window_and_for_itself()
    {
        var text = string.Join(' ', Enumerable.Range(0, 250).Select(i => $"w{i}"));
        using var ranking = await RankingAsync(Documents, LexicalOptions.ForDocuments, Corpora.Whole("titled", "Ferry timetable", text), Corpora.Whole("other", "Other things", text));
        var found = Assert.Single(await ranking.RankAsync(new Query { Text = "the timetable w240", Top = 1, Explain = true }));
        Assert.Equal("titled", found.Document.Source);
        Assert.Equal(["body: the sum of its terms", "heading: the sum of its terms", "first window"], found.Explanation!.Parts.Select(p => p.Description.Split(": 0.1")[0]));
        // The last window, of 50 terms, holds both words.
        Assert.Equal(["body:timet", "body:w240"], found.Explanation.Parts[0].Parts.Select(p => p.Description.Replace("timetabl", "timet", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_first_window_of_a_document_counts_once_more()
    {
        var filler = string.Join(' ', Enumerable.Range(0, 99).Select(i => $"w{i}"));
        var options = LexicalOptions.ForDocuments with { FirstWindowWeight = 0.5f };
        using var ranking = await RankingAsync(Documents, options, Corpora.Whole("late", "x", $"noon {filler} ferry {filler}"), Corpora.Whole("early", "x", $"ferry {filler} noon {filler}"));
        var found = await ranking.RankAsync(new Query { Text = "ferry", Explain = true });

        // Both hold the word once in one of two windows of 100 terms and the title's: 1 / (1 + 1.2) of idf, and half of it again where that is the first.
        var once = Math.Log(1 + (0.5 / 2.5)) / 2.2;
        Assert.Equal(["early", "late"], found.Select(f => f.Document.Source));
        Assert.Equal([1.5 * once, once], found.Select(f => f.Score), (x, y) => Math.Abs(x - y) < 1e-6);
        Assert.StartsWith("first window: 0.5 * ", found[0].Explanation!.Parts[^1].Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Neighbours_count_over_the_whole_document()
    {
        var options = LexicalOptions.ForDocuments with { HeadingWeight = 0 };
        var filler = string.Join(' ', Enumerable.Range(0, 150).Select(i => $"w{i}"));
        using var ranking = await RankingAsync(Documents, options, Corpora.Whole("near", "x", $"ferry light harbour {filler} ferry harbour"), Corpora.Whole("far", "x", $"ferry light harbour {filler} harbour ferry"));
        var found = await ranking.RankAsync(new Query { Text = "ferry harbour", Explain = true });
        Assert.Equal(["near", "far"], found.Select(f => f.Document.Source));
        Assert.StartsWith("pairs: 0.4 * ", found[0].Explanation!.Parts[^1].Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_title_without_a_text_is_found_and_counts_once()
    {
        using var ranking = await RankingAsync(Documents, LexicalOptions.Bm25, Corpora.Whole("a", "ferry", "ferry"), Corpora.Whole("b", "x", "ferry"));
        var found = await ranking.RankAsync(new Query { Text = "ferry" });
        // "a" is one term long, "b" two.
        Assert.Equal(["a", "b"], found.Select(f => f.Document.Source));
    }

    [Fact]
    public async Task Every_top_is_the_beginning_of_the_whole_list()
    {
        var entries = Enumerable.Range(0, 60).Select(i => Corpora.Whole($"d{i}", "x", string.Join(' ', Enumerable.Range(0, 300 + (i * 7)).Select(k => k % (i + 3) == 0 ? "ferry" : $"w{k % 50}"))));
        using var ranking = await RankingAsync(Documents, LexicalOptions.ForDocuments, [.. entries]);
        var all = await ranking.RankAsync(new Query { Text = "ferry w7", Top = 1000 });
        Assert.Equal(60, all.Count);
        for (var top = 1; top < 60; top += 6)
        {
            var some = await ranking.RankAsync(new Query { Text = "ferry w7", Top = top });
            Assert.Equal(all.Take(top).Select(f => (f.Document.Source, f.Score)), some.Select(f => (f.Document.Source, f.Score)));
        }
    }

    [Fact]
    public async Task Filters_changes_and_deletions_hold_for_documents()
    {
        using var ranking = await RankingAsync(Documents, LexicalOptions.ForDocuments, Corpora.Whole("a", "x", "ferry"), Corpora.Whole("b", "x", "ferry noon"), Corpora.Whole("c", "x", "ferry"));
        Assert.Equal(["b"], (await ranking.RankAsync(new Query { Text = "ferry", Filter = Filter.Parse("source = b") })).Select(f => f.Document.Source));
        await _store.DeleteAsync(Default.Name, [DocumentId.From(Default.Name, "a")]);
        await _store.SaveAsync([Corpora.Whole("c", "x", "harbour") with { }]);
        await CatchUpAsync(Documents);
        using var again = new LexicalDocumentRanking(_store, FolderOf(Documents), Default, Documents);
        Assert.Equal(["b"], (await again.RankAsync(new Query { Text = "ferry" })).Select(f => f.Document.Source));
        Assert.Equal(["c"], (await again.RankAsync(new Query { Text = "harbour" })).Select(f => f.Document.Source));
    }

    [Fact]
    public async Task A_document_counts_by_its_best_section()
    {
        using var ranking = await RankingAsync(Sections, LexicalOptions.Bm25, Corpora.Windows("a", "x", "ferry noon ferry noon harbour", 2), Corpora.Whole("b", "x", "ferry"));
        var found = await ranking.RankAsync(new Query { Text = "ferry harbour", Top = 2 });
        Assert.Equal(["a", "b"], found.Select(f => f.Document.Source));
    }

    [Fact]
    public async Task An_index_of_another_unit_is_not_misread()
    {
        using var ranking = await RankingAsync(Documents, LexicalOptions.Bm25, Corpora.Whole("a", "x", "ferry"));
        using var wrong = new LexicalDocumentRanking(_store, FolderOf(Documents), Default, Sections);
        Assert.Equal("index_outdated", (await Assert.ThrowsAsync<LongRagException>(() => wrong.RankAsync(new Query { Text = "ferry" }))).Code);
        Assert.Throws<ArgumentException>(() => new LexicalDocumentRanking(_store, FolderOf(Documents), Default, LexicalSchema.Default));
        Assert.Throws<ArgumentException>(() => new LexicalRetriever(_store, FolderOf(Documents), Default, schema: Documents));
    }

    private string FolderOf(LexicalSchema schema) => _folder.PathOf(schema.Unit.ToString());

    private async Task<LexicalDocumentRanking> RankingAsync(LexicalSchema schema, LexicalOptions options, params CorpusEntry[] entries)
    {
        if (entries.Length > 0)
        {
            await _store.SaveCollectionAsync(Default);
            await _store.SaveAsync(entries);
            await CatchUpAsync(schema);
        }

        return new LexicalDocumentRanking(_store, FolderOf(schema), Default, schema, options);
    }

    private async Task CatchUpAsync(LexicalSchema schema)
    {
        await using var index = LexicalIndex.OpenToWrite(FolderOf(schema), Default, schema);
        var changes = new List<CorpusChange>();
        await foreach (var change in _store.ReadChangesAsync(Default.Name, index.Position)) changes.Add(change);
        await index.ApplyAsync(changes);
        await index.CommitAsync(await _store.PositionAsync());
    }
}
