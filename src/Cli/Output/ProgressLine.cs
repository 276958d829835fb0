using System.Diagnostics;
using System.Globalization;
using LongRag.Ingest;
using LongRag.Retrievers.Dense;

namespace LongRag.Cli;

/// <summary>One line on standard error that says how far an ingest is: redrawn on a terminal, written every ten seconds elsewhere, nothing with <c>--quiet</c>.</summary>
internal sealed class ProgressLine(Terminal terminal) : IProgress<IngestProgress>, IProgress<EmbeddingProgress>, IProgress<StructureProgress>, IDisposable
{
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Log = TimeSpan.FromSeconds(10);

    private const int MostOfName = 40;

    private readonly Lock _gate = new();
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly bool _redraws = !Console.IsErrorRedirected;
    private long _last = Stopwatch.GetTimestamp();
    private int _drawn;

    public void Report(IngestProgress value) => Show(elapsed => Line(value, elapsed));

    /// <summary>Says how far a file is that is read by itself.</summary>
    public void Report(PagesInHand at)
    {
        if (at.Total > 1) Show(_ => Line(at));
    }

    /// <summary>Says how far the embedding is.</summary>
    public void Report(EmbeddingProgress value) => Show(_ => Line(value));

    /// <summary>Says how far a model is with structurizing.</summary>
    public void Report(StructureProgress value) => Show(_ => Line(value));

    private void Show(Func<TimeSpan, string> lineAt)
    {
        if (terminal.Quiet) return;
        lock (_gate)
        {
            if (Stopwatch.GetElapsedTime(_last) < (_redraws ? Redraw : Log)) return;
            _last = Stopwatch.GetTimestamp();
            var line = lineAt(Stopwatch.GetElapsedTime(_started));
            if (!_redraws)
            {
                terminal.Error.WriteLine(line);
                return;
            }

            terminal.Error.Write("\r" + line.PadRight(_drawn));
            _drawn = line.Length;
        }
    }

    /// <summary>Takes the line away, so that what follows starts on a clean one.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            if (_drawn > 0) terminal.Error.Write("\r" + new string(' ', _drawn) + "\r");
            _drawn = 0;
        }
    }

    public void Dispose() => Clear();

    internal static string Line(IngestProgress at, TimeSpan elapsed)
    {
        var rate = at.Bytes / Math.Max(elapsed.TotalSeconds, 0.001);
        var pages = at.Pages > 0 ? $", {at.Pages} pages" : "";
        var failed = at.Failed > 0 ? $", {at.Failed} failed" : "";
        var share = at.TotalBytes > 0 ? string.Create(CultureInfo.InvariantCulture, $" of {Places.Bytes(at.TotalBytes)}") : "";
        var left = at.TotalBytes > at.Bytes && rate > 0 ? $", {Amount.TimeLeft(TimeSpan.FromSeconds((at.TotalBytes - at.Bytes) / rate))} left" : "";
        // With a file of one page there is nothing to wait for.
        var inHand = at.InHand is { Total: > 1 } file ? $", {Line(file)}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{at.Documents} documents{pages}{failed}, {Places.Bytes(at.Bytes)}{share}, {rate / 1e6:0.0} MB/s{left}{inHand}");
    }

    internal static string Line(EmbeddingProgress at) =>
        string.Create(CultureInfo.InvariantCulture, $"vectors for {at.Done:N0} of {at.Total:N0} passages, {at.PassagesPerSecond:0} a second{(at.TimeLeft is { TotalSeconds: >= 1 } left ? $", {Amount.TimeLeft(left)} left" : "")}");

    internal static string Line(StructureProgress at)
    {
        const int Width = 20;
        var done = at.TotalSlices == 0 ? 0 : (double)at.Slices / at.TotalSlices;
        var bar = new string('#', (int)(done * Width)).PadRight(Width, '.');
        var left = at.Slices > 0 && at.Slices < at.TotalSlices ? $", {Amount.TimeLeft(at.Elapsed * ((1 - done) / done))} left" : "";
        return string.Create(CultureInfo.InvariantCulture, $"[{bar}] {at.Slices:N0} of {at.TotalSlices:N0} slices, {at.Documents:N0} of {at.TotalDocuments:N0} documents{left}");
    }

    internal static string Line(PagesInHand at) => string.Create(CultureInfo.InvariantCulture, $"page {at.Pages:N0} of {at.Total:N0} of {Places.Excerpt(at.Source, MostOfName)}");
}
