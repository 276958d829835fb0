using System.Globalization;
using System.Text.Json;
using LongRag.Models.Remote;
using LongRag.Rankers.Pointwise.Remote;
using Xunit;

namespace LongRag.Rankers.Tests.Pointwise;

public sealed class RemoteRankerTests
{
    private const string Key = "sk-secret-1234567890";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // The score of "word7 …" is 7.
    private static IEnumerable<(int Index, int Score)> Scores(RerankServerDouble.Request request) => request.Passages.Select((text, index) => (index, int.Parse(text.Split(' ')[0]["word".Length..], CultureInfo.InvariantCulture))).Reverse();

    private static RerankServerDouble.Answer Results(RerankServerDouble.Request request) =>
        new(200, JsonSerializer.Serialize(new { id = "x", results = Scores(request).Select(s => new { index = s.Index, document = new { text = "t" }, relevance_score = s.Score + 0.5 }), usage = new { total_tokens = 9 } }));

    private static RerankServerDouble.Answer List(RerankServerDouble.Request request) => new(200, JsonSerializer.Serialize(Scores(request).Select(s => new { index = s.Index, score = s.Score / 1000.0 })));

    private static Ranker Over(RerankServerDouble server, string protocol, RankerSettings? settings = null) => RankerCatalog.Create(
        "remote", (settings ?? new()) with { Kind = "remote", Protocol = protocol, Endpoint = server.Endpoint, Model = protocol is "tei" ? null : "the-model", ApiKeyEnvironment = "THE_KEY" }, _ => throw new InvalidOperationException(), _ => Key);

    private static Ranker Waiting(RerankServerDouble server, double seconds) =>
        new("remote", 100, new RemoteMethod(new RerankServer("remote", new Uri(server.Endpoint), RerankProtocol.Jina, "m", new ServerKey(Key), TimeSpan.FromSeconds(seconds), TimeSpan.FromMilliseconds(1)), 0, 10));

    private static Task<Ranking> RankAsync(Ranker ranker, int count) => ranker.RankAsync(Rankers.Query, Passages.Many(count), Cancellation);

    [Theory]
    [InlineData("cohere", """{"model":"the-model","query":"which word","documents":["word1 word1 word1","word2 word2 word2"],"top_n":2}""")]
    [InlineData("jina", """{"model":"the-model","query":"which word","documents":["word1 word1 word1","word2 word2 word2"],"top_n":2,"return_documents":false}""")]
    [InlineData("vllm", """{"model":"the-model","query":"which word","documents":["word1 word1 word1","word2 word2 word2"],"top_n":2}""")]
    [InlineData("tei", """{"query":"which word","texts":["word1 word1 word1","word2 word2 word2"],"raw_scores":false,"return_text":false,"truncate":true}""")]
    public async Task Each_protocol_is_spoken_and_the_key_is_in_the_header_alone(string protocol, string body)
    {
        await using var server = new RerankServerDouble(protocol is "tei" ? List : Results);
        using var ranker = Over(server, protocol);
        var ranking = await RankAsync(ranker, 2);
        Assert.Equal("p2 p1", Passages.Ids(ranking.Passages));
        var request = Assert.Single(server.Requests);
        Assert.Equal(("/v1/rerank", body, $"Bearer {Key}"), (request.Path, request.Body.GetRawText(), request.Authorization));
        Assert.Equal((1, 0, 0), (ranking.Report.Calls, ranking.Report.Failed, ranking.Report.Repaired));
    }

    [Fact]
    public async Task A_server_is_asked_the_question_without_the_instruction_and_gives_the_scores()
    {
        await using var server = new RerankServerDouble(List);
        using var ranker = Over(server, "tei");
        var ranking = await ranker.RankAsync(Rankers.Query with { Instruction = "Only verbs." }, Passages.Many(2), Cancellation);
        Assert.Equal("which word", Assert.Single(server.Requests).Body.GetProperty("query").GetString());
        Assert.Equal(["remote 0.002", "remote 0.001"], ranking.Passages.Select(p => FormattableString.Invariant($"{p.ScoreKind} {p.Score}")));
    }

