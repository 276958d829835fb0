using System.Text.Json;
using LongRag.Api.Streaming;
using LongRag.TestKit.Chat;
using Microsoft.Extensions.DependencyInjection;

namespace LongRag.Api.Tests;

/// <summary>Answers on their way, from a chat model that a test plays.</summary>
public sealed class StreamTests
{
    private const string Question = "Who may cancel a sailing?";

    [Theory]
    [InlineData("/v1/ask", "{\"query\":\"Who may cancel a sailing?\",\"stream\":true}")]
    [InlineData("/v1/ask", "{\"query\":\"Who may cancel a sailing?\"}")]
    [InlineData("/v1/chat/completions", "{\"model\":\"longrag\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Who may cancel a sailing?\"}]}")]
    public async Task A_client_that_leaves_stops_the_generator(string path, string body)
    {
        await using var model = new ScriptedChatServer(ChatScript.Stall("The master "));
        await using var running = await StartAsync(model);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(RunningService.Cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        var asking = running.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, leaving.Token);
        while (model.Requests.Count == 0) await Task.Delay(10, RunningService.Cancellation);
        await leaving.CancelAsync();
        if (asking.IsCompletedSuccessfully) (await asking).Dispose();
        await model.Requests[0].Closed.WaitAsync(RunningService.Cancellation);
    }

    [Fact]
    public async Task A_stream_on_which_nothing_happens_is_kept_alive()
    {
        await using var model = new ScriptedChatServer(ChatScript.Stall("The master "));
        await using var running = await StartAsync(model, TimeSpan.FromMilliseconds(50));
        using var response = await AskAsync(running);
        var comments = 0;
        await foreach (var one in response.EventsAsync())
            if (one == (":", "keep-alive") && ++comments == 3) break;
        Assert.Equal(3, comments);
    }

