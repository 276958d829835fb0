using Microsoft.Extensions.Hosting;

namespace LongRag.Hosting;

/// <summary>Opens the engine with the host, before anything is served, and closes it after everything was.</summary>
internal sealed class EngineHost(EngineOptions options) : IHostedLifecycleService, IAsyncDisposable
{
    private LongRagEngine? _engine;

    /// <summary>The engine; there once the host has started.</summary>
    public LongRagEngine Engine => _engine ?? throw new InvalidOperationException("LongRag is opened when the host starts: start it first.");

    public async Task StartingAsync(CancellationToken cancellationToken) => _engine = await LongRagEngine.OpenAsync(options, cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken) => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _engine, null) is { } engine) await engine.DisposeAsync();
    }
}
