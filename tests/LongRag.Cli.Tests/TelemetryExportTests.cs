using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LongRag.Cli.Tests;

/// <summary>What <c>longrag serve</c> sends to a collector that the environment names: a real one's routes, which keep what they get.</summary>
public sealed class TelemetryExportTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ConcurrentQueue<(string Path, string Type, byte[] Body)> _received = new();
    private readonly CommandLine _cli = new();
    private WebApplication _collector = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _collector = builder.Build();
        _collector.Run(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
            _received.Enqueue(($"{http.Request.Method} {http.Request.Path}", http.Request.ContentType ?? "", body.ToArray()));
            http.Response.ContentType = "application/x-protobuf";
        });
        await _collector.StartAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _collector.DisposeAsync();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Spans_and_metrics_reach_the_collector_and_no_text_of_documents_or_questions_does()
    {
        using var service = await ServedProcess.StartAsync(_cli, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["LongRag__Retrieval__Encoder"] = "none",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _collector.Urls.Single(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
        });
        var job = await service.UploadAsync("harbour.md", "# Harbour\n\nThe marmalade lighthouse blinks twice.\n");
        Assert.Equal("succeeded", (await service.EndOfAsync(job, () => true)).GetProperty("status").GetString());
        Assert.Single(await service.SearchAsync("lighthouse pangolin"));

        await UntilAsync(() => Has("/v1/traces", "retrieval") && Has("/v1/traces", "ingest") && Has("/v1/traces", "/v1/search") && Has("/v1/metrics", "longrag.stage.duration") && Has("/v1/metrics", "longrag.jobs.ended"));
        await service.StopAsync();
        Assert.All(_received, one => Assert.Equal("application/x-protobuf", one.Type));
        Assert.Equal(["POST /v1/metrics", "POST /v1/traces"], _received.Select(one => one.Path).Distinct().Order(StringComparer.Ordinal));
        Assert.True(Has("/v1/traces", "longrag"), "No resource names the service.");
        foreach (var secret in (string[])["marmalade", "blinks", "lighthouse", "pangolin"])
            Assert.DoesNotContain(_received, one => Text(one.Body).Contains(secret, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether a message to a path holds a name: protobuf writes strings as they are.</summary>
    private bool Has(string path, string name) => _received.Any(one => one.Path.EndsWith(path, StringComparison.Ordinal) && Text(one.Body).Contains(name, StringComparison.Ordinal));

    private static string Text(byte[] body) => Encoding.Latin1.GetString(body);

    private async Task UntilAsync(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        while (!condition())
        {
            Assert.False(limit.IsCancellationRequested, $"The collector got only: {string.Join(", ", _received.Select(one => $"{one.Path} {one.Body.Length}"))}");
            await Task.Delay(50, CancellationToken.None);
        }
    }
}
