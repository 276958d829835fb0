using CsCheck;
using LongRag.Retrievers.Lexical;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Retrievers.Tests.Lexical;

public sealed class SimilarityTests
{
    // Computed by hand from Lucene 9's SmallFloat: 24 free codes, then floats of 3 mantissa bits.
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(23, 23, 23)]
    [InlineData(39, 39, 39)]
    [InlineData(40, 40, 40)]
    [InlineData(41, 40, 40)]
    [InlineData(42, 41, 42)]
    [InlineData(55, 47, 54)]
    [InlineData(56, 48, 56)]
    [InlineData(59, 48, 56)]
    [InlineData(60, 49, 60)]
    [InlineData(1_000, 87, 984)]
    [InlineData(int.MaxValue, 255, 2_013_265_944)]
    public void A_length_is_kept_as_current_Lucene_keeps_it(int length, int code, int kept) => Assert.Equal((code, kept), (SmallLength.Encode(length), SmallLength.LengthOf(SmallLength.Encode(length))));

    [Fact]
    public void Longer_never_counts_as_shorter_and_an_eighth_is_lost_at_most() => Gen.Int[0, int.MaxValue - 1].Sample(length =>
    {
        var kept = SmallLength.LengthOf(SmallLength.Encode(length));
        Assert.True(kept <= length && length - kept <= length / 8.0);
        Assert.True(SmallLength.Encode(length) <= SmallLength.Encode(length + 1));
    });

    [Fact]
    public async Task A_score_is_the_one_computed_by_hand()
    {
        using var folder = new TemporaryFolder();
        // Terms with the heading "x": a = x ferri ferri noon (4), b = x ferri (2), c = x noon noon noon noon noon (6); the average is 4.
        await using var corpus = await LexicalCorpus.OfAsync(folder, [Entry("a", "ferry ferries noon"), Entry("b", "ferry"), Entry("c", "noon noon noon noon noon")], LexicalOptions.Bm25);
        var found = await corpus.AskAsync("the ferry, the FERRY's noon", explain: true);

        // idf of ferri and of noon: ln(1 + (3 - 2 + 0.5) / (2 + 0.5)) = ln 1.6 = 0.4700036. The question says ferri twice.
        // a: 0.9 * (0.6 + 0.4 * 4 / 4) = 0.9; ferri: 2 * 0.4700036 * 2 / 2.9 = 0.6482809; noon: 0.4700036 * 1 / 1.9 = 0.2473703.
        // b: 0.9 * (0.6 + 0.4 * 2 / 4) = 0.72; ferri: 0.9400073 / 1.72 = 0.5465159. c: 0.9 * (0.6 + 0.4 * 6 / 4) = 1.08; noon: 0.4700036 * 5 / 6.08 = 0.3865161.
        Assert.Equal(["a", "b", "c"], found.Select(f => f.Document.Source));
        Assert.Equal([0.8956512, 0.5465159, 0.3865161], found.Select(f => Math.Round(f.Score, 7)), (x, y) => Math.Abs(x - y) < 2e-7);
        Assert.All(found, f => Assert.Equal(("bm25", f.Score), (f.ScoreKind, f.Scores["bm25"])));
        Assert.All(found, f => Assert.Equal(f.Score, f.Explanation!.Value));
        Assert.Equal([0.6482809, 0.2473703], found[0].Explanation!.Parts.Select(p => p.Value), (x, y) => Math.Abs(x - y) < 2e-7);
        Assert.Equal("body:ferri", found[0].Explanation!.Parts[0].Description);
    }

    [Fact]
    public async Task Headings_score_beside_the_passage_that_holds_them()
    {
        using var folder = new TemporaryFolder();
        CorpusEntry[] entries = [Entry("a", "ferry timetable text", "Ferry timetable"), Entry("b", "ferry timetable ferry timetable text", "Other")];
        await using var corpus = await LexicalCorpus.OfAsync(folder, entries, new LexicalOptions { HeadingWeight = 0.5f });
        var found = await corpus.AskAsync("timetable", explain: true);

        // Body: N = df = 2, idf = ln(1 + 0.5 / 2.5) = 0.1823216; both hold the term twice, in 5 and 6 terms; the average is 5.5.
        // Heading: a word is worth there what it is worth in the body; 2 terms, average 1.5: 1.2 * (0.25 + 0.75 * 2 / 1.5) = 1.5.
        var (body, heading) = (0.1823216 * 2 / (2 + (1.2 * (0.6 + (0.4 * 5 / 5.5)))), 0.5 * 0.1823216 / 2.5);
        Assert.Equal(body + heading, found[0].Score, 5);
        Assert.Equal(0.1823216 * 2 / (2 + (1.2 * (0.6 + (0.4 * 6 / 5.5)))), found[1].Score, 5);
        Assert.Equal(("sum of:", "body: the sum of its terms", "heading: the sum of its terms"), (found[0].Explanation!.Description, found[0].Explanation!.Parts[0].Description, found[0].Explanation!.Parts[1].Description));
        Assert.Equal([body, heading], found[0].Explanation!.Parts.Select(p => p.Value), (x, y) => Math.Abs(x - y) < 1e-6);
    }

    [Fact]
    public async Task Neighbours_of_the_question_that_are_neighbours_in_the_text_score_once_more()
    {
        using var folder = new TemporaryFolder();
        CorpusEntry[] entries = [Entry("together", "the ferry to the harbour and a ferry harbour"), Entry("apart", "harbour ferry light harbour light ferry light"), Entry("other", "noon")];
        await using var corpus = await LexicalCorpus.OfAsync(folder, entries, new LexicalOptions { HeadingWeight = 0, PairWeight = 0.5f });
        var found = await corpus.AskAsync("ferry harbour", explain: true);

        // together: x ferri harbour ferri harbour (5 terms); apart: x and 7 (8); other: 2; the average is 5. idf = ln 1.6 = 0.4700036.
        // The pair stands twice in "together" (stop words leave no gap; the title is nobody's neighbour), never in "apart": 2 / (2 + 1.2 * (0.25 + 0.75 * 5 / 5)) = 0.625.
        Assert.Equal(["together", "apart"], found.Select(f => f.Document.Source));
        Assert.Equal(0.5 * 0.4700036 * 0.625, found[0].Explanation!.Parts[^1].Value, 6);
        Assert.Equal("pairs: 0.5 * 0.2938, words of the question that follow one another in the text", found[0].Explanation!.Parts[^1].Description);
        Assert.Equal(0.4700036 * 2 * (2 / (2 + 1.2)) + (0.5 * 0.4700036 * 0.625), found[0].Score, 5);
        Assert.Equal("body: the sum of its terms", found[1].Explanation!.Description);
    }

    [Fact]
    public async Task A_key_that_stands_for_a_missing_title_is_not_searched()
    {
        using var folder = new TemporaryFolder();
        await using var corpus = await LexicalCorpus.OfAsync(folder, [Entry("ferry", "noon", "ferry"), Entry("b", "noon", "Ferry")], LexicalOptions.Bm25);
        Assert.Equal(["b"], (await corpus.AskAsync("ferry")).Select(f => f.Document.Source));
    }

    [Fact]
    public async Task The_words_of_an_instruction_are_not_searched()
    {
        using var folder = new TemporaryFolder();
        await using var corpus = await LexicalCorpus.OfAsync(folder, [Entry("a", "ferry"), Entry("b", "ferry noon")], LexicalOptions.Bm25);
        var found = await corpus.Retriever.RetrieveAsync(new Query { Text = "ferry", Instruction = "Nothing about noon." });
        Assert.Equal((await corpus.AskAsync("ferry")).Select(f => (f.Document.Source, f.Score)), found.Select(f => (f.Document.Source, f.Score)));
    }

    private static CorpusEntry Entry(string source, string text, string title = "x") => Corpora.Whole(source, title, text);
}
