namespace LongRag.Ingest;

/// <summary>One scan drawn from by several readers.</summary>
internal sealed class SharedScan(IEnumerable<ScanItem> items)
{
    private readonly Lock _gate = new();
    private readonly IEnumerator<ScanItem> _items = items.GetEnumerator();

    /// <summary>The next item, or null at the end.</summary>
    public ScanItem? Next()
    {
        lock (_gate) return _items.MoveNext() ? _items.Current : null;
    }
}
