using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace LongRag.Generator.Tests.Extractive.Experiments;

/// <summary>What the extractive generator reaches on questions that it was not fitted on: the figures of <c>experiments/extractive.md</c>, with floors a little below them.</summary>
[Trait("Category", "Slow")]
public sealed class ReportTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("squad dev", 0.65, 0.76, 0.28)]
    [InlineData("squad dev untitled", 0.64, 0.75, 0.28)]
    [InlineData("qed held out", 0.40, 0.54, 0.18)]
    public async Task Answers_hold_the_gold_answer_and_unanswerable_questions_get_none(string name, double floorOfOne, double floorOfThree, double floorOfRefusal)
    {
        var (answerable, unanswerable) = name switch
        {
            "squad dev" => QuestionSets.Squad("dev-v1.1.jsonl.gz", 5, titles: true),
            "squad dev untitled" => QuestionSets.Squad("dev-v1.1.jsonl.gz", 5, titles: false),
            _ => QuestionSets.Qed(i => i % 10 == 0),
        };
        var one = await RateAsync(name + ", one sentence", new ExtractiveOptions { MostSentences = 1 }, answerable, Holds);
        var three = await RateAsync(name + ", default", new ExtractiveOptions(), answerable, Holds);
        foreach (var margin in new[] { 1.0, 2, 3, 100 })
            await RateAsync(string.Create(CultureInfo.InvariantCulture, $"{name}, margin {margin}, always answering"), new ExtractiveOptions { Margin = margin, LeastChance = 0 }, answerable, Holds);
        var wrong = await RateAsync(name + ", unanswerable, default", new ExtractiveOptions(), unanswerable, (_, quotes) => quotes.Count == 0);
        Assert.True(one >= floorOfOne, $"{one}");
        Assert.True(three >= floorOfThree, $"{three}");
        Assert.True(wrong >= floorOfRefusal, $"{wrong}");
    }

    [Fact]
    public async Task Papers_and_stories()
    {
        var covid = QuestionSets.Covid();
        var possible = covid.Count(a => a.Evidence.Any(e => Touches(a, e.Text)));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"covidqa: the eight passages touch the answer in {(double)possible / covid.Count:P1}"));
        var answered = await RateAsync("covidqa, default", new ExtractiveOptions(), covid, (asked, quotes) => quotes.Exists(q => Touches(asked, q.Quote)));
        await RateAsync("covidqa, always answering", new ExtractiveOptions { LeastChance = 0 }, covid, (asked, quotes) => quotes.Exists(q => Touches(asked, q.Quote)));
        await RateAsync("covidqa, one, always answering", new ExtractiveOptions { LeastChance = 0, MostSentences = 1 }, covid, (asked, quotes) => quotes.Exists(q => Touches(asked, q.Quote)));
        var stories = QuestionSets.Narrative();
        await RateAsync("narrativeqa summaries, default", new ExtractiveOptions(), stories, HalfOfTheWords);
        var told = await RateAsync("narrativeqa summaries, always answering", new ExtractiveOptions { LeastChance = 0 }, stories, HalfOfTheWords);
        await RateAsync("narrativeqa summaries, one, always answering", new ExtractiveOptions { LeastChance = 0, MostSentences = 1 }, stories, HalfOfTheWords);
        var elsewhere = await RateAsync("narrativeqa, another story, default", new ExtractiveOptions(), QuestionSets.Narrative(away: 7), (_, quotes) => quotes.Count == 0);
        Assert.True(elsewhere >= 0.9, $"{elsewhere}");
        Assert.True(answered >= 0.50, $"{answered}");
        Assert.True(told >= 0.75, $"{told}");
    }

    [Theory]
    [InlineData("dev")]
    [InlineData("test")]
    public void Sentences_that_answer_rank_above_those_that_overlap(string split)
    {
        var questions = QuestionSets.Wiki(split).Where(q => q.Candidates.Exists(c => c.Answers) && q.Candidates.Exists(c => !c.Answers)).ToList();
        var (reciprocal, first, overlapReciprocal, overlapFirst) = (0.0, 0.0, 0.0, 0.0);
        foreach (var (text, candidates) in questions)
        {
            var question = QuestionAnalysis.Of(text);
            var evidence = candidates.Select((c, i) => QuestionSets.Evidence(1, "untitled", c.Sentence, i)).ToList();
            var scoring = SentenceScorer.Score(question, evidence);
            var scores = evidence.Select(e => scoring.Best.Where(s => ReferenceEquals(s.Unit.Evidence, e)).Select(s => s.Score).DefaultIfEmpty(double.NegativeInfinity).Max()).ToList();
            var overlaps = evidence.Select(e => (double)System.Numerics.BitOperations.PopCount(UnitReader.Cover(TermReader.Read(e.Text, e.Span), question))).ToList();
            var (rank, overlapRank) = (RankOfFirst(candidates, scores), RankOfFirst(candidates, overlaps));
            reciprocal += 1.0 / rank;
            overlapReciprocal += 1.0 / overlapRank;
            if (rank == 1) first++;
            if (overlapRank == 1) overlapFirst++;
        }

        var count = questions.Count;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"wikiqa {split}, {count} questions: MRR {reciprocal / count:F3}, P@1 {first / count:F3}; term overlap: MRR {overlapReciprocal / count:F3}, P@1 {overlapFirst / count:F3}"));
        Assert.True(reciprocal > overlapReciprocal, $"{reciprocal / count} against {overlapReciprocal / count}");
    }

    [Fact]
    public async Task Answering_from_twenty_passages_takes_little_of_its_25_ms()
    {
        var asked = QuestionSets.Covid().Take(100).ToList();
        var texts = asked.SelectMany(a => a.Evidence.Take(2)).Select(e => e.Text).ToList();
        var generator = new ExtractiveGenerator();
        var times = new List<double>();
        for (var round = 0; round < 3; round++)
        {
            times.Clear();
            for (var i = 0; i < asked.Count; i++)
            {
                var evidence = Enumerable.Range(0, 20).Select(n => QuestionSets.Evidence(n + 1, "A paper", texts[(i + 7 * n) % texts.Count], n)).ToList();
                var begun = Stopwatch.GetTimestamp();
                await foreach (var _ in generator.GenerateAsync(new Query { Text = asked[i].Text }, evidence, TestContext.Current.CancellationToken)) { }
                times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }
        }

        times.Sort();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"20 passages of about 200 words: p50 {times[50]:F2} ms, p99 {times[98]:F2} ms"));
        // The tenth part that was least disturbed by whatever else the machine does.
        Assert.True(times[10] < 25, $"{times[10]} ms");
    }

    private async Task<double> RateAsync(string name, ExtractiveOptions options, List<Asked> questions, Func<Asked, List<AnswerEvent.Cite>, bool> right)
    {
        var generator = new ExtractiveGenerator(options);
        var (good, refused, characters) = (0, 0, 0L);
        foreach (var asked in questions)
        {
            var quotes = new List<AnswerEvent.Cite>();
            await foreach (var piece in generator.GenerateAsync(new Query { Text = asked.Text }, asked.Evidence, TestContext.Current.CancellationToken))
                if (piece is AnswerEvent.Cite cite) quotes.Add(cite);
            if (right(asked, quotes)) good++;
            if (quotes.Count == 0) refused++;
            characters += quotes.Sum(q => q.Quote.Length);
        }

        var rate = (double)good / questions.Count;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {questions.Count} questions, right {rate:P1}, no answer {(double)refused / questions.Count:P1}, {characters / Math.Max(1, questions.Count - refused)} characters an answer"));
        return rate;
    }

    private static bool Holds(Asked asked, List<AnswerEvent.Cite> quotes) =>
        quotes.Exists(q => q.EvidenceNumber == asked.Gold && asked.Answers.Any(a => q.Quote.Contains(a, StringComparison.Ordinal)));

    /// <summary>Long gold answers are spans over sentences: one holds the other.</summary>
    private static bool Touches(Asked asked, string text) => asked.Answers.Any(a => text.Contains(a, StringComparison.Ordinal) || (text.Length > 30 && a.Contains(text, StringComparison.Ordinal)));

    /// <summary>NarrativeQA's answers are told in other words: half of the content words of one of them.</summary>
    private static bool HalfOfTheWords(Asked asked, List<AnswerEvent.Cite> quotes)
    {
        var said = quotes.SelectMany(q => TermReader.Read(q.Quote, new TextSpan(0, q.Quote.Length))).Select(t => t.Stem).ToHashSet(StringComparer.Ordinal);
        return asked.Answers.Select(a => TermReader.Read(a, new TextSpan(0, a.Length)).Where(t => !t.IsStopWord).Select(t => t.Stem).Distinct(StringComparer.Ordinal).ToList())
            .Any(words => words.Count > 0 && 2 * words.Count(said.Contains) >= words.Count);
    }

    /// <summary>Ties are broken against the question: those that do not answer come first.</summary>
    private static int RankOfFirst(List<(string Sentence, bool Answers)> candidates, List<double> scores)
    {
        var best = candidates.Select((c, i) => (c.Answers, scores[i])).Where(c => c.Answers).Max(c => c.Item2);
        return 1 + candidates.Where((c, i) => !c.Answers && scores[i] >= best).Count();
    }
}
