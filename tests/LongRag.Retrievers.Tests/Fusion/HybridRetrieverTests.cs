using LongRag.Models.Encoders;
using LongRag.Retrievers.Fusion;
using LongRag.Retrievers.Tests.Dense;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Retrievers.Tests.Fusion;

public sealed class HybridRetrieverTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_result_has_the_scores_and_the_places_of_both_sides()
    {
        await using var corpus = await SampleAsync();
        var found = await corpus.Retriever.RetrieveAsync(new Query { Text = "harbour ferry", Top = 12, Explain = true }, Token);
        Assert.All(found, hit => Assert.Equal(["dense", "fused", "lexical"], hit.Scores.Keys.Order(StringComparer.Ordinal)));
        Assert.All(found, hit => Assert.Equal(hit.Score, hit.Scores["fused"]));
        Assert.All(found, hit => Assert.Equal(2, hit.Explanation!.Parts.Count));
        Assert.Equal(Enumerable.Range(1, found.Count), found.Select(hit => hit.Ranks["dense"]).Order());
    }

    [Fact]
    public async Task Lexical_scores_of_given_passages_are_those_of_the_list_but_for_neighbouring_words()
    {
        await using var corpus = await SampleAsync();
        var query = new Query { Text = "ferry" };
        var listed = await corpus.Words.RetrieveAsync(query, Token);
        var scores = await corpus.Words.ScoresOfAsync(query, [.. listed.Select(hit => new PassageName(hit.Passage.Id, hit.Document.Id)), new PassageName(new PassageId("00000000000000000000"), listed[0].Document.Id)], Token);
        Assert.NotEmpty(listed);
        Assert.Equal([.. listed.Select(hit => hit.Score), 0], scores);
    }

    [Fact]
    public async Task An_encoder_that_is_away_leaves_the_words_and_is_told()
    {
        var profile = DenseCorpus.SchemaOf().Encoder;
        await using var corpus = await SampleAsync(new Encoder(profile, () => throw new LongRagException("encoder_unreachable", "The server is away.")));
        var found = await corpus.Retriever.RetrieveAsync(new Query { Text = "harbour ferry" }, Token);
        var words = await corpus.Words.RetrieveAsync(new Query { Text = "harbour ferry" }, Token);
        Assert.Equal(words.Select(hit => hit.Passage.Id), found.Select(hit => hit.Passage.Id));
        Assert.Equal("encoder_unreachable", Assert.Single(corpus.Failures).Code);
    }

    [Fact]
    public async Task Words_answer_while_no_vector_is_there()
    {
        await using var corpus = await SampleAsync(isEmbedded: false);
        var found = await corpus.Retriever.RetrieveAsync(new Query { Text = "harbour ferry" }, Token);
        Assert.NotEmpty(found);
        Assert.All(found, hit => Assert.False(hit.Scores.ContainsKey("dense")));
        Assert.Empty(corpus.Failures);
    }

    [Fact]
    public async Task A_word_index_that_fails_is_named_once_the_encoder_has_left_off()
    {
        var schema = DenseCorpus.SchemaOf();
        var working = 0;
        var hashes = new WordHashes(schema.Encoder.Dimensions)
        {
            Before = async (_, token) =>
            {
                Interlocked.Increment(ref working);
                try
                {
                    await Task.Delay(Timeout.Infinite, token);
                }
                finally
                {
                    Interlocked.Decrement(ref working);
                }
            },
        };
        await using var corpus = await SampleAsync(new Encoder(schema.Encoder, () => hashes));
        foreach (var file in Directory.EnumerateFiles(_folder.PathOf("index"), "*.cfs"))
            using (var segment = File.OpenWrite(file)) segment.SetLength(500);
        using var words = new LongRag.Retrievers.Lexical.LexicalRetriever(corpus.Store, _folder.PathOf("index"), DenseCorpus.Settings);
        var damaged = corpus.WithWords(words);
        var e = await Assert.ThrowsAsync<LongRagException>(() => damaged.RetrieveAsync(new Query { Text = "harbour ferry" }, Token).WaitAsync(TimeSpan.FromSeconds(60), Token));
        Assert.Equal(("index_damaged", 0), (e.Code, working));
    }

    private async Task<HybridCorpus> SampleAsync(Encoder? encoder = null, bool isEmbedded = true)
    {
        var store = new MemoryCorpusStore();
        await store.SaveCollectionAsync(DenseCorpus.Settings, Token);
        await store.SaveAsync([.. Enumerable.Range(0, 12).Select(i => SampleCorpus.Entry($"d{i}", $"The harbour of town {i} has a ferry.\n\nWord{i} stands alone."))], Token);
        var corpus = new HybridCorpus(_folder, store, encoder: encoder);
        await corpus.CatchUpAsync(isEmbedded);
        return corpus;
    }
}
