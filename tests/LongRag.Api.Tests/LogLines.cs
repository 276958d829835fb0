using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace LongRag.Api.Tests;

/// <summary>Keeps what a service writes to its log.</summary>
internal sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyList<string> All => [.. _lines];

    /// <summary>Whether a line has such words.</summary>
    public bool Has(string words) => _lines.Any(line => line.Contains(words, StringComparison.Ordinal));

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _lines.Enqueue(formatter(state, exception));

    public void Dispose()
    {
    }
}
