using System.Diagnostics;
using System.Globalization;

namespace LongRag.Benchmarks.Dense;

/// <summary>faiss in a process of its own (benchmarks/faiss_peer.py), asked one thing at a time, so that it and ours take turns within one run. While it waits it uses no processor.</summary>
internal sealed class FaissPeer : IDisposable
{
    private readonly Process _process;

    private FaissPeer(Process process, string versions) => (_process, Versions) = (process, versions);

    /// <summary>What the peer says of itself: faiss, its BLAS, its threads.</summary>
    public string Versions { get; }

    /// <summary>Null, with a line that says why, where there is no faiss.</summary>
    public static FaissPeer? Start(string python, string vectors, int dimensions, string queries, int top, int threads)
    {
        var start = new ProcessStartInfo(python, [Script(), vectors, Text(dimensions), queries, Text(top), Text(threads)]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        // OpenMP's threads otherwise spin after their work, into ours.
        start.Environment["OMP_WAIT_POLICY"] = "passive";
        start.Environment["GOMP_SPINCOUNT"] = "0";
        start.Environment["OMP_NUM_THREADS"] = start.Environment["OPENBLAS_NUM_THREADS"] = Text(threads);
        Process? process;
        try
        {
            process = Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            process = null;
        }

        var versions = process?.StandardOutput.ReadLine();
        if (versions?.StartsWith("faiss ", StringComparison.Ordinal) == true) return new FaissPeer(process!, versions);
        Console.WriteLine($"No faiss beside ours: {versions ?? $"{python} does not run"}. On Debian: apt-get install python3-faiss.");
        process?.Dispose();
        return null;
    }

    /// <summary>Seconds for a search, measured by the peer around the call alone.</summary>
    public double Seconds(int first, int count) => double.Parse(Ask($"time {Text(first)} {Text(count)}"), CultureInfo.InvariantCulture);

    /// <summary>The rows found, query by query.</summary>
    public int[] Rows(int first, int count) => [.. Ask($"find {Text(first)} {Text(count)}").Split(' ').Select(n => int.Parse(n, CultureInfo.InvariantCulture))];

    /// <summary>From how many queries on faiss uses its BLAS.</summary>
    public void UseBlasFrom(int queries) => Ask($"blas {Text(queries)}");

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(10_000)) _process.Kill();
        _process.Dispose();
    }

    private string Ask(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
        return _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The peer has ended.");
    }

    private static string Script()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "benchmarks", "faiss_peer.py") is var script && File.Exists(script)) return script;
        throw new FileNotFoundException("benchmarks/faiss_peer.py is not above this program.");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
