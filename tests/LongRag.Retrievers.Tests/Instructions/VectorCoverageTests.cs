using LongRag.Models.Encoders;
using LongRag.Retrievers.Dense;
using LongRag.Retrievers.Instructions;
using Microsoft.Extensions.AI;
using Xunit;

namespace LongRag.Retrievers.Tests.Instructions;

public sealed class VectorCoverageTests
{
    private static readonly InstructionPart Part = new(new TextSpan(0, 6), "Canada", InstructionRule.NotRelevant);
    private static readonly InstructionParts Parts = new("Canada", [], [Part], []);

    [Fact]
    public async Task A_share_grows_from_half_a_deviation_above_the_mean_to_two_and_a_half()
    {
        double[] cosines = [0.4, 0.4, 0.5, 0.5, 0.7];
        var shares = await SharesAsync(cosines, [0, 0, 0, 0, 0]);
        var deviation = Math.Sqrt(0.06 / 5);
        Assert.Equal([0, 0, 0, 0, ((0.2 / deviation) - 0.5) / 2], shares, new Within());
    }

    [Fact]
    public async Task Words_count_where_they_say_more()
    {
        var shares = await SharesAsync([0.4, 0.4, 0.5, 0.5, 0.7], [0.3, 0, 0, 0, 1]);
        Assert.Equal([0.3, 0, 0, 0, 1], shares, new Within());
    }

    [Theory]
    [InlineData(double.NaN, double.NaN, 0.5)]
    [InlineData(0.5, 0.5, 0.5)]
    public async Task Where_cosines_tell_nothing_apart_words_say_all(double first, double second, double third)
    {
        double[] said = [0.1, 0.2, 0.3];
        Assert.Equal(said, await SharesAsync([first, second, third], said));
    }

    [Fact]
    public async Task Without_an_index_or_an_encoder_words_say_all()
    {
        double[] said = [0.1, 0.2];
        Assert.Equal(said, await SharesAsync(null, said));
        Assert.Equal(said, await SharesAsync([0.1, 0.9], said, () => throw new LongRagException("encoder_unreachable", "It is away.")));
    }

    private static async Task<double[]> SharesAsync(double[]? cosines, double[] words, Func<IEmbeddingGenerator<string, Embedding<float>>>? load = null)
    {
        using var encoder = new Encoder(new EncoderProfile { Name = "two", Kind = "test", Fingerprint = new string('0', 32), Dimensions = 2, MaxTokens = 8 }, load ?? (() => new Same()));
        var candidates = words.Select((_, i) => new InstructionCandidate($"p{i}", "text", 1 - i)).ToList();
        return (await new VectorCoverage(new Said(words), new Known(cosines), new QueryVectors(encoder)).ScoreAsync("wheat", Parts, [Part], candidates, TestContext.Current.CancellationToken))[0];
    }

    private sealed class Said(double[] shares) : IInstructionScorer
    {
        public Task<IReadOnlyList<double[]>> ScoreAsync(string question, InstructionParts parts, IReadOnlyList<InstructionPart> asked, IReadOnlyList<InstructionCandidate> candidates, CancellationToken cancellationToken = default) =>
            Task.FromResult<IReadOnlyList<double[]>>([[.. shares]]);
    }

    private sealed class Known(double[]? cosines) : IDenseSide
    {
        public DenseIndexStatistics? Statistics() => null;

        public IReadOnlyList<(PassageId Id, double Cosine)> Find(float[] query, int top, Filter? filter = null, CancellationToken cancellationToken = default) => [];

        public DenseEvidence? Evidence(float[] query, IReadOnlyList<PassageId> passages) =>
            cosines is null ? null : new DenseEvidence([.. passages.Select(passage => new PassageEvidence(null, cosines[passage.Value[1] - '0'], double.NaN, double.NaN))], 0, 0.1);
    }

    private sealed class Same : IEmbeddingGenerator<string, Embedding<float>>
    {
        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(_ => new Embedding<float>(new float[] { 1, 0 }))));

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }

    private sealed class Within : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) < 1e-9;

        public int GetHashCode(double obj) => 0;
    }
}
