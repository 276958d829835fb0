using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using LongRag.Client.Functions;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Xunit;

namespace LongRag.Mcp.Tests;

public sealed class StreamServerTests(Library library) : IClassFixture<Library>
{
    [Fact]
    public async Task A_client_finds_the_tools_that_read_with_their_hints()
    {
        await using var session = await Session.OpenAsync(library.Rag);
        Assert.Equal("longrag", session.Client.ServerInfo?.Name);
        Assert.StartsWith("LongRag finds", session.Client.ServerInstructions!, StringComparison.Ordinal);
        var tools = await session.Client.ListToolsAsync();
        Assert.Equal(["ask", "get_document", "get_outline", "list_collections", "search"], tools.Select(t => t.Name).Order(StringComparer.Ordinal));
        Assert.All(tools, t => Assert.Equal((true, false, true, false), (t.ProtocolTool.Annotations!.ReadOnlyHint, t.ProtocolTool.Annotations.DestructiveHint, t.ProtocolTool.Annotations.IdempotentHint, t.ProtocolTool.Annotations.OpenWorldHint)));
        Assert.All(tools, t => Assert.NotEmpty(t.Description));
    }

    [Fact]
    public async Task Tools_that_write_are_there_where_it_is_allowed_and_say_so()
    {
        await using var session = await Session.OpenAsync(library.Rag, new LongRagFunctionOptions { AllowWriting = true });
        var writing = (await session.Client.ListToolsAsync()).Where(t => t.ProtocolTool.Annotations!.ReadOnlyHint is false).ToList();
        Assert.Equal(["delete_document", "save_text"], writing.Select(t => t.Name).Order(StringComparer.Ordinal));
        Assert.All(writing, t => Assert.True(t.ProtocolTool.Annotations!.DestructiveHint));
        var saved = Json(await session.Client.CallToolAsync("save_text", new Dictionary<string, object?> { ["text"] = "The sexton winds the clock.", ["source"] = "clock.md" }));
        Assert.Equal("added", saved.GetProperty("outcome").GetString());
        var deleted = Json(await session.Client.CallToolAsync("delete_document", new Dictionary<string, object?> { ["document_id"] = saved.GetProperty("document_id").GetString() }));
        Assert.True(deleted.GetProperty("deleted").GetBoolean());
    }

