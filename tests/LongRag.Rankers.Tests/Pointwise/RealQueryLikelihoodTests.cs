using System.Text.Json;
using LongRag.Evaluation;
using LongRag.Models.Chat;
using LongRag.TestKit;
using Microsoft.Extensions.AI;
using Xunit;

namespace LongRag.Rankers.Tests.Pointwise;

public sealed class RealQueryLikelihoodTests
{
    private const int Depth = 5;

    /// <summary>Scores of another implementation on the same weights in float32; llama.cpp's own path rounds activations to 8 bits.</summary>
    [Fact]
    public async Task SmolLM2_gives_passages_the_scores_and_the_order_of_the_reference()
    {
        var set = RetrievalSetReader.Read(Requires.Shared("data", "nq-qed"), new RetrievalSetOptions { Split = "train" });
        using var real = ChatModelCatalog.Create("smol", new ChatModelSettings { Kind = "gguf", Path = Requires.Shared("models", "SmolLM2-135M-Instruct", "SmolLM2-135M-Instruct.Q4_1.gguf"), ContextTokens = 2048 });
        var heard = new HeardScores(real.Client, real.Continuations!);
        using var model = new ChatModel(real.Profile, heard, real.Tokens);
        using var ranker = RankerCatalog.Create("likelihood", new RankerSettings { Kind = "query_likelihood", Model = "smol", Depth = Depth }, _ => model);
        var documents = set.Documents.ToDictionary(document => document.Id, StringComparer.Ordinal);
        var cases = InputLines.Read(Requires.Shared("golden", "real", "smollm2.abilities.jsonl.gz")).Select(line => JsonDocument.Parse(line.Text).RootElement).Where(one => one.GetProperty("run").GetString() is "ql.nq-qed.ql.float32").Take(3).ToList();
        Assert.Equal(3, cases.Count);
        foreach (var one in cases)
        {
            heard.Means.Clear();
            var query = set.Queries.First(query => string.Equals(query.Id, one.GetProperty("query").GetString(), StringComparison.Ordinal));
            var first = one.GetProperty("bm25").EnumerateArray().Take(Depth).Select(entry => documents[entry[0].GetString()!]).Select((document, place) => Passages.Of(document.Id, document.Text, Depth - place, document.Title)).ToList();
            var expected = one.GetProperty("ql").EnumerateArray().Take(Depth).Select(score => score.GetDouble()).ToList();
            var ranking = await ranker.RankAsync(new Query { Text = query.Text }, first, TestContext.Current.CancellationToken);
            Assert.All(heard.Means.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 0.2));
            Assert.Equal(first[expected.IndexOf(expected.Max())].Passage.Id, ranking.Passages[0].Passage.Id);
            Assert.Equal((Depth, 0, 0), (ranking.Report.Calls, ranking.Report.Failed, ranking.Report.Missing));
        }
    }

    /// <summary>Passes everything on and keeps the mean of every answer.</summary>
    private sealed class HeardScores(IChatClient client, IContinuationScores scores) : DelegatingChatClient(client), IContinuationScores
    {
        public List<double> Means { get; } = [];

        public async Task<IReadOnlyList<double>> ContinuationAsync(string prompt, string continuation, CancellationToken cancellationToken = default)
        {
            var logs = await scores.ContinuationAsync(prompt, continuation, cancellationToken);
            Means.Add(logs.Average());
            return logs;
        }

        public override object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(IContinuationScores) ? this : base.GetService(serviceType, serviceKey);
    }
}
