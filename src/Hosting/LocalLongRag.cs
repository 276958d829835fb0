using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LongRag.Hosting;

/// <summary>LongRag in this process, for a program without a host: opened, used, and closed.</summary>
/// <example><code>await using var local = await LocalLongRag.OpenAsync(options => options.DataPath = "data");
/// var answer = await local.LongRag.AskAsync(new AskRequest { Query = "Who pays for a lost key?" });</code></example>
public sealed class LocalLongRag : IAsyncDisposable
{
    private readonly LongRagEngine _engine;

    private LocalLongRag(LongRagEngine engine) => (_engine, LongRag) = (engine, engine.For(Principal.Owner));

    /// <summary>All that LongRag does, with every right.</summary>
    public IManagedLongRag LongRag { get; }

    /// <summary>The same for other callers: each sees what its principal may see.</summary>
    public ILongRagService Service => _engine;

    /// <summary>Opens the corpus, creating it where there is none.</summary>
    /// <param name="configure">Sets options; null for the defaults.</param>
    /// <param name="log">Where it is told what happens; null for nowhere.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LongRagException"><c>bad_config</c>; <c>locked</c>: another process writes in the folder; <c>store_unreachable</c>, <c>newer_schema</c>.</exception>
    public static async Task<LocalLongRag> OpenAsync(Action<LongRagOptions>? configure = null, ILogger? log = null, CancellationToken cancellationToken = default)
    {
        var options = new LongRagOptions();
        configure?.Invoke(options);
        return new LocalLongRag(await LongRagEngine.OpenAsync(options.Engine(log ?? NullLogger.Instance, TimeProvider.System), cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _engine.DisposeAsync();
}
