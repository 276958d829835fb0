using System.Threading.Channels;

namespace LongRag.Ingest;

/// <summary>Keeps a slow index up beside a run that does not wait for it. Where it fails, the run is warned: the documents are stored, and the next run goes on where it stopped. A full disk alone is a failure.</summary>
internal sealed class SlowIndexing
{
    private const string DiskFull = "disk_full";

    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Task _work;

    public SlowIndexing(IndexBuilder builder, IngestRun run, CancellationToken cancellationToken) => _work = Task.Run(() => RunAsync(builder, run, cancellationToken), CancellationToken.None);

    /// <summary>Something was stored.</summary>
    public void Tell() => _news.Writer.TryWrite(true);

    /// <summary>Returns when it has caught up with all that is stored now.</summary>
    public async Task FinishAsync()
    {
        _news.Writer.TryComplete();
        await _work;
    }

    private async Task RunAsync(IndexBuilder builder, IngestRun run, CancellationToken cancellationToken)
    {
        try
        {
            await builder.StartAsync(cancellationToken);
            await foreach (var _ in _news.Reader.ReadAllAsync(cancellationToken)) await builder.CatchUpAsync(cancellationToken);
            await builder.CatchUpAsync(cancellationToken);
        }
        catch (LongRagException failure)
        {
            run.Tally.Add(new IngestIssue(run.Collection.Name, "index", failure.Code, $"The documents are stored; vectors are still to come: {failure.Message}", IsWarning: failure.Code is not DiskFull));
        }
    }
}
