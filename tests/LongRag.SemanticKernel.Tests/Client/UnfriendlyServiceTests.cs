using System.Net;
using System.Net.Sockets;
using System.Text;
using LongRag.Client;
using LongRag.TestKit.Chat;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LongRag.SemanticKernel.Tests.Client;

/// <summary>What the client says where the other side is no service, none that is well, or gone.</summary>
public sealed class UnfriendlyServiceTests
{
    private const string Secret = "lr_abc_s3cret";

    [Fact]
    public async Task Where_nobody_listens_the_service_is_unreachable()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        using var http = new HttpClient();
        var error = await Assert.ThrowsAsync<LongRagException>(() => new LongRagClient(http, new Uri($"http://127.0.0.1:{port}"), Secret).ListCollectionsAsync());
        Assert.Equal("service_unreachable", error.Code);
        Assert.StartsWith($"GET http://127.0.0.1:{port}/v1/collections: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_answer_comes_in_time_the_service_is_unreachable()
    {
        await using var app = await ServeAsync(http => Task.Delay(Timeout.Infinite, http.RequestAborted));
        using var http = new HttpClient { Timeout = TimeSpan.FromMilliseconds(200) };
        var error = await Assert.ThrowsAsync<LongRagException>(() => new LongRagClient(http, Address(app)).ListCollectionsAsync());
        Assert.Equal(("service_unreachable", $"GET {Address(app)}v1/collections: no answer within 0.2 s"), (error.Code, error.Message));
    }

    [Fact]
    public async Task A_caller_that_gives_up_gets_a_cancellation_and_the_service_sees_it_leave()
    {
        var (arrived, left) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var app = await ServeAsync(async http =>
        {
            http.RequestAborted.Register(left.SetResult);
            arrived.SetResult();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        });
        using var http = new HttpClient();
        using var leaving = new CancellationTokenSource();
        var call = new LongRagClient(http, Address(app)).AskAsync(new AskRequest { Query = "x" }, leaving.Token);
        await arrived.Task;
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await left.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData(429, "application/problem+json", """{"type":"urn:x","title":"Busy","status":429,"detail":"3 questions wait already.","code":"queue_full","trace_id":"t"}""", "queue_full", "3 questions wait already.")]
    [InlineData(400, "application/json", """{"title":"Bad","code":"bad_argument"}""", "bad_argument", "Bad")]
    [InlineData(429, "text/plain", "slow down", "busy", "GET …: 429 Too Many Requests: slow down")]
    [InlineData(503, "text/html", "<h1>\nMaintenance</h1>", "busy", "GET …: 503 Service Unavailable: <h1> Maintenance</h1>")]
    [InlineData(502, "text/html", "", "service_unreachable", "GET …: 502 Bad Gateway")]
    [InlineData(504, "text/html", "", "service_unreachable", "GET …: 504 Gateway Timeout")]
    [InlineData(401, "text/plain", "key lr_abc_s3cret is wrong", "unauthorized", "GET …: 401 Unauthorized: key [key] is wrong")]
    [InlineData(404, "text/plain", "", "not_found", "GET …: 404 Not Found")]
    [InlineData(500, "application/json", "{\"oops\":", "bad_response", "GET …: 500 Internal Server Error: {\"oops\":")]
    [InlineData(500, "application/json", "{\"code\":17}", "bad_response", "GET …: 500 Internal Server Error: {\"code\":17}")]
    [InlineData(200, "text/html", "<html>", "bad_response", "GET …: ")]
    [InlineData(200, "application/json", "null", "bad_response", "GET …: null")]
    [InlineData(200, "application/json", "[]", "bad_response", "GET …: ")]
    [InlineData(200, "application/json", "{\"items\":3}", "bad_response", "GET …: ")]
    public async Task Whatever_answers_there_is_a_code_and_a_line(int status, string type, string body, string code, string message)
    {
        await using var app = await ServeAsync(http =>
        {
            http.Response.StatusCode = status;
            http.Response.ContentType = type;
            return http.Response.WriteAsync(body);
        });
        using var http = new HttpClient();
        var error = await Assert.ThrowsAsync<LongRagException>(() => new LongRagClient(http, Address(app), Secret).ListCollectionsAsync());
        Assert.Equal(code, error.Code);
        var expected = message.Replace("GET …", $"GET {Address(app)}v1/collections", StringComparison.Ordinal);
        if (message.EndsWith(": ", StringComparison.Ordinal)) Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
        else Assert.Equal(expected, error.Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refusal_whose_body_does_not_end_is_not_waited_for(bool drips)
    {
        await using var app = await ServeAsync(async http =>
        {
            http.Response.StatusCode = 503;
            http.Response.ContentType = "text/plain";
            await http.Response.WriteAsync("half");
            await http.Response.Body.FlushAsync();
            while (drips)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), http.RequestAborted);
                await http.Response.WriteAsync(" ", http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
            }

            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        });
        using var http = new HttpClient();
        var client = new LongRagClient(http, Address(app), options: new LongRagClientOptions { MostSilence = TimeSpan.FromSeconds(1) });
        var error = await Assert.ThrowsAsync<LongRagException>(() => client.ListCollectionsAsync()).WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(("busy", $"GET {Address(app)}v1/collections: 503 Service Unavailable: half"), (error.Code, error.Message));
    }

    [Fact]
    public async Task Half_an_answer_is_a_broken_stream()
    {
        await using var server = new ScriptedChatServer(ChatScript.CutAtOnce());
        using var http = new HttpClient();
        var error = await Assert.ThrowsAsync<LongRagException>(() => new LongRagClient(http, new Uri(server.Endpoint)).SearchAsync(new SearchRequest { Query = "x" }));
        Assert.Equal("broken_stream", error.Code);
        Assert.StartsWith($"POST {server.Endpoint}/v1/search: the answer broke off: ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "it ended before the final answer")]
    [InlineData(true, "")]
    public async Task A_stream_that_ends_before_the_final_answer_is_broken_and_what_came_is_given(bool abruptly, string why)
    {
        var seen = new TaskCompletionSource();
        await using var app = await ServeAsync(async http =>
        {
            http.Response.ContentType = "text/event-stream";
            await http.Response.WriteAsync("event: message\ndata: {\"delta\":\"Half\"}\n\n: keep-alive\n\nevent: mess");
            await http.Response.Body.FlushAsync();
            await seen.Task;
            if (abruptly) http.Abort();
        });
        var (pieces, error) = await ReadAsync(app, onPiece: () => seen.TrySetResult());
        Assert.Equal("""{"delta":"Half"}""", AskEventText.Data(Assert.Single(pieces)));
        Assert.Equal("broken_stream", error?.Code);
        Assert.StartsWith($"{Address(app)}v1/ask: the answer broke off: {why}", error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_falls_silent_is_broken_and_one_that_is_kept_alive_is_not()
    {
        var silent = false;
        await using var app = await ServeAsync(async http =>
        {
            http.Response.ContentType = "text/event-stream";
            for (var i = 0; i < 12; i++)
            {
                await http.Response.WriteAsync(": keep-alive\n\n");
                await http.Response.Body.FlushAsync();
                await Task.Delay(TimeSpan.FromMilliseconds(300), http.RequestAborted);
            }

            if (silent) await Task.Delay(Timeout.Infinite, http.RequestAborted);
            await http.Response.WriteAsync("event: final_answer\ndata: " + AskEventText.Data(new AskEvent.Final(Answer)) + "\n\n");
            await http.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        });
        var options = new LongRagClientOptions { MostSilence = TimeSpan.FromSeconds(3) };
        var (pieces, none) = await ReadAsync(app, options);
        Assert.Null(none);
        Assert.IsType<AskEvent.Final>(Assert.Single(pieces));
        silent = true;
        var (nothing, error) = await ReadAsync(app, options);
        Assert.Empty(nothing);
        Assert.Equal(("broken_stream", $"{Address(app)}v1/ask: the answer broke off: nothing came for 3 s"), (error?.Code, error?.Message));
    }

    [Theory]
    [InlineData("event: error\ndata: {\"code\":\"model_unreachable\",\"title\":\"t\",\"detail\":\"refused\"}\n\n", "model_unreachable", "refused")]
    [InlineData("event: message\ndata: {\"delta\":\n\n", "bad_response", null)]
    [InlineData("event: final_answer\ndata: []\n\n", "bad_response", null)]
    public async Task An_event_that_is_an_error_or_wrong_ends_the_answer(string events, string code, string? message)
    {
        await using var app = await ServeAsync(http =>
        {
            http.Response.ContentType = "text/event-stream";
            return http.Response.WriteAsync(events);
        });
        var (pieces, error) = await ReadAsync(app);
        Assert.Empty(pieces);
        Assert.Equal(code, error?.Code);
        if (message is not null) Assert.Equal(message, error?.Message);
    }

    [Fact]
    public async Task An_answer_that_is_no_stream_is_refused()
    {
        await using var app = await ServeAsync(http => http.Response.WriteAsJsonAsync(Answer));
        var (_, error) = await ReadAsync(app);
        Assert.Equal(("bad_response", $"{Address(app)}v1/ask: expected text/event-stream, found application/json"), (error?.Code, error?.Message));
    }

    [Fact]
    public async Task Who_stops_reading_closes_the_connection()
    {
        var left = new TaskCompletionSource();
        await using var app = await ServeAsync(async http =>
        {
            http.RequestAborted.Register(left.SetResult);
            http.Response.ContentType = "text/event-stream";
            await http.Response.WriteAsync("event: message\ndata: {\"delta\":\"One\"}\n\n");
            await http.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        });
        using var http = new HttpClient();
        await foreach (var _ in new LongRagClient(http, Address(app)).AskStreamAsync(new AskRequest { Query = "x" })) break;
        await left.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData("failed", "\"error\":{\"step\":\"read\",\"code\":\"binary_file\",\"message\":\"no text\"}", "binary_file", "no text")]
    [InlineData("partial", "\"result\":{\"added\":0,\"changed\":0,\"unchanged\":0,\"passages\":0,\"failed\":[{\"source\":\"a.md\",\"step\":\"read\",\"code\":\"too_long\",\"message\":\"too long\"}],\"warnings\":[]}", "too_long", "a.md: too long")]
    [InlineData("cancelled", "\"error\":null", "job_cancelled", "The job j did not store the text: cancelled.")]
    public async Task A_text_whose_job_fails_is_not_saved_and_says_why(string status, string rest, string code, string message)
    {
        var looks = 0;
        await using var app = await ServeAsync(http =>
        {
            http.Response.ContentType = "application/json";
            if (HttpMethods.IsPost(http.Request.Method))
            {
                http.Response.StatusCode = 202;
                return http.Response.WriteAsync("""{"job_id":"j","document_id":"d","status_url":"/v1/jobs/j","documents":[{"document_id":"d","source":"a.md"}]}""");
            }

            switch (++looks)
            {
                case 1:
                    http.Response.StatusCode = 429;
                    return http.Response.WriteAsync("""{"code":"busy","detail":"slow down"}""");
                default:
                    return http.Response.WriteAsync($$"""{"id":"j","kind":"ingest","collection":"default","status":"{{(looks == 2 ? "running" : status)}}","attempts":1,"most_attempts":5,"documents":[],"cancel_requested":false,"created_at":"2026-01-01T00:00:00Z",{{rest}}}""");
            }
        });
        using var http = new HttpClient();
        var client = new LongRagClient(http, Address(app), options: new LongRagClientOptions { FirstPoll = TimeSpan.FromMilliseconds(1) });
        var error = await Assert.ThrowsAsync<LongRagException>(() => client.SaveTextAsync(new SaveTextRequest { Text = "x" }));
        Assert.Equal((code, message, 3), (error.Code, error.Message, looks));
    }

    [Fact]
    public async Task Pages_of_collections_are_put_together()
    {
        await using var app = await ServeAsync(http =>
        {
            http.Response.ContentType = "application/json";
            var cursor = http.Request.Query["cursor"].ToString();
            return http.Response.WriteAsync($$"""{"items":[{"name":"c{{cursor}}","language":"en","passage_tokens":256,"documents":1,"passages":2,"characters":3}],"next_cursor":{{(cursor.Length == 0 ? "\"a b&c\"" : "null")}},"total":2}""");
        });
        using var http = new HttpClient { BaseAddress = Address(app) };
        Assert.Equal(["c", "ca b&c"], (await new LongRagClient(http).ListCollectionsAsync()).Select(c => c.Name));
    }

    [Fact]
    public async Task A_service_below_a_path_is_asked_there_with_the_key_and_the_question_in_full()
    {
        var seen = "";
        await using var app = await ServeAsync(async http =>
        {
            using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
            seen = $"{http.Request.Method} {http.Request.Path} {http.Request.Headers.Authorization} {await reader.ReadToEndAsync()}";
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync("""{"model":"words","results":[{"index":1,"relevance_score":0.9,"truncated":true},{"index":0,"relevance_score":0.1}],"meta":{"tokens":{"input_tokens":7}}}""");
        });
        using var http = new HttpClient();
        var request = new RerankRequest { Query = "wer?", Documents = ["ä", "b"], TopN = 2, Reranker = "words", Instruction = "kurz", MaxTokensPerDocument = 9 };
        var answer = await new LongRagClient(http, new Uri(Address(app), "rag"), Secret).RerankAsync(request);
        Assert.Equal($$"""POST /rag/v1/rerank Bearer {{Secret}} {"query":"wer?","documents":["\u00E4","b"],"top_n":2,"model":"words","instruction":"kurz","max_tokens_per_doc":9}""", seen);
        Assert.Equal(("words", 7), (answer.Reranker, answer.TokensRead));
        Assert.Equal([new RerankedText(1, 0.9, true), new RerankedText(0, 0.1, false)], answer.Results);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("/v1")]
    [InlineData("ftp://x")]
    public void An_address_that_is_none_is_refused(string? address)
    {
        using var http = new HttpClient();
        Assert.Throws<ArgumentException>(() => new LongRagClient(http, address is null ? null : new Uri(address, UriKind.RelativeOrAbsolute)));
    }

    private static AskResponse Answer => new("q", null, "", true, "nothing", null, null, [], 0, [], [], [], new Dictionary<string, double>());

    private static Uri Address(WebApplication app) => new(app.Urls.Single());

    private static async Task<WebApplication> ServeAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.Run(answer);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private static async Task<(List<AskEvent> Pieces, LongRagException? Error)> ReadAsync(WebApplication app, LongRagClientOptions? options = null, Action? onPiece = null)
    {
        using var http = new HttpClient();
        var pieces = new List<AskEvent>();
        try
        {
            await foreach (var piece in new LongRagClient(http, Address(app), options: options).AskStreamAsync(new AskRequest { Query = "x" }))
            {
                pieces.Add(piece);
                onPiece?.Invoke();
            }

            return (pieces, null);
        }
        catch (LongRagException e)
        {
            return (pieces, e);
        }
    }
}
