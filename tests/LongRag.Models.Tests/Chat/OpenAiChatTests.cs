using System.Diagnostics;
using System.Text;
using LongRag.Models.Chat;
using LongRag.Models.Chat.OpenAi;
using LongRag.Models.Remote;
using LongRag.TestKit.Chat;
using Microsoft.Extensions.AI;
using Xunit;

namespace LongRag.Models.Tests.Chat;

public sealed class OpenAiChatTests
{
    private const string Key = "sk-secret-1234567890";

    private static readonly ChatMessage[] Question = [new(ChatRole.System, "Be brief."), new(ChatRole.User, "When does the ferry sail?")];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static ChatModel Model(ScriptedChatServer server, int timeoutSeconds = 30) => ChatModelCatalog.Create("remote",
        new ChatModelSettings { Kind = "openai", Endpoint = server.Endpoint, Model = "test-model", ApiKeyEnvironment = "THE_KEY", TimeoutSeconds = timeoutSeconds }, _ => Key);

    private static OpenAiChatClient Quick(ScriptedChatServer server, TimeSpan? silence = null) =>
        new(new ChatServer("remote", new Uri(server.Endpoint), new ServerKey(Key), silence ?? TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(1)), "test-model");

    private static async Task<LongRagException> FailsAsync(OpenAiChatClient client)
    {
        var e = await Assert.ThrowsAsync<LongRagException>(() => client.GetResponseAsync(Question, cancellationToken: Cancellation));
        Assert.DoesNotContain(Key, e.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
        return e;
    }

    /// <summary>What came of a stream before it ended, and how it ended.</summary>
    private static async Task<(string Text, LongRagException? Problem)> StreamAsync(OpenAiChatClient client)
    {
        var text = new StringBuilder();
        try
        {
            await foreach (var update in client.GetStreamingResponseAsync(Question, cancellationToken: Cancellation)) text.Append(update.Text);
            return (text.ToString(), null);
        }
        catch (LongRagException e)
        {
            return (text.ToString(), e);
        }
    }

    [Fact]
    public async Task A_question_goes_out_as_the_protocol_says_and_the_answer_comes_back()
    {
        await using var server = new ScriptedChatServer(ChatScript.Answer("At nine."));
        using var model = Model(server);
        var options = new ChatOptions { MaxOutputTokens = 20, Temperature = 0.5f, Seed = 7, StopSequences = ["\n\n"] };
        var response = await model.Client.GetResponseAsync(Question, options, Cancellation);
        Assert.Equal(("At nine.", ChatFinishReason.Stop), (response.Text, response.FinishReason));
        Assert.Equal((11, 7), (response.Usage!.InputTokenCount, response.Usage.OutputTokenCount));
        var request = Assert.Single(server.Requests);
        Assert.Equal(("/v1/chat/completions", $"Bearer {Key}"), (request.Path, request.Headers["Authorization"]));
        Assert.Equal([("system", "Be brief."), ("user", "When does the ferry sail?")], request.Messages);
        Assert.Equal("""{"model":"test-model","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"When does the ferry sail?"}],"max_tokens":20,"temperature":0.5,"seed":7,"stop":["\n\n"],"stream":true,"stream_options":{"include_usage":true}}""", request.Body);
    }

    [Fact]
    public async Task An_answer_comes_piece_by_piece()
    {
        await using var server = new ScriptedChatServer(ChatScript.Pieces(["At ", "ni", "ne: 東京", "."], TimeSpan.FromMilliseconds(20)));
        using var client = Quick(server);
        var pieces = new List<string>();
        await foreach (var update in client.GetStreamingResponseAsync(Question, cancellationToken: Cancellation))
            if (update.Text.Length > 0) pieces.Add(update.Text);
        Assert.Equal(["At ", "ni", "ne: 東京", "."], pieces);
    }

    [Fact]
    public async Task A_server_that_does_not_stream_is_understood()
    {
        await using var server = new ScriptedChatServer(ChatScript.Body("""{"choices":[{"message":{"role":"assistant","content":"At nine.","reasoning_content":"Hm."},"finish_reason":"length"}]}"""));
        using var client = Quick(server);
        var response = await client.GetResponseAsync(Question, cancellationToken: Cancellation);
        Assert.Equal(("At nine.", ChatFinishReason.Length), (response.Text, response.FinishReason));
    }

    [Theory]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\r\n\r\n: comment\r\nevent: x\r\ndata:{\"choices\":[{\"delta\":{\"content\":\"b\"},\"finish_reason\":\"stop\"}]}\r\n\r\n")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"ab\"}}]}\n\ndata: [DONE]\n")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"ab\"}}]}\n\ndata: [DONE]")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"ab\"}}]}\r\n\r\ndata:[DONE]\r")]
    [InlineData("data: {\"choices\":[{\"delta\":\ndata: {\"content\":\"ab\"},\"finish_reason\":\"stop\"}]}\n\n")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":null},\"finish_reason\":\"\"}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"ab\"},\"finish_reason\":null}]}\n\ndata: [DONE]\n\n")]
    public async Task Events_are_read_in_every_form_that_servers_send(string events)
    {
        await using var server = new ScriptedChatServer(ChatScript.Events(events));
        using var client = Quick(server);
        Assert.Equal(("ab", null), await StreamAsync(client));
    }

    [Fact]
    public async Task Events_under_another_name_are_read()
    {
        await using var server = new ScriptedChatServer(ChatScript.Body("data: {\"choices\":[{\"delta\":{\"content\":\"ab\"},\"finish_reason\":\"stop\"}]}\n\n", "text/plain"));
        using var client = Quick(server);
        Assert.Equal(("ab", null), await StreamAsync(client));
    }

    [Fact]
    public async Task Cancelling_closes_the_connection()
    {
        await using var server = new ScriptedChatServer(ChatScript.Stall("At "));
        using var client = Quick(server);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in client.GetStreamingResponseAsync(Question, cancellationToken: stop.Token)) await stop.CancelAsync();
        });
        await server.Requests[0].Closed.WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
    }

    [Fact]
    public async Task Reading_no_further_closes_the_connection()
    {
        await using var server = new ScriptedChatServer(ChatScript.Stall("At "));
        using var client = Quick(server);
        await foreach (var update in client.GetStreamingResponseAsync(Question, cancellationToken: Cancellation)) break;
        await server.Requests[0].Closed.WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(429)]
    public async Task A_server_in_trouble_is_asked_again(int status)
    {
        await using var server = new ScriptedChatServer(ChatScript.Status(status, "oh"), ChatScript.Status(status, "oh"), ChatScript.Answer("At nine."));
        using var client = Quick(server);
        Assert.Equal("At nine.", (await client.GetResponseAsync(Question, cancellationToken: Cancellation)).Text);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_connection_that_breaks_before_the_first_byte_is_made_again()
    {
        await using var server = new ScriptedChatServer(ChatScript.CutAtOnce(), ChatScript.Answer("At nine."));
        using var client = Quick(server);
        Assert.Equal("At nine.", (await client.GetResponseAsync(Question, cancellationToken: Cancellation)).Text);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Retry_After_is_waited_for()
    {
        await using var server = new ScriptedChatServer(ChatScript.Status(429, "", retryAfter: 1), ChatScript.Answer("At nine."));
        using var client = Quick(server);
        var started = Stopwatch.GetTimestamp();
        await client.GetResponseAsync(Question, cancellationToken: Cancellation);
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0.95, 60);
    }

    [Fact]
    public async Task A_server_that_wants_to_be_left_alone_for_longer_than_a_minute_is_not_asked_before()
    {
        await using var server = new ScriptedChatServer(ChatScript.Status(429, "slow down", retryAfter: 61));
        using var client = Quick(server);
        var e = await FailsAsync(client);
        Assert.Equal(("model_busy", $"The server {server.Endpoint}/chat/completions of the model 'remote' answered 429: slow down", TimeSpan.FromSeconds(61)), (e.Code, e.Message, e.RetryAfter));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(429, "model_busy")]
    [InlineData(503, "model_unreachable")]
    public async Task A_server_that_stays_in_trouble_is_given_up_after_five_attempts(int status, string code)
    {
        await using var server = new ScriptedChatServer(ChatScript.Status(status, """{"error":{"message":"slow\ndown"}}"""));
        using var client = Quick(server);
        var e = await FailsAsync(client);
        Assert.Equal((code, $"The server {server.Endpoint}/chat/completions of the model 'remote' answered {status} 5 times: slow down"), (e.Code, e.Message));
        Assert.Equal(5, server.Requests.Count);
    }

    [Fact]
    public async Task A_wrong_key_is_said_once_and_never_tried_again()
    {
        await using var server = new ScriptedChatServer(ChatScript.Status(401, $$$"""{"error":{"message":"Incorrect API key provided: {{{Key}}}"}}"""));
        using var client = Quick(server);
        var e = await FailsAsync(client);
        Assert.Equal(("model_refused", $"The server {server.Endpoint}/chat/completions of the model 'remote' answered 401; check its key: Incorrect API key provided: [key]"), (e.Code, e.Message));
        Assert.Equal("model_refused", (await FailsAsync(client)).Code);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_refusal_that_is_not_of_the_key_costs_its_call_alone()
    {
        await using var server = new ScriptedChatServer(ChatScript.Status(403, """{"error":{"message":"This prompt breaks a rule."}}"""), ChatScript.Answer("At nine."));
        using var client = Quick(server);
        var e = await FailsAsync(client);
        Assert.Equal(("model_refused", $"The server {server.Endpoint}/chat/completions of the model 'remote' answered 403; check its key: This prompt breaks a rule."), (e.Code, e.Message));
        Assert.Equal("At nine.", (await client.GetResponseAsync(Question, cancellationToken: Cancellation)).Text);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task What_the_server_refuses_is_said_in_its_own_words()
    {
        await using var server = new ScriptedChatServer(ChatScript.Status(404, """{"error":"model 'test-model' not found"}"""));
        using var client = Quick(server);
        var e = await FailsAsync(client);
        Assert.Equal(("model_refused", $"The server {server.Endpoint}/chat/completions of the model 'remote' answered 404: model 'test-model' not found"), (e.Code, e.Message));
    }

    [Theory]
    [InlineData("""{"error":{"message":"This model's maximum context length is 4096 tokens.","code":"context_length_exceeded"}}""")]
    [InlineData("""{"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error"}}""")]
    public async Task A_prompt_that_is_too_long_has_a_code_of_its_own(string body)
    {
        await using var server = new ScriptedChatServer(ChatScript.Status(400, body));
        using var client = Quick(server);
        Assert.Equal("context_exceeded", (await FailsAsync(client)).Code);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_parameter_that_a_server_refuses_by_name_is_left_out_from_then_on()
    {
        await using var server = new ScriptedChatServer(request => request.Json.TryGetProperty("stream_options", out _)
            ? ChatScript.Status(400, """{"error":{"message":"Unrecognized request argument supplied: stream_options"}}""")
            : request.Json.TryGetProperty("max_tokens", out _)
                ? ChatScript.Status(400, """{"error":{"message":"Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."}}""")
                : request.Json.TryGetProperty("seed", out _)
                    ? ChatScript.Status(400, """{"error":{"message":"Extra inputs are not permitted: seed"}}""")
                    : ChatScript.Answer("At nine."));
        using var client = Quick(server);
        for (var i = 0; i < 2; i++) Assert.Equal("At nine.", (await client.GetResponseAsync(Question, new ChatOptions { MaxOutputTokens = 5, Seed = 7 }, Cancellation)).Text);
        Assert.Equal(5, server.Requests.Count);
        Assert.Equal(7, server.Requests[0].Json.GetProperty("seed").GetInt32());
        Assert.Equal(5, server.Requests[4].Json.GetProperty("max_completion_tokens").GetInt32());
    }

    [Theory]
    [InlineData("Unsupported parameter: 'stop' is not supported with this model.", true)]
    [InlineData("Argument not supported on this model: stop", true)]
    [InlineData("'stop_token' is none of the parameters; unstoppable is none either", false)]
    public async Task Where_a_server_takes_no_stop_the_answer_is_cut_here(string refusal, bool isLearned)
    {
        await using var server = new ScriptedChatServer(request => request.Json.TryGetProperty("stop", out _) ? ChatScript.Status(400, $$$"""{"error":{"message":"{{{refusal}}}"}}""") : ChatScript.Pieces(["At ni", "ne. E", "N", "try. EN", "D It", " goes on."]));
        using var client = Quick(server);
        var options = new ChatOptions { StopSequences = ["END", "\n\n"] };
        if (!isLearned)
        {
            Assert.Equal("model_refused", (await Assert.ThrowsAsync<LongRagException>(() => client.GetResponseAsync(Question, options, Cancellation))).Code);
            return;
        }

        var pieces = new List<string>();
        await foreach (var update in client.GetStreamingResponseAsync(Question, options, Cancellation)) pieces.Add(update.Text);
        Assert.Equal(["At ni", "ne. ", "ENtry. ", ""], pieces);
        var whole = await client.GetResponseAsync(Question, options, Cancellation);
        Assert.Equal(("At nine. ENtry. ", ChatFinishReason.Stop), (whole.Text, whole.FinishReason));
        // What only looked like the beginning of a stop is there at the end.
        Assert.Equal("At nine. ENtry. END It goes on.", (await client.GetResponseAsync(Question, new ChatOptions { StopSequences = ["on.\n"] }, Cancellation)).Text);
        Assert.Equal(4, server.Requests.Count);
    }

    [Theory]
    [InlineData("<!doctype html><title>Welcome</title>", "text/html", "answered what is no answer of a chat model ('<!doctype html><title>Welcome</title>'): is the Endpoint right, up to and with the version.")]
    [InlineData("", "application/json", "answered what is no answer of a chat model (''): is the Endpoint right, up to and with the version.")]
    [InlineData("{\"choices\":[{\"mess", "application/json", "answered what is no answer of a chat model ('{\"choices\":[{\"mess'): is the Endpoint right, up to and with the version.")]
    [InlineData("[1,2]", "application/json", "answered what is no answer of a chat model ('[1,2]'): is the Endpoint right, up to and with the version.")]
    [InlineData("{\"hello\":1}", "application/json", "answered without choices: is the Endpoint right, up to and with the version.")]
    [InlineData("{\"choices\":[]}", "application/json", "answered without a choice.")]
    [InlineData("{\"choices\":[{}]}", "application/json", "answered without a choice.")]
    [InlineData("{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":null},\"finish_reason\":null}]}", "application/json", "answered without a choice.")]
    [InlineData("data: {\"choices\":[{}]}\n\ndata: [DONE]\n\n", "text/event-stream", "answered without a choice.")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}\n\ndata: [DONE]\n\n", "text/event-stream", "answered without a choice.")]
    [InlineData("{\"choices\":[7]}", "application/json", "answered what is no answer of a chat model ('{\"choices\":[7]}'): is the Endpoint right, up to and with the version.")]
    [InlineData("data: {\"choices\":[]}\n\ndata: [DONE]\n\n", "text/event-stream", "answered without a choice.")]
    [InlineData("data: garbage\n\n", "text/event-stream", "answered what is no answer of a chat model ('garbage'): is the Endpoint right, up to and with the version.")]
    public async Task An_answer_that_cannot_be_used_is_named(string body, string contentType, string message)
    {
        await using var server = new ScriptedChatServer(ChatScript.Body(body, contentType));
        using var client = Quick(server);
        var e = await FailsAsync(client);
        Assert.Equal("bad_model_answer", e.Code);
        Assert.EndsWith(message, e.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_an_answer_that_breaks_off_what_came_stays(bool abruptly)
    {
        await using var server = new ScriptedChatServer(ChatScript.BreakOff(abruptly, "At ", "nine"));
        using var client = Quick(server);
        var (text, problem) = await StreamAsync(client);
        Assert.Equal(("At nine", "bad_model_answer", $"The server {server.Endpoint}/chat/completions of the model 'remote' broke off in the middle of its answer."), (text, problem?.Code, problem?.Message));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_error_in_the_middle_of_an_answer_is_told()
    {
        await using var server = new ScriptedChatServer(ChatScript.Events("data: {\"choices\":[{\"delta\":{\"content\":\"At \"}}]}\n\ndata: {\"error\":{\"message\":\"out of memory\"}}\n\n"));
        using var client = Quick(server);
        var (text, problem) = await StreamAsync(client);
        Assert.Equal(("At ", "model_refused", $"The server {server.Endpoint}/chat/completions of the model 'remote' broke off with an error: out of memory"), (text, problem?.Code, problem?.Message));
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up()
    {
        await using var server = new ScriptedChatServer(ChatScript.Stall());
        using var client = Quick(server, TimeSpan.FromMilliseconds(200));
        var e = await FailsAsync(client);
        Assert.Equal(("model_timeout", $"The server {server.Endpoint}/chat/completions of the model 'remote' sent nothing for 0.2 s (TimeoutSeconds)."), (e.Code, e.Message));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_given_up_and_what_came_stays()
    {
        await using var server = new ScriptedChatServer(ChatScript.Stall("At ", "nine"));
        using var client = Quick(server, TimeSpan.FromMilliseconds(500));
        var (text, problem) = await StreamAsync(client);
        Assert.Equal(("At nine", "model_timeout"), (text, problem?.Code));
        await server.Requests[0].Closed.WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
    }

    [Theory]
    [InlineData(": processing\n\n")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"\"}}]}\n\n")]
    public async Task A_server_that_only_keeps_the_connection_alive_is_given_up(string beat)
    {
        await using var server = new ScriptedChatServer(ChatScript.Heartbeats(beat, TimeSpan.FromMilliseconds(20)));
        using var client = Quick(server, TimeSpan.FromMilliseconds(300));
        var e = await FailsAsync(client);
        Assert.Equal(("model_timeout", $"The server {server.Endpoint}/chat/completions of the model 'remote' sent nothing of an answer for 3 s (ten times TimeoutSeconds), though it kept the connection alive."), (e.Code, e.Message));
        await server.Requests[0].Closed.WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
    }

    [Fact]
    public async Task A_stream_of_more_than_64_megabytes_is_given_up()
    {
        await using var server = new ScriptedChatServer(ChatScript.Heartbeats($": {new string('a', 1_000_000)}\n", TimeSpan.Zero));
        using var client = Quick(server);
        var e = await FailsAsync(client);
        Assert.Equal(("answer_too_long", $"The server {server.Endpoint}/chat/completions of the model 'remote' sent more than 64 MB; the answer was given up."), (e.Code, e.Message));
    }

    [Fact]
    public async Task An_answer_that_cannot_be_used_is_quoted_without_the_key()
    {
        // The quotation ends in the middle of the key.
        await using var server = new ScriptedChatServer(ChatScript.Body($"{new string('x', 70)}{Key} is what you sent"));
        using var client = Quick(server);
        var e = await FailsAsync(client);
        Assert.Equal($"The server {server.Endpoint}/chat/completions of the model 'remote' answered what is no answer of a chat model (it begins with '{new string('x', 70)}[key] is w'): is the Endpoint right, up to and with the version.", e.Message);
        Assert.DoesNotContain(Key[..8], e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_writes_slowly_is_waited_for()
    {
        await using var server = new ScriptedChatServer(ChatScript.Pieces(["a", "b", "c", "d", "e", "f"], TimeSpan.FromMilliseconds(300)));
        using var client = Quick(server, TimeSpan.FromSeconds(1.2));
        Assert.Equal(("abcdef", null), await StreamAsync(client));
    }

    [Fact]
    public async Task An_answer_without_end_is_given_up()
    {
        await using var server = new ScriptedChatServer(ChatScript.Flood(10_000_000));
        using var client = Quick(server);
        var (text, problem) = await StreamAsync(client);
        Assert.Equal("answer_too_long", problem?.Code);
        Assert.InRange(text.Length, 990_000, 1_000_000);
        await server.Requests[0].Closed.WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/event-stream")]
    public async Task Ten_megabytes_in_one_line_are_given_up(string contentType)
    {
        await using var server = new ScriptedChatServer(ChatScript.Body(new string('a', 10_000_000), contentType));
        using var client = Quick(server);
        Assert.Equal("answer_too_long", (await FailsAsync(client)).Code);
    }

    [Fact]
    public async Task A_dead_server_is_named()
    {
        using var client = new OpenAiChatClient(new ChatServer("remote", new Uri("http://127.0.0.1:9/v1"), new ServerKey(Key), TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(1)), "m");
        var e = await FailsAsync(client);
        Assert.Equal("model_unreachable", e.Code);
        Assert.StartsWith("The server http://127.0.0.1:9/v1/chat/completions of the model 'remote' cannot be reached: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Next_tokens_come_with_their_probabilities_where_the_server_gives_them()
    {
        await using var server = new ScriptedChatServer(ChatScript.Scores((" no", -1.5), (" yes", -0.25), (" maybe", -4)));
        using var model = Model(server);
        var scores = await model.NextTokens!.NextAsync(Question, 2, Cancellation);
        Assert.Equal([new TokenScore(" yes", -0.25), new TokenScore(" no", -1.5)], scores);
        var asked = server.Requests[0].Json;
        Assert.Equal((true, 2, 1), (asked.GetProperty("logprobs").GetBoolean(), asked.GetProperty("top_logprobs").GetInt32(), asked.GetProperty("max_tokens").GetInt32()));
        Assert.Null(model.Continuations);
        Assert.Null(model.Memory);
    }

    [Theory]
    [InlineData(200, """{"choices":[{"message":{"content":"yes"},"finish_reason":"length"}]}""", "no_logprobs")]
    [InlineData(200, """{"choices":[{"message":{"content":"yes"},"logprobs":null}]}""", "no_logprobs")]
    [InlineData(400, """{"error":{"message":"logprobs is not supported"}}""", "no_logprobs")]
    [InlineData(200, """{"choices":[{"message":{"content":"yes"},"logprobs":{"content":[{"token":"yes","top_logprobs":[{"token":"yes","logprob":"high"}]}]}}]}""", "bad_model_answer")]
    [InlineData(200, """{"choices":[]}""", "bad_model_answer")]
    [InlineData(200, """{"choices":[{}]}""", "bad_model_answer")]
    public async Task A_server_without_probabilities_is_told_from_one_that_answers_nonsense(int status, string body, string code)
    {
        await using var server = new ScriptedChatServer(ChatScript.Status(status, body));
        using var client = Quick(server);
        var e = await Assert.ThrowsAsync<LongRagException>(() => client.NextAsync(Question, 5, Cancellation));
        Assert.Equal(code, e.Code);
    }
}
