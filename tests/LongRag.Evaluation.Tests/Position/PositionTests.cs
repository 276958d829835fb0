using System.Runtime.CompilerServices;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Evaluation.Tests.Position;

public sealed class PositionTests
{
    [Theory]
    [InlineData(0, "gold a b c")]
    [InlineData(2, "a b gold c")]
    [InlineData(3, "a b c gold")]
    public void The_gold_document_stands_where_it_is_put(int position, string order)
    {
        var question = new MultiDocQuestion("q", "Which?", ["x"], Document("gold"), [Document("a"), Document("b"), Document("c"), Document("d")]);
        Assert.Equal(order, string.Join(' ', question.Arranged(4, position).Select(d => d.Id)));
    }

    [Theory]
    [InlineData(4, 4, "Position 4 is none of 4 documents (they count from 0).")]
    [InlineData(4, 0, "The question 'q' has 2 distractors: 4 documents cannot be made of them.")]
    public void What_cannot_be_arranged_is_said(int documents, int position, string message) =>
        Assert.Equal(message, Assert.Throws<LongRagException>(() => new MultiDocQuestion("q", "Which?", ["x"], Document("gold"), [Document("a"), Document("b")]).Arranged(documents, position)).Message);

    [Fact]
    public void A_document_that_the_corpus_lacks_is_named_with_its_line()
    {
        using var folder = new TemporaryFolder();
        folder.Write("corpus.jsonl", """{"_id":"g","title":"","text":"x"}""");
        folder.Write("multidoc.jsonl", """{"_id":"q","question":"Which?","answers":["x"],"gold":"g","distractors":["none"]}""");
        Assert.EndsWith("multidoc.jsonl, line 1: the corpus holds no document 'none'", Assert.Throws<LongRagException>(() => MultiDocSet.Open(folder.PathOf("."))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 0)]
    [InlineData(4, 0)]
    [InlineData(7, 0)]
    [InlineData(8, 1)]
    [InlineData(9, 1)]
    public async Task Who_reads_two_at_each_end_finds_nothing_between(int position, double found)
    {
        var question = new MultiDocQuestion("q", "Which?", ["needle"], new QaDocument("gold", "", "The needle.", []), [.. Enumerable.Range(0, 9).Select(i => Document("d" + i))]);
        var trials = new PositionTrials(new ScriptedEnds(new Repeating(), 2), EstimatedTokenCounter.Instance, firstLine: false);
        Assert.Equal(found, await trials.MultiDocAsync([question], 10, position, new AsIs(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Only_the_first_line_counts_where_that_is_asked_for()
    {
        var question = new MultiDocQuestion("q", "Which?", ["needle"], new QaDocument("gold", "", "The needle.", []), [Document("d")]);
        var trials = new PositionTrials(new Repeating(), EstimatedTokenCounter.Instance, firstLine: true);
        Assert.Equal(1, await trials.MultiDocAsync([question], 2, 0, new AsIs(), TestContext.Current.CancellationToken));
        Assert.Equal(0, await trials.MultiDocAsync([question], 2, 1, new AsIs(), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    [InlineData(100)]
    public void A_needle_stands_at_its_depth_in_so_many_words(int depth)
    {
        var filler = FillerText.Made(50, seed: 3);
        var haystack = NeedleHaystack.Make(filler, 400, depth, seed: 1, sample: 0);
        var text = string.Join(' ', haystack.Passages);
        var sentences = SentenceSplitter.SplitTrimmed(text, new TextSpan(0, text.Length)).Select(s => s.Of(text)).ToList();
        var at = sentences.FindIndex(s => s.Contains(haystack.Answer, StringComparison.Ordinal));
        Assert.Equal((int)Math.Round((sentences.Count - 1) * depth / 100.0, MidpointRounding.AwayFromZero), at);
        Assert.Equal(1, sentences.Count(s => s.Contains("access code", StringComparison.Ordinal)));
        Assert.InRange(text.Split(' ').Length - 10, 400, 420);
        Assert.InRange(haystack.Passages.Count, 2, 3);
    }

    [Fact]
    public void A_haystack_is_the_same_for_the_same_seed_and_another_for_another()
    {
        Assert.Equal(KeyValueHaystack.Make(10, 50, 1, 0).Passages, KeyValueHaystack.Make(10, 50, 1, 0).Passages);
        Assert.NotEqual(KeyValueHaystack.Make(10, 50, 1, 0).Answer, KeyValueHaystack.Make(10, 50, 2, 0).Answer);
        Assert.NotEqual(KeyValueHaystack.Make(10, 50, 1, 0).Answer, KeyValueHaystack.Make(10, 50, 1, 1).Answer);
        Assert.Equal(FillerText.Made(20, 1), FillerText.Made(20, 1));
    }

    [Fact]
    public void Keys_and_values_are_one_json_object_with_the_key_at_its_depth()
    {
        var haystack = KeyValueHaystack.Make(60, 100, seed: 1, sample: 0);
        Assert.Equal([25, 25, 10], haystack.Passages.Select(p => p.Split('\n').Length));
        using var json = System.Text.Json.JsonDocument.Parse(string.Join('\n', haystack.Passages));
        var last = json.RootElement.EnumerateObject().Last();
        Assert.Equal((60, haystack.Answer), (json.RootElement.EnumerateObject().Count(), last.Value.GetString()));
        Assert.Equal($"What is the value of the key \"{last.Name}\"?", haystack.Question);
        Assert.Matches("^[0-9a-f]{32}$", haystack.Answer);
    }

    private static QaDocument Document(string id) => new(id, "", "Document " + id + ".", []);

    private sealed class AsIs : IEvidenceOrder
    {
        public IReadOnlyList<T> Order<T>(IReadOnlyList<T> evidence) => evidence;
    }

    /// <summary>Quotes all it is given, a line for each.</summary>
    private sealed class Repeating : IAnswerGenerator
    {
        public async IAsyncEnumerable<AnswerEvent> GenerateAsync(Query query, IReadOnlyList<Evidence> evidence, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.CompletedTask;
            foreach (var one in evidence)
            {
                yield return new AnswerEvent.TextDelta(one.Text + "\n");
                yield return new AnswerEvent.Cite("1", one.Number, one.Text);
            }
        }
    }
}