    [Fact]
    public async Task A_client_searches_asks_and_reads()
    {
        await using var session = await Session.OpenAsync(library.Rag);
        var hit = Assert.Single(Json(await session.Client.CallToolAsync("search", new Dictionary<string, object?> { ["query"] = "lost key", ["top"] = 3 })).GetProperty("results").EnumerateArray());
        Assert.Equal(("Schlüssel", library.KeysId, "Whoever loses a key pays 40 euros."), (hit.GetProperty("title").GetString(), hit.GetProperty("document_id").GetString(), hit.GetProperty("text").GetString()));
        var answer = Json(await session.Client.CallToolAsync("ask", new Dictionary<string, object?> { ["question"] = "How much does whoever loses a key pay?" }));
        Assert.True(Assert.Single(answer.GetProperty("citations").EnumerateArray()).GetProperty("verified").GetBoolean());
        var text = Json(await session.Client.CallToolAsync("get_document", new Dictionary<string, object?> { ["document_id"] = library.KeysId }));
        Assert.Equal((await library.Rag.ReadDocumentAsync(library.KeysId)).Text, text.GetProperty("text").GetString());
        var outline = Json(await session.Client.CallToolAsync("get_outline", new Dictionary<string, object?> { ["document_id"] = library.KeysId }));
        Assert.Equal("Schlüssel", outline.GetProperty("sections")[0].GetProperty("heading").GetString());
        var collections = Json(await session.Client.CallToolAsync("list_collections"));
        Assert.Equal(["default", "secrets"], collections.GetProperty("collections").EnumerateArray().Select(c => c.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Results_are_readable_JSON_of_every_script()
    {
        await using var session = await Session.OpenAsync(library.Rag);
        var text = Text(await session.Client.CallToolAsync("search", new Dictionary<string, object?> { ["query"] = "lost key" }));
        Assert.Contains("\"title\":\"Schlüssel\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("search", """{"query":"x","collection":"nowhere"}""", "no_such_collection")]
    [InlineData("search", """{"query":"x","filters":"year >>= 1"}""", "bad_filter")]
    [InlineData("search", """{"top":3}""", "bad_argument")]
    [InlineData("get_document", """{"document_id":"nothing"}""", "no_such_document")]
    public async Task A_mistake_is_a_tools_error_with_code_and_message(string tool, string arguments, string code)
    {
        await using var session = await Session.OpenAsync(library.Rag);
        var result = await session.Client.CallToolAsync(tool, JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments)!);
        Assert.True(result.IsError);
        Assert.Equal(code, Json(result).GetProperty("error").GetProperty("code").GetString());
        Assert.NotEqual("", Json(result).GetProperty("error").GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("search", """{"top":3}""", "'query' is needed.")]
    [InlineData("search", """{"query":null}""", "'query' is needed.")]
    [InlineData("search", """{"query":"x","top":"many"}""", "'top' must be a whole number.")]
    [InlineData("search", """{"query":"x","top":1.5}""", "'top' must be a whole number.")]
    [InlineData("search", """{"query":"x","top":99999999999}""", "'top' must be a whole number.")]
    [InlineData("search", """{"query":["x"]}""", "'query' must be a text.")]
    [InlineData("search", """{"query":"x","limit":3}""", "There is no argument 'limit' of search; possible: query, collection, filters, top, skip.")]
    [InlineData("list_collections", """{"query":"x"}""", "There is no argument 'query' of list_collections: it takes none.")]
    [InlineData("get_document", """{"document_id":"x","start_char":{}}""", "'start_char' must be a whole number.")]
    public async Task An_argument_that_is_wrong_is_named(string tool, string arguments, string message)
    {
        await using var session = await Session.OpenAsync(library.Rag);
        var result = await session.Client.CallToolAsync(tool, JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments)!);
        Assert.True(result.IsError);
        Assert.Equal(message, Json(result).GetProperty("error").GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("""{"query":"lost key","top":"3"}""")]
    [InlineData("""{"query":"lost key","top":3,"collection":null,"filters":{"title":"Schlüssel"}}""")]
    public async Task What_can_be_meant_is_taken(string arguments)
    {
        await using var session = await Session.OpenAsync(library.Rag);
        var found = Json(await session.Client.CallToolAsync("search", JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments)!));
        Assert.Equal(library.KeysId, found.GetProperty("results")[0].GetProperty("document_id").GetString());
    }

    [Fact]
    public async Task What_breaks_inside_is_not_shown()
    {
        await using var session = await Session.OpenAsync(new BrokenLongRag());
        var result = await session.Client.CallToolAsync("list_collections");
        Assert.True(result.IsError);
        Assert.Equal("""{"error":{"code":"internal_error","message":"list_collections failed."}}""", Text(result));
    }

    [Fact]
    public async Task Addresses_of_the_inside_are_not_shown()
    {
        await using var session = await Session.OpenAsync(new BrokenLongRag(new LongRagException("encoder_unreachable", "http://10.0.0.7 refused")));
        Assert.Equal("""{"error":{"code":"encoder_unreachable","message":"The encoder cannot be reached."}}""", Text(await session.Client.CallToolAsync("list_collections")));
    }

    [Fact]
    public async Task A_client_that_gives_up_stops_the_work()
    {
        var rag = new WaitingLongRag();
        await using var session = await Session.OpenAsync(rag);
        using var leaving = new CancellationTokenSource();
        var call = session.Client.CallToolAsync("list_collections", cancellationToken: leaving.Token).AsTask();
        await rag.Started.WaitAsync(TimeSpan.FromMinutes(1));
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await rag.Cancelled.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task The_server_ends_when_the_input_does()
    {
        await using var session = await Session.OpenAsync(library.Rag);
        await session.Client.DisposeAsync();
        await session.CloseInputAsync();
        await session.Running.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Garbage_on_the_input_does_not_end_the_server()
    {
        await using var session = await Session.OpenAsync(library.Rag, before: Encoding.UTF8.GetBytes("not json\n{\"jsonrpc\":\"2.0\"}\n[[[\n\n"));
        Assert.Equal(5, (await session.Client.ListToolsAsync()).Count);
    }

    private static string Text(CallToolResult result) => Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text;

    private static JsonElement Json(CallToolResult result) => JsonSerializer.Deserialize<JsonElement>(Text(result));

    private sealed class Session : IAsyncDisposable
    {
        private readonly Pipe _toServer = new();
        private readonly Pipe _toClient = new();
        private readonly CancellationTokenSource _stop = new();

        public required McpClient Client { get; set; }

        public Task Running { get; private set; } = Task.CompletedTask;

        public static async Task<Session> OpenAsync(ILongRag rag, LongRagFunctionOptions? options = null, byte[]? before = null)
        {
            var session = new Session { Client = null! };
            if (before is not null) await session._toServer.Writer.WriteAsync(before);
            session.Running = LongRagMcpServer.RunAsync(rag, session._toServer.Reader.AsStream(), session._toClient.Writer.AsStream(), options, session._stop.Token);
            var transport = new StreamClientTransport(session._toServer.Writer.AsStream(leaveOpen: true), session._toClient.Reader.AsStream());
            session.Client = await McpClient.CreateAsync(transport, cancellationToken: TestContext.Current.CancellationToken);
            return session;
        }

        public ValueTask CloseInputAsync() => _toServer.Writer.CompleteAsync();

        public async ValueTask DisposeAsync()
        {
            await Client.DisposeAsync();
            await _stop.CancelAsync();
            await Running.ContinueWith(_ => { }, TaskScheduler.Default);
            _stop.Dispose();
        }
    }
}
