using System.Net;
using System.Text;
using System.Text.Json;
using LongRag.Client.Functions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Xunit;

namespace LongRag.Mcp.Tests;

public sealed class HttpServerTests(Library library) : IClassFixture<Library>
{
    [Fact]
    public async Task Every_request_is_answered_with_the_rights_of_its_caller()
    {
        await using var app = await StartAsync();
        await using var owner = await ConnectAsync(app, "owner");
        await using var reader = await ConnectAsync(app, "default");
        Assert.Equal(["default", "secrets"], await CollectionsAsync(owner));
        Assert.Equal(["default"], await CollectionsAsync(reader));
        var found = await reader.CallToolAsync("search", new Dictionary<string, object?> { ["query"] = "vault", ["collection"] = "secrets" });
        Assert.True(found.IsError);
        Assert.Equal("no_such_collection", Json(found).GetProperty("error").GetProperty("code").GetString());
        var seen = await owner.CallToolAsync("search", new Dictionary<string, object?> { ["query"] = "vault", ["collection"] = "secrets" });
        Assert.Equal("Vault", Json(seen).GetProperty("results")[0].GetProperty("title").GetString());
    }

    [Fact]
    public async Task Tools_that_write_depend_on_the_caller_too()
    {
        await using var app = await StartAsync();
        await using var owner = await ConnectAsync(app, "owner");
        await using var reader = await ConnectAsync(app, "default");
        Assert.Equal(7, (await owner.ListToolsAsync()).Count);
        Assert.Equal(5, (await reader.ListToolsAsync()).Count);
        await Assert.ThrowsAnyAsync<Exception>(() => reader.CallToolAsync("delete_document", new Dictionary<string, object?> { ["document_id"] = library.KeysId }).AsTask());
        Assert.Equal("keys.md", (await library.Rag.GetDocumentAsync(library.KeysId)).Source);
    }

    [Fact]
    public async Task Many_clients_are_served_at_once()
    {
        await using var app = await StartAsync();
        await using var client = await ConnectAsync(app, "owner");
        var results = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => client.CallToolAsync("search", new Dictionary<string, object?> { ["query"] = "lost key" }).AsTask()));
        Assert.All(results, r => Assert.Equal(library.KeysId, Json(r).GetProperty("results")[0].GetProperty("document_id").GetString()));
    }

    [Fact]
    public async Task A_plain_post_of_a_client_of_the_protocol_of_2025_is_answered()
    {
        await using var app = await StartAsync();
        using var http = new HttpClient();
        var request = new HttpRequestMessage(HttpMethod.Post, app.Urls.Single() + "/mcp")
        {
            Content = new StringContent("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list_collections","arguments":{}}}""", Encoding.UTF8, "application/json"),
            Headers = { { "Accept", "application/json, text/event-stream" }, { "MCP-Protocol-Version", "2025-06-18" }, { "X-Caller", "default" } },
        };
        using var response = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var data = (await response.Content.ReadAsStringAsync()).Split('\n').Single(line => line.StartsWith("data: ", StringComparison.Ordinal))["data: ".Length..];
        var text = JsonSerializer.Deserialize<JsonElement>(data).GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString();
        Assert.Equal("""{"collections":[{"name":"default","language":"en","documents":1,"passages":1}]}""", text);
        Assert.False(response.Headers.Contains("Mcp-Session-Id"));
    }

    private async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddLongRagMcp();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapLongRagMcp(
            "/mcp", http => IsOwner(http) ? library.Rag : library.ReaderOf(http.Request.Headers["X-Caller"].ToString()), http => new LongRagFunctionOptions { AllowWriting = IsOwner(http) });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private static bool IsOwner(Microsoft.AspNetCore.Http.HttpContext http) => http.Request.Headers["X-Caller"] == "owner";

    private static Task<McpClient> ConnectAsync(WebApplication app, string caller) => McpClient.CreateAsync(
        new HttpClientTransport(new HttpClientTransportOptions { Endpoint = new Uri(app.Urls.Single() + "/mcp"), AdditionalHeaders = new Dictionary<string, string> { ["X-Caller"] = caller } }), cancellationToken: TestContext.Current.CancellationToken);

    private static async Task<IEnumerable<string?>> CollectionsAsync(McpClient client) => Json(await client.CallToolAsync("list_collections")).GetProperty("collections").EnumerateArray().Select(c => c.GetProperty("name").GetString());

    private static JsonElement Json(CallToolResult result) => JsonSerializer.Deserialize<JsonElement>(Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text);
}
