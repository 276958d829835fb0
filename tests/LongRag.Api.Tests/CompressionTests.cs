using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using LongRag.TestKit.Chat;

namespace LongRag.Api.Tests;

/// <summary>What is compressed for whom.</summary>
public sealed class CompressionTests(HandbookFixture handbook) : IClassFixture<HandbookFixture>
{
    [Theory]
    [InlineData("/", "br")]
    [InlineData("/app.js", "br")]
    [InlineData("/style.css", "gzip")]
    [InlineData("/favicon.svg", "gzip")]
    [InlineData("/openapi/v1.json", "br")]
    [InlineData("/v1/collections/default/documents", "gzip")]
    public async Task Files_of_the_page_and_JSON_are_compressed_for_who_asks(string path, string coding)
    {
        using var plain = await SendAsync(HttpMethod.Get, path);
        Assert.Empty(plain.Content.Headers.ContentEncoding);
        var expected = await plain.Content.ReadAsByteArrayAsync(RunningService.Cancellation);
        using var compressed = await SendAsync(HttpMethod.Get, path, coding);
        Assert.Equal([coding], compressed.Content.Headers.ContentEncoding);
        Assert.Equal(["Accept-Encoding"], compressed.Headers.Vary);
        var bytes = await compressed.Content.ReadAsByteArrayAsync(RunningService.Cancellation);
        Assert.Equal(Encoding.UTF8.GetString(expected), Encoding.UTF8.GetString(Decoded(bytes, coding)));
        Assert.InRange(bytes.Length, 1, expected.Length - 1);
    }

    [Fact]
    public async Task A_search_s_answer_is_compressed_and_the_same()
    {
        using var answer = await SendAsync(HttpMethod.Post, "/v1/search", "br", """{"query":"lost key"}""");
        Assert.Equal(["br"], answer.Content.Headers.ContentEncoding);
        var results = JsonDocument.Parse(Decoded(await answer.Content.ReadAsByteArrayAsync(RunningService.Cancellation), "br")).RootElement.GetProperty("results");
        Assert.Equal("ferries.md", results[0].GetProperty("source").GetString());
    }

    [Fact]
    public async Task A_browser_that_has_the_file_is_told_so_also_where_it_asks_for_compression()
    {
        using var first = await SendAsync(HttpMethod.Get, "/app.js", "br");
        using var again = Request(HttpMethod.Get, "/app.js", "br");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var same = await handbook.Client.SendAsync(again, RunningService.Cancellation);
        Assert.Equal((304, 0), ((int)same.StatusCode, (await same.Content.ReadAsByteArrayAsync(RunningService.Cancellation)).Length));
        using var head = await SendAsync(HttpMethod.Head, "/app.js", "br");
        Assert.Equal(200, (int)head.StatusCode);
    }

    [Theory]
    [InlineData("/v1/search", """{"query":""}""", 400)]
    [InlineData("/v1/search", """{"query":"x","collections":["none"]}""", 404)]
    public async Task A_refusal_is_sent_as_it_is(string path, string body, int status)
    {
        using var answer = await SendAsync(HttpMethod.Post, path, "br", body);
        Assert.Empty(answer.Content.Headers.ContentEncoding);
        Assert.Equal(status, (await answer.JsonAsync(status)).GetProperty("status").GetInt32());
    }

    [Theory]
    [InlineData("/v1/ask", """{"query":"Who may cancel a sailing?","stream":true}""")]
    [InlineData("/v1/chat/completions", """{"model":"longrag","messages":[{"role":"user","content":"Who may cancel a sailing?"}],"stream":true}""")]
    public async Task A_stream_is_never_compressed_and_its_pieces_come_while_the_writer_still_writes(string path, string body)
    {
        await using var model = new ScriptedChatServer(ChatScript.Stall("Surely the master ", "alone may cancel a sailing"));
        await using var running = await RunningService.StartAsync(new ServiceSetup
        {
            Settings = { ["ChatModels:played:Kind"] = "openai", ["ChatModels:played:Endpoint"] = model.Endpoint, ["ChatModels:played:Model"] = "m", ["Generation:Generator"] = "played" },
        });
        await running.StoreAsync("ferries.md", HandbookFixture.Ferries);
        using var request = Request(HttpMethod.Post, path, "br, gzip, deflate", body);
        using var answer = await running.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, RunningService.Cancellation);
        Assert.Equal(("text/event-stream", 0), (answer.Content.Headers.ContentType!.MediaType, answer.Content.Headers.ContentEncoding.Count));
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(RunningService.Cancellation));
        string? line;
        do line = await lines.ReadLineAsync(RunningService.Cancellation);
        while (line?.Contains("Surely the master", StringComparison.Ordinal) == false);
        Assert.NotNull(line);
        // It has not ended, and its writer neither.
        Assert.False(Assert.Single(model.Requests).Closed.IsCompleted);
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? coding = null, string? body = null) => handbook.Client.SendAsync(Request(method, path, coding, body), RunningService.Cancellation);

    private static HttpRequestMessage Request(HttpMethod method, string path, string? coding, string? body = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        if (coding is not null) foreach (var one in coding.Split(", ")) request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue(one));
        return request;
    }

    private static byte[] Decoded(byte[] bytes, string coding)
    {
        using var source = new MemoryStream(bytes);
        using Stream decoder = coding is "br" ? new BrotliStream(source, CompressionMode.Decompress) : new GZipStream(source, CompressionMode.Decompress);
        using var decoded = new MemoryStream();
        decoder.CopyTo(decoded);
        return decoded.ToArray();
    }
}