    [Fact]
    public async Task A_model_that_breaks_in_the_middle_ends_the_answer_there_and_the_stream_ends_whole()
    {
        await using var model = new ScriptedChatServer(ChatScript.BreakOff(abruptly: true, "The master alone may cancel a sailing "));
        await using var running = await StartAsync(model);
        using var response = await AskAsync(running);
        var events = new List<(string Name, string Data)>();
        await foreach (var one in response.EventsAsync()) events.Add(one);
        Assert.Equal(["search_results", "message", "message", "citation", "final_answer", "done"], events.Select(e => e.Name));
        var answer = JsonDocument.Parse(events[^2].Data).RootElement;
        Assert.Equal(("The master alone may cancel a sailing [1]", "model_failed"), (answer.GetProperty("answer").GetString(), Assert.Single(answer.GetProperty("notes").EnumerateArray()).GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Text_that_does_not_hold_is_said_to_be_none_and_what_holds_follows_with_its_annotations()
    {
        await using var model = new ScriptedChatServer(ChatScript.Pieces(["The emperor of ", "the moon decides 77 times."]));
        await using var running = await StartAsync(model);
        using var response = await running.Client.PostJsonAsync("/v1/chat/completions", new { model = "longrag", stream = true, messages = new[] { new { role = "user", content = Question } } });
        var chunks = new List<string>();
        await foreach (var one in response.EventsAsync()) chunks.Add(one.Data);
        Assert.Equal("[DONE]", chunks[^1]);
        var deltas = chunks[..^1].Select(chunk => JsonDocument.Parse(chunk).RootElement.GetProperty("choices")[0].GetProperty("delta")).ToList();
        var text = string.Concat(deltas.Select(delta => delta.TryGetProperty("content", out var more) ? more.GetString() : ""));
        var (emperor, notice, master) = (text.IndexOf("emperor", StringComparison.Ordinal), text.IndexOf("did not hold against the documents", StringComparison.Ordinal), text.IndexOf("The master alone may cancel a sailing.", StringComparison.Ordinal));
        Assert.True(emperor >= 0 && emperor < notice && notice < master, text);
        var annotation = Assert.Single(deltas[^1].GetProperty("annotations").EnumerateArray()).GetProperty("url_citation");
        Assert.Equal("[1]", text[annotation.GetProperty("start_index").GetInt32()..annotation.GetProperty("end_index").GetInt32()]);
        Assert.True(annotation.GetProperty("start_index").GetInt32() > notice);
    }

    [Fact]
    public async Task A_job_is_told_as_it_changes_until_it_is_over()
    {
        await using var running = await RunningService.StartAsync();
        using var taken = await running.Client.PostJsonAsync("/v1/collections/default/documents", new { raw_text = "# Tides\n\nThe tide turns at noon.", source = "tides.md" });
        var id = (await taken.JsonAsync(202)).GetProperty("job_id").GetString()!;
        using var response = await running.Client.GetAsync($"/v1/jobs/{id}/events", HttpCompletionOption.ResponseHeadersRead, RunningService.Cancellation);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        var events = new List<(string Name, string Data)>();
        await foreach (var one in response.EventsAsync()) events.Add(one);
        Assert.Equal(("done", "{}"), events[^1]);
        Assert.All(events[..^1], e => Assert.Equal("job", e.Name));
        Assert.Equal("succeeded", JsonDocument.Parse(events[^2].Data).RootElement.GetProperty("status").GetString());
        using var missing = await running.Client.GetAsync("/v1/jobs/none/events");
        await missing.ProblemAsync(404, "no_such_job");
    }

    [Fact]
    public async Task More_questions_than_may_wait_are_told_to_come_back()
    {
        await using var model = new ScriptedChatServer(ChatScript.Stall("The master "));
        await using var running = await StartAsync(model, server: new ServerOptions { ConcurrentAnswers = 1, Waiting = 0 });
        using var first = await AskAsync(running);
        using var second = await running.Client.PostJsonAsync("/v1/ask", new { query = Question });
        await second.ProblemAsync(503, "busy");
        Assert.Equal("1", second.Headers.GetValues("Retry-After").Single());
        using var search = await running.Client.PostJsonAsync("/v1/search", new { query = Question });
        await search.JsonAsync(200);
    }

    [Fact]
    public async Task A_key_may_not_ask_more_at_a_time_than_it_may()
    {
        await using var model = new ScriptedChatServer(ChatScript.Stall("The master "));
        await using var running = await StartAsync(model);
        var (_, secret) = await running.Service.Keys.CreateAsync(new NewApiKey { Client = "eager", ConcurrentRequests = 1 }, RunningService.Cancellation);
        using var eager = running.ClientOf(secret);
        await UntilAsync(async () => (int)(await running.Client.GetAsync("/v1/info")).StatusCode == 401);
        using var first = await AskAsync(running, eager);
        using var second = await eager.GetAsync("/v1/info");
        await second.ProblemAsync(429, "too_many_requests");
        Assert.Equal("1", second.Headers.GetValues("Retry-After").Single());
        first.Dispose();
        await UntilAsync(async () => (int)(await eager.GetAsync("/v1/info")).StatusCode == 200);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_collection_that_is_deleted_while_it_is_asked_ends_the_answer_properly(bool isStream)
    {
        await using var model = new ScriptedChatServer(ChatScript.Pieces(["The master ", "alone may ", "cancel a ", "sailing. [1]"], TimeSpan.FromMilliseconds(200)));
        await using var running = await StartAsync(model);
        var asking = running.Client.PostJsonAsync("/v1/ask", new { query = Question, stream = isStream });
        while (model.Requests.Count == 0) await Task.Delay(10, RunningService.Cancellation);
        using var gone = await running.Client.DeleteAsync("/v1/collections/default");
        Assert.Equal(204, (int)gone.StatusCode);
        using var response = await asking;
        if (!isStream)
        {
            Assert.True((await response.JsonAsync(200)).GetProperty("no_answer").GetBoolean());
            return;
        }

        var events = new List<(string Name, string Data)>();
        await foreach (var one in response.EventsAsync()) events.Add(one);
        Assert.Equal(["final_answer", "done"], events.TakeLast(2).Select(e => e.Name));
        Assert.Equal(0, JsonDocument.Parse(events[^2].Data).RootElement.GetProperty("citations").GetArrayLength());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_question_that_takes_too_long_is_given_up(bool isStream)
    {
        await using var model = new ScriptedChatServer(ChatScript.Stall("The master "));
        await using var running = await StartAsync(model, server: new ServerOptions { RequestSeconds = 2 });
        using var response = await running.Client.PostJsonAsync("/v1/ask", new { query = Question, stream = isStream });
        if (isStream)
        {
            var events = new List<(string Name, string Data)>();
            await foreach (var one in response.EventsAsync()) events.Add(one);
            Assert.Equal(("error", "time_limit"), (events[^1].Name, JsonDocument.Parse(events[^1].Data).RootElement.GetProperty("code").GetString()));
        }
        else
        {
            await response.ProblemAsync(504, "time_limit");
        }

        await model.Requests[0].Closed.WaitAsync(RunningService.Cancellation);
    }

    [Fact]
    public async Task Questions_whose_time_ends_while_they_wait_for_their_turn_are_told_so()
    {
        await using var model = new ScriptedChatServer(ChatScript.Stall("The master "));
        await using var running = await StartAsync(model, server: new ServerOptions { ConcurrentAnswers = 1, RequestSeconds = 2 });
        var first = running.Client.PostJsonAsync("/v1/ask", new { query = Question });
        while (model.Requests.Count == 0) await Task.Delay(10, RunningService.Cancellation);
        var waiting = Enumerable.Range(0, 10).Select(_ => running.Client.PostJsonAsync("/v1/ask", new { query = Question })).ToList();
        foreach (var asked in waiting.Prepend(first))
        {
            using var answer = await asked;
            await answer.ProblemAsync(504, "time_limit");
        }
    }

    [Fact]
    public async Task A_service_that_stops_finishes_what_is_under_way()
    {
        await using var model = new ScriptedChatServer(ChatScript.Pieces(["The master ", "alone may ", "cancel a ", "sailing. [1]"], TimeSpan.FromMilliseconds(300)));
        await using var running = await StartAsync(model);
        using var response = await AskAsync(running);
        var events = new List<string>();
        Task? stopping = null;
        await foreach (var one in response.EventsAsync())
        {
            events.Add(one.Name);
            stopping ??= running.StopAsync();
        }

        await stopping!;
        Assert.Equal("done", events[^1]);
        await Assert.ThrowsAsync<HttpRequestException>(() => running.Client.GetAsync("/healthz"));
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition()) await Task.Delay(20, RunningService.Cancellation);
    }

    private static async Task<RunningService> StartAsync(ScriptedChatServer model, TimeSpan? keepAlive = null, ServerOptions? server = null)
    {
        var running = await RunningService.StartAsync(new ServiceSetup
        {
            Settings = { ["ChatModels:played:Kind"] = "openai", ["ChatModels:played:Endpoint"] = model.Endpoint, ["ChatModels:played:Model"] = "m", ["Generation:Generator"] = "played" },
            Server = server ?? new ServerOptions(),
            Services = keepAlive is { } often ? services => services.AddSingleton(new EventStreams(TimeProvider.System, often)) : null,
        });
        await running.StoreAsync("ferries.md", HandbookFixture.Ferries);
        return running;
    }

    private static async Task<HttpResponseMessage> AskAsync(RunningService running, HttpClient? client = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/ask") { Content = new StringContent(JsonSerializer.Serialize(new { query = Question, stream = true }), System.Text.Encoding.UTF8, "application/json") };
        return await (client ?? running.Client).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, RunningService.Cancellation);
    }
}
