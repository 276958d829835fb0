using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace LongRag.Retrievers.Dense;

/// <summary>The searching side of a dense index: mapped at the first search, it follows what is committed. Thread-safe. It takes no lock.</summary>
/// <param name="root">Folder of all dense indexes of the collection; need not exist yet.</param>
/// <param name="cacheFolder">Folder of the caches, for scores in full precision.</param>
/// <param name="schema">Which index.</param>
public sealed class DenseReader(string root, string cacheFolder, DenseSchema schema) : IDisposable
{
    // A look for a new commit costs reading a small file; nobody notices a quarter of a second.
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);

    // A commit may replace the files between reading the manifest and opening them.
    private const int Attempts = 5;

    private readonly Lock _gate = new();
    private readonly string _folder = Path.Combine(root, schema.FolderName);
    private DenseSnapshot? _snapshot;
    private byte[]? _manifest;
    private bool _hasLooked;
    private long _lastLook;

    /// <summary>What stands in the index.</summary>
    public DenseSchema Schema { get; } = schema;

    /// <summary>Sees to it that the next search finds all that is committed now.</summary>
    public void Refresh()
    {
        lock (_gate) Look();
    }

    /// <summary>What is read now; null where there is no index.</summary>
    /// <exception cref="LongRagException"><c>index_damaged</c>, <c>index_outdated</c>.</exception>
    public DenseIndexStatistics? Statistics() => Search(snapshot => snapshot is null ? null : DenseIndexStatistics.Of(snapshot.Manifest, _folder));

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate) Close();
    }

    /// <summary>The ids of all passages in it, as it was when the listing began. Streams.</summary>
    public async IAsyncEnumerable<PassageId> ListPassageIdsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        using var snapshot = Acquire();
        for (var row = 0; row < (snapshot?.Manifest.Rows ?? 0); row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (snapshot!.Live[row]) yield return snapshot.PassageOf(row);
        }
    }

    /// <summary>Calls <paramref name="search"/> with the index as it stays meanwhile; with null where there is none.</summary>
    internal T Search<T>(Func<DenseSnapshot?, T> search)
    {
        using var snapshot = Acquire();
        return search(snapshot);
    }

    private DenseSnapshot? Acquire()
    {
        lock (_gate)
        {
            if (!_hasLooked || Stopwatch.GetElapsedTime(_lastLook) >= BetweenLooks) Look();
            return _snapshot?.TryUse() is true ? _snapshot : null;
        }
    }

    private void Look()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var manifest = DenseManifest.ReadText(_folder);
                if (manifest is null || _manifest is null || !manifest.AsSpan().SequenceEqual(_manifest))
                {
                    var next = manifest is null ? null : Open(manifest);
                    Close();
                    (_snapshot, _manifest) = (next, manifest);
                }

                (_lastLook, _hasLooked) = (Stopwatch.GetTimestamp(), true);
                return;
            }
            catch (FileNotFoundException) when (attempt < Attempts)
            {
                // The manifest that is there by now names others.
            }
            catch (FileNotFoundException failure)
            {
                Close();
                throw DenseFailures.Damaged(_folder, failure.Message, failure);
            }
            catch
            {
                Close();
                throw;
            }
        }
    }

    private DenseSnapshot Open(byte[] text)
    {
        var manifest = DenseManifest.Parse(_folder, text);
        if (!manifest.Schema.Fits(Schema)) throw DenseFailures.Outdated(_folder, $"it was made by encoder '{manifest.Encoder.Name}' ({manifest.Encoder.Fingerprint}), {manifest.Encoder.Dimensions} dimensions");
        return DenseSnapshot.Open(_folder, cacheFolder, manifest);
    }

    private void Close()
    {
        _snapshot?.Dispose();
        (_snapshot, _manifest, _hasLooked) = (null, null, false);
    }
}