    [Fact]
    public async Task Batches_are_scored_apart_and_ordered_together()
    {
        await using var server = new RerankServerDouble(List);
        using var ranker = Over(server, "tei");
        var ranking = await RankAsync(ranker, 100);
        Assert.Equal([32, 32, 32, 4], server.Requests.Select(request => request.Passages.Length));
        Assert.Equal("p100 p99 p98", Passages.Ids(ranking.Passages.Take(3)));
        Assert.Equal(1.0, ranking.Report.KendallDistance);
    }

    [Fact]
    public async Task A_batch_that_is_too_large_is_halved_until_it_is_not()
    {
        await using var server = new RerankServerDouble(request => request.Passages.Length > 2 ? new(413, "too large") : Results(request));
        using var ranker = Over(server, "vllm");
        Assert.Equal("p5 p4 p3 p2 p1", Passages.Ids((await RankAsync(ranker, 5)).Passages));
    }

    [Theory]
    [InlineData("""{"results":[{"index":2,"relevance_score":0.9},{"index":0,"relevance_score":0.1}]}""", "p3 p1 p2 p4", 2, 0, 0)]
    [InlineData("""{"results":[{"index":3,"relevance_score":0.9},{"index":3,"relevance_score":0.1},{"index":7,"relevance_score":1},{"index":-1,"relevance_score":1}]}""", "p4 p1 p2 p3", 3, 1, 2)]
    [InlineData("""{"results":[{"index":0,"relevance_score":null},{"index":1,"relevance_score":"NaN"},{"index":2,"relevance_score":1e999},{"index":3,"relevance_score":-3}]}""", "p4 p1 p2 p3", 3, 0, 0)]
    public async Task A_passage_without_a_score_comes_last_and_is_counted(string body, string order, int missing, int repeated, int unknown)
    {
        await using var server = new RerankServerDouble(_ => new(200, body));
        using var ranker = Over(server, "cohere");
        var ranking = await RankAsync(ranker, 4);
        Assert.Equal(order, Passages.Ids(ranking.Passages));
        Assert.Equal((1, missing, repeated, unknown), (ranking.Report.Repaired, ranking.Report.Missing, ranking.Report.Repeated, ranking.Report.Unknown));
    }

    [Theory]
    [InlineData("<!doctype html><title>Welcome</title>")]
    [InlineData("""{"scores":[1,2,3]}""")]
    [InlineData("""{"results":[{"index":0.5,"relevance_score":1}]}""")]
    [InlineData("""{"results":[{"index":0,"relevance_score":NaN}]}""")]
    [InlineData("""{"results":7}""")]
    [InlineData("""{"results":[]}""")]
    [InlineData("""{"results":[{"index":99,"relevance_score":0.9},{"index":0,"relevance_score":"x"}]}""")]
    [InlineData("")]
    public async Task An_answer_that_cannot_be_used_leaves_the_old_order(string body)
    {
        await using var server = new RerankServerDouble(_ => new(200, body));
        using var ranker = Over(server, "jina");
        var ranking = await RankAsync(ranker, 4);
        Assert.Equal("p1 p2 p3 p4", Passages.Ids(ranking.Passages));
        Assert.Equal((1, 1, 0, 0), (ranking.Report.Failures["bad_scores"], ranking.Report.Calls, ranking.Report.Answered, ranking.Report.Repaired));
        Assert.All(ranking.Passages, passage => Assert.Equal("bm25", passage.ScoreKind));
    }

