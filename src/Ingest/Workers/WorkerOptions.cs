namespace LongRag.Ingest;

/// <summary>How a worker is started: this program again, told to be one. Its arguments are seen by everybody on the machine and hold no secret.</summary>
/// <param name="FileName">The executable.</param>
/// <param name="Arguments">What makes it call <see cref="ReadWorkerProgram.RunAsync()"/>.</param>
public sealed record WorkerCommand(string FileName, IReadOnlyList<string> Arguments);

/// <summary>Settings of the processes that read the formats of <see cref="ReaderCatalog.IsIsolated"/>.</summary>
public sealed record WorkerOptions
{
    /// <summary>How one is started.</summary>
    public required WorkerCommand Command { get; init; }

    /// <summary>Most workers at a time. They are started one by one, when a file comes and all others are busy.</summary>
    /// <value>the number of cores</value>
    public int Count { get; init; } = Environment.ProcessorCount;

    /// <summary>Longest wait for the next answer: a page, a document, a remark. Then the worker is killed and the file ends with <c>time_limit</c>.</summary>
    /// <value>60 s: the slowest page of real documents takes about one, a page to be recognised ten</value>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest time for one file, however much it says; then as <see cref="SilenceLimit"/>.</summary>
    /// <value>1 h: two thousand pages to be recognised</value>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Most bytes of memory a worker may have. Three quarters of it are the most its heap may take; beyond, the file ends with <c>memory_limit</c>.</summary>
    /// <value>1 GiB</value>
    public long MemoryLimit { get; init; } = 1024L * 1024 * 1024;

    /// <summary>Told why a worker was replaced, with the last lines of its standard error; null for nobody.</summary>
    public Action<string>? Log { get; init; }
}
