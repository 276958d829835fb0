using LongRag.Ingest;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LongRag.Hosting;

/// <summary>What an engine is opened with.</summary>
/// <param name="Settings">The configuration.</param>
/// <param name="DataPath">Full path of the data folder.</param>
internal sealed record EngineOptions(Settings Settings, string DataPath)
{
    /// <summary>The processes that read formats a hostile file of which could end this one; null: they are read here.</summary>
    public WorkerOptions? Workers { get; init; }

    /// <summary>Where the engine writes what happens.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether jobs are worked at here.</summary>
    public bool RunsJobs { get; init; } = true;

    /// <summary>Whether the engine only reads: it takes no lock, so that another process may write meanwhile, follows what that commits, and has neither jobs nor keys.</summary>
    public bool OnlyReads { get; init; }

    /// <summary>How long ended jobs, and the files of those that can be tried again, are kept.</summary>
    public TimeSpan KeepsJobs { get; init; } = TimeSpan.FromDays(7);
}