    [Fact]
    public async Task An_answer_that_cannot_be_used_is_quoted_without_the_key()
    {
        // The quotation ends in the middle of the key.
        await using var server = new RerankServerDouble(_ => new(200, $"{new string('x', 70)}{Key} is what you sent"));
        using var ranker = Over(server, "jina");
        var report = (await RankAsync(ranker, 4)).Report;
        Assert.Equal($"The server {server.Endpoint}/rerank of the ranker 'remote' answered what is no list of scores (it begins with '{new string('x', 70)}[key] is w'): are Endpoint, up to and with the version, and Protocol right.", report.Reason);
        Assert.Equal(("bad_scores", 0), (report.ReasonCode, report.Answered));
    }

    [Fact]
    public async Task A_busy_server_is_asked_again()
    {
        await using var server = new RerankServerDouble(request => request.Number < 3 ? new(503, "busy") : Results(request));
        using var ranker = Waiting(server, 30);
        Assert.Equal("p3 p2 p1", Passages.Ids((await RankAsync(ranker, 3)).Passages));
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_stays_silent_is_given_up_and_costs_the_order_of_nothing()
    {
        await using var server = new RerankServerDouble(request => Results(request) with { Delay = request.Passages[0].StartsWith("word11 ", StringComparison.Ordinal) ? TimeSpan.FromSeconds(20) : default });
        using var ranker = Waiting(server, 1);
        var ranking = await RankAsync(ranker, 30);
        Assert.Equal((3, 1, 1), (ranking.Report.Calls, ranking.Report.Failed, ranking.Report.Failures["ranker_unreachable"]));
        // One time-out a batch: a server that stalls is not asked again.
        Assert.Equal(3, server.Requests.Count);
        Assert.Equal($"The server {server.Endpoint}/rerank of the ranker 'remote' did not answer within 1 s (TimeoutSeconds).", ranking.Report.Reason);
        Assert.Equal("p30 p29 p28", Passages.Ids(ranking.Passages.Take(3)));
        Assert.Equal(Enumerable.Range(11, 10).Select(i => $"p{i}"), ranking.Passages.Skip(10).Take(10).Select(p => p.Passage.Id.Value));
    }

    [Fact]
    public async Task A_wrong_key_is_never_tried_again_and_never_told()
    {
        await using var server = new RerankServerDouble(_ => new(401, $"Incorrect API key provided: {Key}"));
        using var asked = new RerankServer("remote", new Uri(server.Endpoint), RerankProtocol.Jina, "m", new ServerKey(Key), TimeSpan.FromSeconds(10));
        var e = await Assert.ThrowsAsync<LongRagException>(() => asked.ScoreAsync("q", ["a"], Cancellation));
        Assert.Equal(("ranker_refused", $"The server {server.Endpoint}/rerank of the ranker 'remote' answered 401; check its key: Incorrect API key provided: [key]"), (e.Code, e.Message));
        await Assert.ThrowsAsync<LongRagException>(() => asked.ScoreAsync("q", ["a"], Cancellation));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_refusal_that_is_not_of_the_key_costs_its_call_alone()
    {
        await using var server = new RerankServerDouble(request => request.Number == 1 ? new(403, "not this one") : Results(request));
        using var ranker = Waiting(server, 10);
        var ranking = await RankAsync(ranker, 20);
        Assert.Equal((2, 1, 1), (ranking.Report.Calls, ranking.Report.Answered, ranking.Report.Failures["ranker_refused"]));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_key_that_was_replaced_is_taken_up()
    {
        const string Next = "sk-next-0987654321";
        await using var server = new RerankServerDouble(request => request.Authorization == $"Bearer {Next}" ? Results(request) : new(401, "no"));
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, Key, Cancellation);
            using var ranker = RankerCatalog.Create("remote", new RankerSettings { Kind = "remote", Protocol = "jina", Endpoint = server.Endpoint, Model = "m", ApiKeyFile = file }, _ => throw new InvalidOperationException());
            Assert.Equal((0, 1), ((await RankAsync(ranker, 2)).Report.Answered, server.Requests.Count));
            await File.WriteAllTextAsync(file, Next + "\n", Cancellation);
            Assert.Equal((1, 2), ((await RankAsync(ranker, 2)).Report.Answered, server.Requests.Count));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
