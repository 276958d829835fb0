using CsCheck;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Core.Tests.Answering;

public sealed class EvidencePackerTests
{
    private readonly SmallCorpus _corpus = new();

    private EvidencePacker Packer => new(_corpus.Store, EstimatedTokenCounter.Instance);

    [Fact]
    public async Task Passages_come_by_rank_with_their_numbers()
    {
        var a = await _corpus.AddAsync("a", "\n\n", (0, "one two"));
        var b = await _corpus.AddAsync("b", "\n\n", (0, "three four"));
        var packed = await Packer.PackAsync([b[0], a[0]], 100, TestContext.Current.CancellationToken);
        Assert.Equal([(1, "b", "three four"), (2, "a", "one two")], packed.Select(e => (e.Number, e.Document.Source, e.Text)));
    }

    [Fact]
    public async Task Neighbours_of_a_section_become_one_piece_with_the_text_between_them()
    {
        var p = await _corpus.AddAsync("a", "\n\n", (0, "one"), (0, "two"), (0, "three"));
        var packed = await Packer.PackAsync([p[2], p[1]], 100, TestContext.Current.CancellationToken);
        var evidence = Assert.Single(packed);
        Assert.Equal("two\n\nthree", evidence.Text);
        Assert.Equal(new TextSpan(5, 15), evidence.Span);
        Assert.Equal([1, 2], evidence.Passages.Select(q => q.Passage.Ordinal));
        Assert.Equal(0.5, evidence.Score);
    }

    [Fact]
    public async Task A_passage_between_two_joins_all_three_at_the_best_rank()
    {
        var p = await _corpus.AddAsync("a", "\n\n", (0, "one"), (0, "two"), (0, "three"));
        var b = await _corpus.AddAsync("b", "\n\n", (0, "other"));
        var packed = await Packer.PackAsync([p[0], b[0], p[2], p[1]], 100, TestContext.Current.CancellationToken);
        Assert.Equal(["one\n\ntwo\n\nthree", "other"], packed.Select(e => e.Text));
    }

    [Fact]
    public async Task Neighbours_of_different_sections_stay_apart()
    {
        var p = await _corpus.AddAsync("a", "\n\n", (0, "one"), (1, "two"));
        Assert.Equal(2, (await Packer.PackAsync(p, 100, TestContext.Current.CancellationToken)).Count);
    }

    [Fact]
    public async Task A_passage_that_no_longer_fits_is_passed_over_for_a_smaller_one()
    {
        var a = await _corpus.AddAsync("a", "", (0, "one two three"));
        var b = await _corpus.AddAsync("b", "", (0, "four five six seven"));
        var c = await _corpus.AddAsync("c", "", (0, "eight"));
        var packed = await Packer.PackAsync([a[0], b[0], c[0]], 4, TestContext.Current.CancellationToken);
        Assert.Equal(["a", "c"], packed.Select(e => e.Document.Source));
        Assert.Equal(4, packed.Sum(e => e.Tokens));
    }

    [Fact]
    public async Task The_best_passage_is_cut_at_a_word_where_it_alone_is_too_long()
    {
        var a = await _corpus.AddAsync("a", "", (0, "one two  three four"));
        var evidence = Assert.Single(await Packer.PackAsync(a, 2, TestContext.Current.CancellationToken));
        Assert.Equal("one two", evidence.Text);
        Assert.Equal(new TextSpan(0, 7), evidence.Span);
        Assert.Equal(2, evidence.Tokens);
    }

