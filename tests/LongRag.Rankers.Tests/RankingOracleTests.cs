using System.Globalization;
using LongRag.Rankers.Tests.Pointwise;
using Xunit;

namespace LongRag.Rankers.Tests;

public sealed class RankingOracleTests
{
    private static readonly Lazy<Dl19> Data = new(Dl19.Read);

    public static TheoryData<string, RankerSettings> Perfect => new()
    {
        { "full list", Rankers.FullList with { Identifiers = 0 } },
        { "ten identifiers", Rankers.FullList },
        { "one pass of windows", Rankers.SlidingWindow },
        { "ten passes of windows", Rankers.SlidingWindow with { Passes = 10 } },
        { "first token", Rankers.FullList with { FirstToken = true, Depth = 26, Shuffles = 2 } },
        { "yes or no", new() { Kind = "yes_no", Model = "m", Depth = 100, Parallel = 4 } },
        { "query likelihood", new() { Kind = "query_likelihood", Model = "m", Depth = 100 } },
        { "pairs", new() { Kind = "pairwise", Model = "m", Depth = 50, OneOrder = true } },
        { "pairs in both orders", new() { Kind = "pairwise", Model = "m", Depth = 20 } },
    };

    /// <summary>Every relevant passage of what a ranker may reorder comes before every other; a pass of windows and ten identifiers bring ten.</summary>
    [Theory]
    [MemberData(nameof(Perfect))]
    public async Task A_perfect_model_brings_every_relevant_passage_to_the_front(string what, RankerSettings settings)
    {
        var oracle = new RankingOracle();
        using var model = oracle.AsModel(65_536);
        using var ranker = RankerCatalog.Create("oracle", settings with { PassageWords = 0 }, _ => model);
        var relevant = 0;
        foreach (var query in Data.Value.Set.Queries)
        {
            var first = Data.Value.First(query.Id);
            oracle.Teach(first, Data.Value.Grades(query.Id, first));
            var ranking = await ranker.RankAsync(new Query { Text = query.Text }, first, TestContext.Current.CancellationToken);
            Assert.Equal(first.Select(p => p.Passage.Id.Value).Order(), ranking.Passages.Select(p => p.Passage.Id.Value).Order());
            Assert.Equal((0, 0, false), (ranking.Report.Failed, ranking.Report.Repaired, ranking.Report.Truncated));
            var grades = Data.Value.Grades(query.Id, ranking.Passages);
            var most = what is "ten identifiers" or "one pass of windows" ? 10 : ranker.Depth;
            var best = Data.Value.Grades(query.Id, [.. first.Take(ranker.Depth)]).OrderDescending().Take(most);
            Assert.Equal(best, grades.Take(most));
            relevant += grades.Take(most).Count(grade => grade > 0);
        }

        Assert.True(relevant > 43 * 5, $"{relevant}");
    }

    [Fact]
    public async Task A_perfect_server_brings_every_relevant_passage_of_a_hundred_to_the_front()
    {
        IReadOnlyList<double> grades = [];
        await using var server = new RerankServerDouble(request => new RerankServerDouble.Answer(200, $"{{\"results\": [{string.Join(',', request.Passages.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"{{\"index\": {i}, \"relevance_score\": {grades[i]}}}")))}]}}"));
        using var ranker = RankerCatalog.Create("oracle", new RankerSettings { Kind = "remote", Protocol = "jina", Endpoint = server.Endpoint, Model = "m", PassageWords = 0 }, _ => throw new InvalidOperationException("No chat model."));
        foreach (var query in Data.Value.Set.Queries)
        {
            var first = Data.Value.First(query.Id);
            grades = Data.Value.Grades(query.Id, first);
            var ranking = await ranker.RankAsync(new Query { Text = query.Text }, first, TestContext.Current.CancellationToken);
            Assert.Equal((null, 0, false), (ranking.Report.Reason, ranking.Report.Failed, ranking.Report.Truncated));
            Assert.Equal(grades.OrderDescending(), Data.Value.Grades(query.Id, ranking.Passages));
        }
    }

    /// <summary>What the full list saves, with the same perfect model: the figures of <c>experiments/rankers.md</c>. In passages it is 180 to 100; those that are shown twice are a little shorter than the mean.</summary>
    [Fact]
    public async Task Windows_send_1_78_times_the_tokens_of_passages_that_the_full_list_sends()
    {
        var (full, windows) = (await MeasureAsync(Rankers.FullList), await MeasureAsync(Rankers.SlidingWindow));
        Assert.Equal((43, 9 * 43), (full.Calls, windows.Calls));
        Assert.Equal(1.78, (double)windows.PassageTokens / full.PassageTokens, 0.005);
        Assert.True(windows.WrittenTokens > 5 * full.WrittenTokens);
    }

    private static async Task<(int Calls, long PassageTokens, long WrittenTokens)> MeasureAsync(RankerSettings settings)
    {
        var oracle = new RankingOracle();
        using var model = oracle.AsModel();
        using var ranker = RankerCatalog.Create("oracle", settings, _ => model);
        var sum = (Calls: 0, PassageTokens: 0L, WrittenTokens: 0L);
        foreach (var query in Data.Value.Set.Queries)
        {
            var first = Data.Value.First(query.Id);
            oracle.Teach(first, Data.Value.Grades(query.Id, first));
            var report = (await ranker.RankAsync(new Query { Text = query.Text }, first, TestContext.Current.CancellationToken)).Report;
            sum = (sum.Calls + report.Calls, sum.PassageTokens + report.PassageTokens, sum.WrittenTokens + report.WrittenTokens);
        }

        return sum;
    }
}
