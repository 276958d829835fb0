using System.Text.Json;
using LongRag.Api;
using LongRag.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Xunit;

namespace LongRag.Mcp.Tests;

/// <summary>The protocol at <c>/mcp</c> of a running service, behind its keys.</summary>
public sealed class ServiceTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private WebApplication? _app;

    private ILongRagService Service => _app!.Services.GetRequiredService<ILongRagService>();

    [Fact]
    public async Task A_key_sees_over_the_protocol_what_it_sees_elsewhere()
    {
        var owner = Service.For(Principal.Owner);
        await owner.CreateCollectionAsync(new CollectionChange("secrets", null, null));
        await owner.SaveTextAsync(new SaveTextRequest { Text = "The vault opens at noon.", Collection = "secrets" });
        var (_, secret) = await Service.Keys.CreateAsync(new NewApiKey { Client = "reader", Collections = ["default"] });
        var (_, all) = await Service.Keys.CreateAsync(new NewApiKey { Client = "operator", Right = AccessRight.Admin });
        await using (var admin = await ConnectAsync(all)) Assert.Equal(["default", "secrets"], await CollectionsAsync(admin));
        await using var reader = await ConnectAsync(secret);
        Assert.Equal(["default"], await CollectionsAsync(reader));
        var refused = await reader.CallToolAsync("search", new Dictionary<string, object?> { ["query"] = "vault", ["collection"] = "secrets" });
        Assert.Contains("no_such_collection", Assert.IsType<TextContentBlock>(Assert.Single(refused.Content)).Text, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => ConnectAsync(null));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => ConnectAsync("lr_none_none"));
    }

    [Fact]
    public async Task Where_writing_is_switched_on_only_keys_that_may_write_are_offered_it()
    {
        await StopAsync();
        await StartAsync(isWritable: true);
        var (_, read) = await Service.Keys.CreateAsync(new NewApiKey { Client = "reader", Right = AccessRight.Read });
        var (_, write) = await Service.Keys.CreateAsync(new NewApiKey { Client = "writer", Right = AccessRight.Write });
        string[] reading = ["ask", "get_document", "get_outline", "list_collections", "search"];
        await using (var reader = await ConnectAsync(read))
        {
            Assert.Equal(reading, (await reader.ListToolsAsync()).Select(tool => tool.Name).Order(StringComparer.Ordinal));
            await Assert.ThrowsAnyAsync<McpException>(async () => await reader.CallToolAsync("save_text", new Dictionary<string, object?> { ["text"] = "The vault opens at noon." }));
        }

        await using var writer = await ConnectAsync(write);
        Assert.Equal([.. reading, "delete_document", "save_text"], (await writer.ListToolsAsync()).Select(tool => tool.Name).OrderBy(name => name is "delete_document" or "save_text").ThenBy(name => name, StringComparer.Ordinal));
        var saved = await writer.CallToolAsync("save_text", new Dictionary<string, object?> { ["text"] = "The vault opens at noon." });
        Assert.Contains("\"outcome\":\"added\"", Assert.IsType<TextContentBlock>(Assert.Single(saved.Content)).Text, StringComparison.Ordinal);
    }

    public async ValueTask InitializeAsync() => await StartAsync();

    private async Task StartAsync(bool isWritable = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddLongRag(options =>
        {
            options.DataPath = _folder.PathOf(isWritable ? "writable" : "data");
            options.Settings["Server:McpWriting"] = isWritable ? "true" : "false";
            options.Settings["Retrieval:Encoder"] = "none";
        });
        builder.Services.AddLongRagApi();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.MapLongRag();
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    private async Task StopAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
        _app = null;
    }

    private Task<McpClient> ConnectAsync(string? key) => McpClient.CreateAsync(
        new HttpClientTransport(new HttpClientTransportOptions
        {
            Endpoint = new Uri(_app!.Urls.Single() + "/mcp"),
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = key is null ? null : new Dictionary<string, string> { ["Authorization"] = "Bearer " + key },
        }),
        cancellationToken: TestContext.Current.CancellationToken);

    private static async Task<IEnumerable<string?>> CollectionsAsync(McpClient client) =>
        JsonSerializer.Deserialize<JsonElement>(Assert.IsType<TextContentBlock>(Assert.Single((await client.CallToolAsync("list_collections")).Content)).Text)
            .GetProperty("collections").EnumerateArray().Select(c => c.GetProperty("name").GetString()).ToList();
}
