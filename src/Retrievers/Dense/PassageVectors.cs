using System.Diagnostics;
using LongRag.Models.Encoders;

namespace LongRag.Retrievers.Dense;

/// <summary>The vectors of the texts of one index: from the cache, or from the encoder into the cache. Tells how far it is.</summary>
internal sealed class PassageVectors(string folder, DenseSchema schema, Encoder encoder, VectorCache cache, IProgress<EmbeddingProgress>? progress, Func<CancellationToken, Task<long>>? expected) : IDisposable
{
    // What is cancelled or killed loses one group at most, and one takes about this long.
    private const double GroupSeconds = 4;
    private const int SmallestGroup = 16;
    private const int LargestGroup = 4096;
    private const int FirstGroup = 32;

    private static readonly TimeSpan BetweenFlushes = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenReports = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenCounts = TimeSpan.FromSeconds(10);

    private readonly float[] _row = new float[schema.Encoder.Dimensions];
    private readonly float[] _checked = new float[schema.Encoder.Dimensions];
    private bool _isEnsuring;

    // Since the last commit nothing was encoded: what follows is told at once.
    private bool _isIdle = true;
    private long _flushed = Stopwatch.GetTimestamp();
    private long _reported;
    private long _counted;
    private long _expected;
    private double _seconds;
    private long _encoded;
    private long _fromCache;

    /// <summary>Passages that the index holds.</summary>
    public long Held { get; set; }

    /// <summary>Sees to it that the cache has them all. May run beside the other members.</summary>
    /// <param name="texts">What will be asked for.</param>
    /// <param name="replaced">How many of the passages held go for them.</param>
    /// <param name="cancellationToken">Stops between groups; what was encoded stays in the cache.</param>
    public async Task EnsureAsync(IReadOnlyList<string> texts, long replaced, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var missing = texts.Distinct(StringComparer.Ordinal).Where(text => cache.Find(VectorCache.KeyOf(text)) is var slot && (slot < 0 || !cache.TryRead(VectorCache.KeyOf(text), slot, _checked))).ToList();
        var (known, total) = (Held - replaced + texts.Count - missing.Count, Held - replaced + texts.Count);
        _fromCache += texts.Count - missing.Count;
        if (missing.Count == 0) return;
        _isEnsuring = true;
        try
        {
            await CountAsync(cancellationToken);
            await EncodeAsync(missing, known, total, cancellationToken);
        }
        finally
        {
            _isEnsuring = false;
        }
    }

    /// <summary>The row in the cache and the vector of a text that was ensured.</summary>
    public (int Slot, float[] Vector) Of(string text)
    {
        var key = VectorCache.KeyOf(text);
        var slot = cache.Find(key);
        if (slot < 0 || !cache.TryRead(key, slot, _row)) throw DenseFailures.Damaged(cache.Folder, "a vector that was written a moment ago cannot be read");
        return (slot, _row);
    }

    /// <summary>To be called once everything is on the disk.</summary>
    public void Committed()
    {
        _flushed = Stopwatch.GetTimestamp();
        if (_reported == 0 || _isEnsuring) return;
        Report(Held, Held);
        _isIdle = true;
    }

    public void Dispose() => ProgressFile.Delete(folder);

    private async Task EncodeAsync(List<string> missing, long known, long total, CancellationToken cancellationToken)
    {
        var size = _encoded == 0 ? FirstGroup : GroupSize();
        for (var at = 0; at < missing.Count;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var group = missing.GetRange(at, Math.Min(size, missing.Count - at));
            var started = Stopwatch.GetTimestamp();
            cache.Add(group, await encoder.EncodePassagesAsync(group, cancellationToken));
            _seconds += Stopwatch.GetElapsedTime(started).TotalSeconds;
            _encoded += group.Count;
            at += group.Count;
            size = GroupSize();
            if (Stopwatch.GetElapsedTime(_flushed) >= BetweenFlushes) Flush();
            if (_isIdle || Stopwatch.GetElapsedTime(_reported) >= BetweenReports) Report(known + at, total);
        }
    }

    private int GroupSize() => (int)Math.Clamp(_encoded / Math.Max(_seconds, 1e-3) * GroupSeconds, SmallestGroup, LargestGroup);

    private void Flush()
    {
        cache.Flush();
        _flushed = Stopwatch.GetTimestamp();
    }

    private async Task CountAsync(CancellationToken cancellationToken)
    {
        if (expected is null || (_counted != 0 && Stopwatch.GetElapsedTime(_counted) < BetweenCounts)) return;
        _expected = await expected(cancellationToken);
        _counted = Stopwatch.GetTimestamp();
    }

    private void Report(long done, long total)
    {
        var report = new EmbeddingProgress(done, Math.Max(_expected, total), _fromCache, _seconds > 0 ? _encoded / _seconds : 0);
        progress?.Report(report);
        ProgressFile.Write(folder, report);
        (_reported, _isIdle) = (Stopwatch.GetTimestamp(), false);
    }
}
