using System.Diagnostics;
using System.Text.Json;
using LongRag.Hosting;
using LongRag.TestKit;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Xunit;

namespace LongRag.Mcp.Tests;

/// <summary><c>longrag mcp</c> as a program starts it.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static string Program => Path.Combine(AppContext.BaseDirectory, "LongRag.Cli.dll");

    [Fact]
    public async Task A_program_starts_it_and_asks()
    {
        await SaveAsync();
        var transport = new StdioClientTransport(new StdioClientTransportOptions { Command = "dotnet", Arguments = [Program, "mcp", "--data", _folder.PathOf("data"), "--allow-writing"] });
        await using var client = await McpClient.CreateAsync(transport, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(7, (await client.ListToolsAsync()).Count);
        var found = await client.CallToolAsync("search", new Dictionary<string, object?> { ["query"] = "lost key" });
        Assert.Contains("40 euros", Assert.IsType<TextContentBlock>(Assert.Single(found.Content)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_but_the_protocol_stands_on_its_output_and_it_ends_with_its_input()
    {
        await SaveAsync();
        using var process = Start("--data", _folder.PathOf("data"));
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteLineAsync("""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""");
        Assert.Equal(1, Id(await process.StandardOutput.ReadLineAsync()));
        await process.StandardInput.WriteLineAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        await process.StandardInput.WriteLineAsync("""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"ask","arguments":{"question":"How much does whoever loses a key pay?"}}}""");
        Assert.Equal(2, Id(await process.StandardOutput.ReadLineAsync()));
        process.StandardInput.Close();
        Assert.Equal("", await process.StandardOutput.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.Equal((0, ""), (process.ExitCode, await errors));
    }

    [Fact]
    public async Task Where_another_process_has_the_folder_it_says_how_to_ask_that_one()
    {
        await using var other = await LocalLongRag.OpenAsync(Options);
        using var process = Start("--data", _folder.PathOf("data"), "--allow-writing");
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.NotEqual(0, process.ExitCode);
        Assert.Contains("longrag mcp --url http://127.0.0.1:8080", errors, StringComparison.Ordinal);
        Assert.Contains("locked", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beside_a_writer_and_a_second_one_of_its_kind_it_reads_and_finds_what_is_written_meanwhile()
    {
        await using var other = await LocalLongRag.OpenAsync(Options);
        await using var first = await ConnectAsync();
        await using var second = await ConnectAsync();
        await other.LongRag.SaveTextAsync(new SaveTextRequest { Text = "# Keys\n\nWhoever loses a key pays 40 euros.", Source = "keys.md" });
        foreach (var client in (McpClient[])[first, second]) await UntilFoundAsync(client, "40 euros");
        await other.LongRag.SaveTextAsync(new SaveTextRequest { Text = "# Bells\n\nThe sexton rings the bell at noon.", Source = "bells.md" });
        foreach (var client in (McpClient[])[first, second]) await UntilFoundAsync(client, "rings the bell");
    }

    [Fact]
    public async Task While_it_reads_others_may_write()
    {
        await using (var reading = await ConnectAsync())
        {
            // Also where there was nothing to read before.
            await SaveAsync();
            await UntilFoundAsync(reading, "40 euros");
        }
    }

    public void Dispose() => _folder.Dispose();

    private Task<McpClient> ConnectAsync() => McpClient.CreateAsync(
        new StdioClientTransport(new StdioClientTransportOptions { Command = "dotnet", Arguments = [Program, "mcp", "--data", _folder.PathOf("data")], EnvironmentVariables = new Dictionary<string, string?> { ["LongRag__Retrieval__Encoder"] = "none" } }),
        cancellationToken: TestContext.Current.CancellationToken);

    private static async Task UntilFoundAsync(McpClient client, string words)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        while (true)
        {
            var found = await client.CallToolAsync("search", new Dictionary<string, object?> { ["query"] = words }, cancellationToken: limit.Token);
            if (Assert.IsType<TextContentBlock>(Assert.Single(found.Content)).Text.Contains(words, StringComparison.Ordinal)) return;
            await Task.Delay(100, limit.Token);
        }
    }

    private static int Id(string? line) => JsonSerializer.Deserialize<JsonElement>(line!).GetProperty("id").GetInt32();

    private async Task SaveAsync()
    {
        await using var local = await LocalLongRag.OpenAsync(Options);
        await local.LongRag.SaveTextAsync(new SaveTextRequest { Text = "# Keys\n\nWhoever loses a key pays 40 euros.", Source = "keys.md" });
    }

    private void Options(LongRagOptions options)
    {
        options.DataPath = _folder.PathOf("data");
        options.Settings["Retrieval:Encoder"] = "none";
    }

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, "mcp", .. arguments]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LongRag__Retrieval__Encoder"] = "none";
        return Process.Start(start)!;
    }
}
