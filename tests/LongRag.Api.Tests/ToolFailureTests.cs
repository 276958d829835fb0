using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LongRag.Api.Tests;

/// <summary>What the log says of calls of tools: of what broke, with the request's id; of what a client did wrong, nothing.</summary>
public sealed class ToolFailureTests
{
    [Fact]
    public async Task A_failure_is_logged_with_its_request_and_a_mistake_is_not()
    {
        var log = new LogLines();
        await using var running = await RunningService.StartAsync(new ServiceSetup
        {
            Services = services => services.AddSingleton<ILoggerProvider>(log),
            Settings = { ["Generation:Generator"] = "away", ["ChatModels:away:Kind"] = "openai", ["ChatModels:away:Endpoint"] = "http://127.0.0.1:1/v1", ["ChatModels:away:Model"] = "m" },
        });
        running.Client.DefaultRequestHeaders.Accept.ParseAdd("application/json, text/event-stream");
        using var unknown = await CallAsync(running, "open_door", new { });
        Assert.Contains("open_door", await unknown.Content.ReadAsStringAsync(RunningService.Cancellation), StringComparison.Ordinal);
        using var mistaken = await CallAsync(running, "search", new { query = "x", top = "many" });
        Assert.Contains("'top' must be a whole number.", System.Text.RegularExpressions.Regex.Unescape(await mistaken.Content.ReadAsStringAsync(RunningService.Cancellation)), StringComparison.Ordinal);
        Assert.DoesNotContain(log.All, line => line.Contains("open_door", StringComparison.Ordinal) || line.Contains("search", StringComparison.Ordinal));
        await running.Service.DisposeStoreAsync();
        using var broken = await CallAsync(running, "search", new { query = "x" });
        var said = await broken.Content.ReadAsStringAsync(RunningService.Cancellation);
        Assert.Contains("isError\":true", said, StringComparison.Ordinal);
        var id = broken.Headers.GetValues("X-Request-ID").Single();
        Assert.Contains(log.All, line => line.StartsWith("Tool search failed: ", StringComparison.Ordinal) && line.EndsWith($"request {id}", StringComparison.Ordinal));
    }

    private static Task<HttpResponseMessage> CallAsync(RunningService running, string tool, object arguments) =>
        running.Client.PostJsonAsync("/mcp", new { jsonrpc = "2.0", id = 1, method = "tools/call", @params = new { name = tool, arguments } });
}

file static class Breaking
{
    /// <summary>Closes the store under the service: whatever reads from now on breaks.</summary>
    public static async Task DisposeStoreAsync(this ILongRagService service) => await ((LongRag.Hosting.LongRagEngine)service).Store.DisposeAsync();
}
