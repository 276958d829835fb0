using LongRag.Ingest;
using LongRag.Retrievers.Lexical;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Retrievers.Tests.Dense;

/// <summary>An ingest with an encoder that is slow, dead or stopped.</summary>
public sealed class SlowIngestTests : IDisposable
{
    private const int Files = 40;

    private readonly TemporaryFolder _folder = new();

    public SlowIngestTests()
    {
        for (var i = 0; i < Files; i++) _folder.Write($"texts/{i}.txt", $"The ferry number {i} leaves at noon.");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Everything_is_stored_and_found_by_words_while_the_first_vectors_are_still_being_made()
    {
        await using var corpus = DenseCorpus.Open(_folder);
        await using var lexical = LexicalIndex.OpenToWrite(_folder.PathOf("lexical"), DenseCorpus.Settings);
        var go = new TaskCompletionSource();
        corpus.Hashes.Before = (_, token) => go.Task.WaitAsync(token);
        var run = Task.Run(() => IngestAsync(corpus, lexical));
        while (LexicalIndex.Statistics(_folder.PathOf("lexical")) is not { Passages: Files } && !run.IsCompleted) await Task.Delay(20);
        Assert.False(run.IsCompleted);
        Assert.Equal(0, corpus.Hashes.Texts);
        go.SetResult();
        Assert.Equal((Files, 0), (await run) is var report ? (report.Added, report.FailedCount) : default);
        corpus.Reader.Refresh();
        Assert.True((await corpus.DifferencesAsync()).None);
        Assert.Equal(await corpus.Store.PositionAsync(), corpus.Index.Position);
    }

    [Fact]
    public async Task An_encoder_that_fails_is_a_warning_of_the_run_and_the_next_run_goes_on()
    {
        await using var corpus = DenseCorpus.Open(_folder);
        corpus.Hashes.Before = (_, _) => throw new LongRagException("encoder_unreachable", "The server is dead.");
        var report = await IngestAsync(corpus);
        Assert.Equal((Files, 0), (report.Added, report.FailedCount));
        Assert.Equal(("index", "encoder_unreachable"), report.Warnings[0] is var issue ? (issue.Step, issue.Code) : default);
        corpus.Hashes.Before = null;
        Assert.Equal((Files, 0), (await IngestAsync(corpus)) is var second ? (second.Unchanged, second.FailedCount) : default);
        Assert.True((await corpus.DifferencesAsync()).None);
    }

    [Fact]
    public async Task A_cancelled_run_stops_the_embedding_too()
    {
        await using var corpus = DenseCorpus.Open(_folder);
        using var stop = new CancellationTokenSource();
        corpus.Hashes.Before = async (_, token) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => IngestAsync(corpus, cancellationToken: stop.Token));
        corpus.Hashes.Before = null;
        await IngestAsync(corpus);
        Assert.True((await corpus.DifferencesAsync()).None);
    }

    private Task<IngestReport> IngestAsync(DenseCorpus corpus, LexicalIndex? lexical = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<IPassageIndex> indexes = lexical is null ? [corpus.Index] : [corpus.Index, lexical];
        return new IngestionPipeline(corpus.Store, indexes, EstimatedTokenCounter.Instance, new IngestionOptions { Jobs = 1 })
            .RunAsync(DenseCorpus.Settings, new ScanOptions { Paths = [_folder.PathOf("texts")] }, cancellationToken: cancellationToken);
    }
}
