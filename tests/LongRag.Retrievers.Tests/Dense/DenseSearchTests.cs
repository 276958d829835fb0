using CsCheck;
using LongRag.Retrievers.Dense;
using LongRag.Retrievers.Dense.Scan;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Retrievers.Tests.Dense;

public sealed class DenseSearchTests : IDisposable
{
    private const int Dimensions = 48;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(VectorPrecision.Int8, 1e-6)]
    [InlineData(VectorPrecision.Float16, 2e-3)]
    [InlineData(VectorPrecision.Float32, 1e-6)]
    public async Task It_finds_what_comparing_everything_finds_with_filters_and_after_deletions(VectorPrecision precision, double error)
    {
        await using var corpus = DenseCorpus.Open(_folder, schema: DenseCorpus.SchemaOf(Dimensions, precision));
        var random = new Random(20261126);
        await corpus.SaveAsync([.. Enumerable.Range(0, 200).Select(i => RandomDocument(random, i))]);
        // Replaced, deleted, added: the rows are no longer in the order of anything.
        await corpus.SaveAsync([.. Enumerable.Range(50, 40).Select(i => RandomDocument(random, i))]);
        await corpus.Store.DeleteAsync(Collection.DefaultName, [.. Enumerable.Range(100, 30).Select(i => DocumentId.From(Collection.DefaultName, $"d{i}"))]);
        await corpus.SaveAsync([.. Enumerable.Range(200, 20).Select(i => RandomDocument(random, i))]);

        var passages = await PassagesAsync(corpus);
        foreach (var filter in new[] { null, "year >= 2003", "tags = even", "not tags = even and year < 2002", "source = d7", "year = 1" })
        {
            var parsed = filter is null ? null : Filter.Parse(filter);
            for (var question = 0; question < 10; question++)
            {
                var query = corpus.Hashes.VectorOf(Words(random, 6));
                var expected = passages.Where(p => parsed?.Matches(p.Document) is not false).Select(p => (p.Passage.Id, Cosine: Cosine(query, corpus.Hashes.VectorOf(p.Passage.Text)))).ToDictionary(p => p.Id, p => p.Cosine);
                var found = corpus.Search.Find(query, 25, parsed);
                Assert.Equal(Math.Min(25, expected.Count), found.Count);
                Assert.Equal(found.OrderByDescending(hit => hit.Cosine).ThenBy(hit => hit.Id.Value, StringComparer.Ordinal), found);
                Assert.All(found, hit => Assert.Equal(expected[hit.Id], hit.Cosine, error));
                var last = found.Count == 0 ? 1 : found[^1].Cosine;
                Assert.DoesNotContain(expected, p => p.Value > last + (2 * error) && found.All(hit => hit.Id != p.Key));
            }
        }

        Assert.True((await corpus.DifferencesAsync()).None);
    }

    [Fact]
    public async Task Equal_passages_come_by_id_and_fewer_are_the_beginning_of_more()
    {
        await using var corpus = DenseCorpus.Open(_folder);
        await corpus.SaveAsync([.. Enumerable.Range(0, 100).Select(i => DenseIndexTests.Document($"d{i}", "the same harbour"))]);
        var query = corpus.Hashes.VectorOf("harbour");
        var all = corpus.Search.Find(query, 100);
        Assert.Equal(all.Select(hit => hit.Id.Value).Order(StringComparer.Ordinal), all.Select(hit => hit.Id.Value));
        foreach (var top in new[] { 1, 2, 50 }) Assert.Equal(all.Take(top), corpus.Search.Find(query, top));
    }

    [Fact]
    public async Task Cosines_of_given_passages_are_those_of_the_search_and_none_for_what_has_no_vector()
    {
        await using var corpus = DenseCorpus.Open(_folder);
        await corpus.SaveAsync(DenseIndexTests.Document("a", "one two\n\nthree"), DenseIndexTests.Document("b", "two four"));
        var query = corpus.Hashes.VectorOf("one two");
        var found = corpus.Search.Find(query, 10);
        var cosines = corpus.Search.Cosines(query, [.. found.Select(hit => hit.Id), new PassageId("0123456789abcdef0123")]);
        Assert.Equal([.. found.Select(hit => hit.Cosine), double.NaN], cosines);
        Assert.Equal(1, cosines[0], 1e-6);
    }

    [Fact]
    public async Task A_document_is_scored_by_its_best_passage_and_by_the_mean_of_all()
    {
        await using var corpus = DenseCorpus.Open(_folder);
        var random = new Random(7);
        await corpus.SaveAsync([.. Enumerable.Range(0, 60).Select(i => RandomDocument(random, i))]);
        var byDocument = (await PassagesAsync(corpus)).GroupBy(p => p.Document.Id).ToDictionary(g => g.Key, g => g.Select(p => corpus.Hashes.VectorOf(p.Passage.Text)).ToList());
        var query = corpus.Hashes.VectorOf(Words(random, 6));
        var found = corpus.Search.FindDocuments(query, 10);
        foreach (var document in found)
        {
            Assert.Equal(byDocument[document.Document].Max(v => Cosine(query, v)), document.Best, 1e-6);
            Assert.Equal(Cosine(query, Mean(byDocument[document.Document])), document.Centroid, 1e-5);
        }

        var expected = byDocument.OrderByDescending(d => d.Value.Max(v => Cosine(query, v))).First().Key;
        Assert.Equal(expected, found[0].Document);
        Assert.Contains(byDocument.OrderByDescending(d => Cosine(query, Mean(d.Value))).First().Key, found.Select(d => d.Document));
        Assert.Equal(found[0].Best, corpus.Search.Cosines(query, [found[0].Passage])[0], 1e-6);
    }

    [Fact]
    public async Task Documents_like_one_are_found_without_it()
    {
        await using var corpus = DenseCorpus.Open(_folder);
        await corpus.SaveAsync(
            DenseIndexTests.Document("ferry", "harbour ferry noon\n\nferry timetable", tags: ["x"]), DenseIndexTests.Document("boats", "ferry harbour boats", tags: ["x"]), DenseIndexTests.Document("bread", "flour yeast oven"));
        Assert.Equal([DocumentId.From(Collection.DefaultName, "boats"), DocumentId.From(Collection.DefaultName, "bread")], corpus.Search.Similar(DocumentId.From(Collection.DefaultName, "ferry"), 5).Select(d => d.Document));
        Assert.Single(corpus.Search.Similar(DocumentId.From(Collection.DefaultName, "ferry"), 5, Filter.Parse("tags = x")));
        Assert.Empty(corpus.Search.Similar(DocumentId.From(Collection.DefaultName, "nothing"), 5));
    }

    [Fact]
    public async Task The_spread_is_the_deviation_of_the_cosines_of_all_pairs_whatever_the_order()
    {
        await using var corpus = DenseCorpus.Open(_folder);
        string[] texts = ["one two", "two three", "four five six", "one six"];
        await corpus.SaveAsync([.. texts.Select((text, i) => DenseIndexTests.Document($"d{i}", text))]);
        var vectors = texts.Select(corpus.Hashes.VectorOf).ToList();
        var cosines = Enumerable.Range(0, 4).SelectMany(i => Enumerable.Range(0, i).Select(j => Cosine(vectors[i], vectors[j]))).ToList();
        var expected = Math.Sqrt(cosines.Average(c => c * c) - Math.Pow(cosines.Average(), 2));
        Assert.Equal(expected, corpus.Reader.Statistics()!.Spread, 1e-6);
        var spread = corpus.Reader.Statistics()!.Spread;
        await corpus.SaveAsync(DenseIndexTests.Document("d0", "else"));
        Assert.NotEqual(spread, corpus.Reader.Statistics()!.Spread, 1e-3);
        await corpus.SaveAsync(DenseIndexTests.Document("d0", texts[0]));
        Assert.Equal(spread, corpus.Reader.Statistics()!.Spread, 1e-12);
    }

    [Fact]
    public async Task The_explanation_shows_what_was_embedded_in_front_of_the_passage()
    {
        await using var corpus = DenseCorpus.Open(_folder, schema: DenseCorpus.SchemaOf(rendering: DenseRendering.TitleAndPath));
        await corpus.SaveAsync(DenseIndexTests.Document("a", "one two"));
        var hit = Assert.Single(await corpus.Retriever.RetrieveAsync(new Query { Text = "two", Explain = true }));
        Assert.Contains("with \"A title > Part 1\" in front (24 characters)", hit.Explanation!.Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DenseRendering.Text, "words")]
    [InlineData(DenseRendering.Title, "Tides\nwords")]
    [InlineData(DenseRendering.Path, "Harbour > Ferry\nwords")]
    [InlineData(DenseRendering.TitleAndPath, "Tides > Harbour > Ferry\nwords")]
    [InlineData(DenseRendering.Described, "Tides > Harbour > Ferry\nwords")]
    public void The_text_that_is_embedded_has_its_headings_in_front(DenseRendering rendering, string expected) =>
        Assert.Equal(expected, RenderedPassage.Of(rendering, "Tides", ["Harbour", "~ found words", "Ferry"], "words"));

    [Fact]
    public async Task The_sentence_that_carries_a_section_stands_in_front_of_the_passages_that_do_not_hold_it()
    {
        const string Text = "Ferries leave\nat noon.\n\nThe bell rings.";
        var carrying = new TextSpan(0, Text.IndexOf("\n\n", StringComparison.Ordinal));
        await using var corpus = DenseCorpus.Open(_folder, schema: DenseCorpus.SchemaOf(rendering: DenseRendering.Described), describe: document => [.. document.Sections.Select(section => section.Ordinal == 0 ? (TextSpan?)null : carrying)]);
        var embedded = new List<string>();
        corpus.Hashes.Before = (texts, _) =>
        {
            embedded.AddRange(texts);
            return Task.CompletedTask;
        };
        await corpus.SaveAsync(DenseIndexTests.Document("a", Text));
        Assert.Equal(["A title > Part 1\nFerries leave\nat noon.", "A title > Part 2\nFerries leave at noon.\nThe bell rings."], embedded.Order(StringComparer.Ordinal));
        var hit = (await corpus.Retriever.RetrieveAsync(new Query { Text = "bell", Explain = true, Top = 1 }))[0];
        Assert.Contains("with \"A title > Part 2\" and the sentence that carries its section in front", hit.Explanation!.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void An_index_with_descriptions_needs_somebody_who_describes() =>
        Assert.Throws<ArgumentException>(() => DenseCorpus.Open(_folder, schema: DenseCorpus.SchemaOf(rendering: DenseRendering.Described)));

    [Fact]
    public void A_title_that_the_path_repeats_stands_once() => Assert.Equal("Tides > Ferry\nwords", RenderedPassage.Of(DenseRendering.TitleAndPath, "TIDES", ["Tides", "Ferry"], "words"));

    [Fact]
    public void Filters_have_equal_keys_exactly_where_they_have_equal_forms()
    {
        string[] filters = ["a = 1", "a = 2", "b = 1", "a > 1", "a = 1 and b = 1", "a = 1 or b = 1", "not a = 1", "a in (1, 2)", "a in (12)"];
        Assert.Equal(filters.Length, filters.Select(f => FilterKey.Of(Filter.Parse(f))).Distinct(StringComparer.Ordinal).Count());
        Assert.All(filters, f => Assert.Equal(FilterKey.Of(Filter.Parse(f)), FilterKey.Of(Filter.Parse(f))));
    }

    [Fact]
    public void A_set_of_rows_is_what_was_set_and_not_cleared() => Gen.Int[0, 300].Array[0, 20].Sample(steps =>
    {
        var (bits, expected) = (new RowBits(400), new HashSet<int>());
        for (var i = 0; i < steps.Length; i++)
        {
            var range = Enumerable.Range(steps[i], steps[i] % 100);
            if (i % 2 == 0)
            {
                bits.Set(steps[i], steps[i] % 100);
                expected.UnionWith(range);
            }
            else
            {
                bits.Clear(steps[i], steps[i] % 100);
                expected.ExceptWith(range);
            }
        }

        Assert.Equal(expected.Count, bits.Count);
        Assert.All(Enumerable.Range(0, 400), row => Assert.Equal(expected.Contains(row), bits[row]));
    });

    internal static double Cosine(float[] x, float[] y)
    {
        var (dot, xs, ys) = (0d, 0d, 0d);
        for (var i = 0; i < x.Length; i++) (dot, xs, ys) = (dot + ((double)x[i] * y[i]), xs + ((double)x[i] * x[i]), ys + ((double)y[i] * y[i]));
        return xs > 0 && ys > 0 ? dot / Math.Sqrt(xs * ys) : 0;
    }

    private static float[] Mean(List<float[]> vectors) => [.. Enumerable.Range(0, vectors[0].Length).Select(i => vectors.Average(v => v[i]))];

    private static CorpusEntry RandomDocument(Random random, int number) => DenseIndexTests.Document(
        $"d{number}", string.Join("\n\n", Enumerable.Range(0, random.Next(1, 6)).Select(_ => Words(random, random.Next(3, 30)))), $$"""{"year":{{2000 + (number % 7)}}}""", [number % 2 == 0 ? "even" : "odd"]);

    private static string Words(Random random, int count) => string.Join(' ', Enumerable.Range(0, count).Select(_ => $"w{random.Next(120)}"));

    private static async Task<List<StoredPassage>> PassagesAsync(DenseCorpus corpus)
    {
        var ids = new List<PassageId>();
        await foreach (var id in corpus.Store.ListPassageIdsAsync(Collection.DefaultName)) ids.Add(id);
        return [.. await corpus.Store.PassagesAsync(ids)];
    }
}
