using System.Collections.Concurrent;

namespace LongRag.Ingest;

/// <summary>Counts of a running ingest. Thread-safe.</summary>
internal sealed class IngestTally
{
    // Long lists of failures are still counted, but the report stays readable and memory bounded.
    private const int MostIssuesKept = 10_000;

    private readonly ConcurrentQueue<IngestIssue> _failed = new();
    private readonly ConcurrentQueue<IngestIssue> _warnings = new();
    private readonly ConcurrentDictionary<string, ReadItem.Progress> _inHand = new(StringComparer.Ordinal);
    private int _added, _changed, _unchanged, _deleted, _failures;
    private long _passages, _bytes, _pages;

    public long TotalBytes { get; set; }

    public int Failures => Volatile.Read(ref _failures);

    public void Count(SaveOutcome outcome, Document document, int passages)
    {
        switch (outcome)
        {
            case SaveOutcome.Added: Interlocked.Increment(ref _added); break;
            case SaveOutcome.Changed: Interlocked.Increment(ref _changed); break;
            default: Interlocked.Increment(ref _unchanged); return;
        }

        Interlocked.Add(ref _passages, passages);
        Interlocked.Add(ref _pages, document.PageStarts.Count);
    }

    public void CountUnchanged() => Interlocked.Increment(ref _unchanged);

    public void CountDeleted(int documents) => Interlocked.Add(ref _deleted, documents);

    public void CountBytes(long bytes) => Interlocked.Add(ref _bytes, bytes);

    public void SetPages(string source, ReadItem.Progress pages) => _inHand[source] = pages;

    public void ClearPages(string source) => _inHand.TryRemove(source, out _);

    public void Add(IngestIssue issue)
    {
        if (!issue.IsWarning) Interlocked.Increment(ref _failures);
        var queue = issue.IsWarning ? _warnings : _failed;
        if (queue.Count < MostIssuesKept) queue.Enqueue(issue);
    }

    public IngestProgress Progress => new(
        Volatile.Read(ref _added) + Volatile.Read(ref _changed) + Volatile.Read(ref _unchanged), Interlocked.Read(ref _pages), Interlocked.Read(ref _bytes), TotalBytes, Failures, InHand);

    private PagesInHand? InHand
    {
        get
        {
            PagesInHand? longest = null;
            if (_inHand.IsEmpty) return null;
            foreach (var (source, pages) in _inHand)
                if (longest is not { Total: var total } || pages.Total > total) longest = new PagesInHand(source, pages.Pages, pages.Total);
            return longest;
        }
    }

    public IngestReport Report(TimeSpan elapsed) => new()
    {
        Added = _added,
        Changed = _changed,
        Unchanged = _unchanged,
        Deleted = _deleted,
        Failed = [.. _failed],
        FailedCount = Failures,
        Warnings = [.. _warnings],
        Passages = _passages,
        Bytes = _bytes,
        Elapsed = elapsed,
    };
}
