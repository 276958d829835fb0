using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace LongRag.Ingest;

/// <summary>Reads files as an ingest does and stores nothing. Several are read at once, and given in order.</summary>
/// <param name="reading">How they are read.</param>
/// <param name="workers">As <see cref="IngestionOptions.Workers"/>.</param>
public sealed class DocumentFiles(ReadOptions reading, WorkerOptions? workers) : IAsyncDisposable
{
    // A file of a million records must not pile up before somebody has looked at the first.
    private const int ItemsAhead = 16;

    private readonly ReadWorkerPool? _workers = workers is null ? null : new ReadWorkerPool(workers);
    private readonly int _atOnce = workers?.Count ?? 1;

    /// <summary>The files, each to be read to its end before the next one is asked for.</summary>
    /// <param name="files">What to read.</param>
    /// <param name="standardInput">Read where a file is <see cref="SourceFile.IsStandardInput"/>.</param>
    /// <param name="cancellationToken">Stops all of them.</param>
    public async IAsyncEnumerable<FileReading> ReadAsync(IEnumerable<SourceFile> files, Stream? standardInput, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var started = new Queue<(FileReading Reading, Task Work)>();
        try
        {
            foreach (var file in files)
            {
                started.Enqueue(Start(file, standardInput, stop.Token));
                // No more than there are workers: else a later file could hold the place that the first one waits for, and wait for it to be taken.
                if (started.Count < _atOnce) continue;
                yield return started.Peek().Reading;
                await started.Dequeue().Work;
            }

            while (started.Count > 0)
            {
                yield return started.Peek().Reading;
                await started.Dequeue().Work;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(started.Select(s => s.Work)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _workers?.DisposeAsync() ?? default;

    private (FileReading Reading, Task Work) Start(SourceFile file, Stream? standardInput, CancellationToken cancellationToken)
    {
        var items = Channel.CreateBounded<ReadItem>(ItemsAhead);
        var read = new FileReading(file, items.Reader);
        return (read, Task.Run(() => ReadAsync(read, items.Writer, standardInput, cancellationToken), CancellationToken.None));
    }

    private async Task ReadAsync(FileReading read, ChannelWriter<ReadItem> items, Stream? standardInput, CancellationToken cancellationToken)
    {
        try
        {
            await using var content = await FileContent.OpenAsync(read.File, standardInput, cancellationToken);
            read.MediaType = content.MediaType;
            await foreach (var item in ReadItems.Of(content, reading, _workers, cancellationToken))
            {
                // Nobody waits for how far a file is that is read ahead; only what it says must not pile up.
                if (!items.TryWrite(item) && item is not ReadItem.Progress) await items.WriteAsync(item, cancellationToken);
            }


            await content.CloseAsync(cancellationToken);
            read.Bytes = content.BytesRead;
            items.Complete();
        }
        catch (OperationCanceledException e)
        {
            items.Complete(e);
            throw;
        }
        catch (Exception e)
        {
            // Whatever a parser throws over one file is that file's failure.
            var code = ReadFailure.CodeOf(e);
            read.Failure = new IngestIssue(read.File.Key, "read", code, e.Message, IngestCodes.IsWarning(code));
            items.Complete();
        }
    }
}

/// <summary>A file that is being read.</summary>
public sealed class FileReading
{
    private readonly ChannelReader<ReadItem> _items;

    internal FileReading(SourceFile file, ChannelReader<ReadItem> items) => (File, _items, Bytes) = (file, items, file.Length);

    /// <summary>The file.</summary>
    public SourceFile File { get; }

    /// <summary>What its content was found to be; null until its first item has come, and where it could not be opened.</summary>
    public string? MediaType { get; internal set; }

    /// <summary>Its size; for standard input known at its end.</summary>
    public long Bytes { get; internal set; }

    /// <summary>What ended the reading, known at its end; null where it was read to its end. A document without a key that came before is not to be taken for the whole.</summary>
    public IngestIssue? Failure { get; internal set; }

    /// <summary>What it holds. To be enumerated once.</summary>
    public IAsyncEnumerable<ReadItem> ItemsAsync(CancellationToken cancellationToken = default) => _items.ReadAllAsync(cancellationToken);
}