    [Fact]
    public async Task No_budget_or_one_below_the_first_word_gives_nothing()
    {
        var a = await _corpus.AddAsync("a", "", (0, "internationalisation matters"));
        Assert.Empty(await Packer.PackAsync(a, 0, TestContext.Current.CancellationToken));
        Assert.Empty(await Packer.PackAsync(a, 1, TestContext.Current.CancellationToken));
        Assert.Empty(await Packer.PackAsync([], 100, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_passage_found_twice_counts_once()
    {
        var a = await _corpus.AddAsync("a", "", (0, "one"));
        Assert.Equal(1, Assert.Single(await Packer.PackAsync([a[0], a[0]], 100, TestContext.Current.CancellationToken)).Tokens);
    }

    [Fact]
    public async Task Overlapping_passages_are_not_doubled()
    {
        var a = await _corpus.AddAsync("a", "", (0, "one two three"));
        var tail = a[0] with { Passage = a[0].Passage with { Id = new PassageId("tail"), Ordinal = 7, Section = 3, Span = new TextSpan(4, 13), Text = "two three" } };
        Assert.Equal("one two three", Assert.Single(await Packer.PackAsync([a[0], tail], 100, TestContext.Current.CancellationToken)).Text);
    }

    [Fact]
    public async Task What_the_document_no_longer_says_is_left_out_where_it_must_be_read()
    {
        var old = await _corpus.AddAsync("a", "\n\n", (0, "one"), (0, "two"));
        await _corpus.AddAsync("a", "\n\n", (0, "one"), (0, "new"));
        Assert.Equal(["one"], (await Packer.PackAsync(old, 100, TestContext.Current.CancellationToken)).Select(e => e.Text));
        await _corpus.Store.DeleteAsync(Collection.DefaultName, [old[0].Passage.DocumentId], TestContext.Current.CancellationToken);
        Assert.Equal(["one"], (await Packer.PackAsync(old, 100, TestContext.Current.CancellationToken)).Select(e => e.Text));
    }

    [Fact]
    public async Task Passages_that_touch_are_joined_without_reading_the_document()
    {
        var p = await _corpus.AddAsync("a", "", (0, "one "), (0, "two "), (0, "three"));
        await using var empty = new MemoryCorpusStore();
        var packed = await new EvidencePacker(empty, EstimatedTokenCounter.Instance).PackAsync([p[1], p[0]], 100, TestContext.Current.CancellationToken);
        Assert.Equal("one two ", Assert.Single(packed).Text);
    }

    [Fact]
    public async Task The_budget_holds_no_passage_comes_twice_and_every_text_is_its_span()
    {
        var words = Any("one", "two", "seventeen", "internationalisation", "a.b", "京都").Array[1, 12].Select(w => string.Join(' ', w));
        var documents = Gen.Select(Gen.Int[0, 2], words).Array[1, 6].Array[1, 4];
        await Gen.Select(documents, Any("", " ", "\n\n", " x "), Gen.Int[0, 60], Gen.Int).SampleAsync(async (pieces, between, budget, seed) =>
        {
            var corpus = new SmallCorpus();
            var all = new List<ScoredPassage>();
            for (var d = 0; d < pieces.Length; d++) all.AddRange(await corpus.AddAsync("d" + d, between, pieces[d]));
            var ranked = all.ToArray();
            new Random(seed).Shuffle(ranked);
            var packed = await new EvidencePacker(corpus.Store, EstimatedTokenCounter.Instance).PackAsync(ranked, budget, TestContext.Current.CancellationToken);

            Assert.True(packed.Sum(e => EstimatedTokenCounter.Instance.Count(e.Text)) <= budget);
            Assert.Equal(Enumerable.Range(1, packed.Count), packed.Select(e => e.Number));
            var used = packed.SelectMany(e => e.Passages).Select(p => p.Passage.Id).ToList();
            Assert.Equal(used.Count, used.Distinct().Count());
            foreach (var evidence in packed)
            {
                var text = (await corpus.Store.FindDocumentAsync(evidence.Document.Id, TestContext.Current.CancellationToken))!.Text;
                Assert.Equal(evidence.Span.Of(text), evidence.Text);
                Assert.DoesNotContain(packed, other => other != evidence && other.Document.Id == evidence.Document.Id && other.Span.Overlaps(evidence.Span));
            }
        }, iter: 300);
    }

    private static Gen<string> Any(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
