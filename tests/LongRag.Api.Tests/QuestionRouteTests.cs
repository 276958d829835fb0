using System.Text.Json;

namespace LongRag.Api.Tests;

public sealed class QuestionRouteTests(HandbookFixture handbook) : IClassFixture<HandbookFixture>
{
    private const string Question = "Who may cancel a sailing?";

    [Fact]
    public async Task A_search_gives_passages_that_are_the_documents_text()
    {
        using var answer = await handbook.Client.PostJsonAsync("/v1/search", new { query = Question, top = 3 });
        var found = await answer.JsonAsync(200);
        var first = found.GetProperty("results")[0];
        Assert.Equal(("ferries.md", 1, "Ferries"), (first.GetProperty("source").GetString(), first.GetProperty("rank").GetInt32(), first.GetProperty("title").GetString()));
        Assert.Equal(HandbookFixture.FerriesText[first.GetProperty("start_char").GetInt32()..first.GetProperty("end_char").GetInt32()], first.GetProperty("text").GetString());
        Assert.True(found.GetProperty("timings_ms").GetProperty("total").GetDouble() >= found.GetProperty("timings_ms").GetProperty("retrieve").GetDouble());
        Assert.Contains("total;dur=", answer.Headers.GetValues("Server-Timing").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_may_list_documents_and_filter_and_explain()
    {
        using var answer = await handbook.Client.PostJsonAsync("/v1/search", new { query = "harbour sailing", level = "document", explain = true, filters = new { source = "buses.md" }, collections = new[] { "default" } });
        var found = await answer.JsonAsync(200);
        Assert.Equal("document", found.GetProperty("level").GetString());
        var only = Assert.Single(found.GetProperty("results").EnumerateArray());
        Assert.Equal(handbook.BusesId, only.GetProperty("document_id").GetString());
        Assert.Equal(JsonValueKind.Object, only.GetProperty("explanation").ValueKind);
    }

    [Fact]
    public async Task An_answer_cites_the_stored_text()
    {
        using var response = await handbook.Client.PostJsonAsync("/v1/ask", new { query = Question });
        var answer = await response.JsonAsync(200);
        Assert.False(answer.GetProperty("no_answer").GetBoolean());
        var citation = answer.GetProperty("citations")[0];
        Assert.Equal(HandbookFixture.FerriesText[citation.GetProperty("start_char").GetInt32()..citation.GetProperty("end_char").GetInt32()], citation.GetProperty("quote").GetString());
        Assert.StartsWith("The master alone may cancel a sailing.", citation.GetProperty("quote").GetString(), StringComparison.Ordinal);
        Assert.True(citation.GetProperty("verified").GetBoolean());
        Assert.Equal(["generate", "pack", "rerank", "retrieve", "total"], answer.GetProperty("timings_ms").EnumerateObject().Select(stage => stage.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_streamed_answer_has_its_events_in_order(bool byHeader)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/ask") { Content = new StringContent(JsonSerializer.Serialize(byHeader ? (object)new { query = Question } : new { query = Question, stream = true }), System.Text.Encoding.UTF8, "application/json") };
        if (byHeader) request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await handbook.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, RunningService.Cancellation);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        var events = new List<(string Name, string Data)>();
        await foreach (var one in response.EventsAsync()) events.Add(one);
        Assert.Equal("search_results", events[0].Name);
        Assert.Equal(["final_answer", "done"], events.TakeLast(2).Select(e => e.Name));
        Assert.Contains(events, e => e.Name == "citation");
        var text = string.Concat(events.Where(e => e.Name == "message").Select(e => JsonDocument.Parse(e.Data).RootElement.GetProperty("delta").GetString()));
        Assert.Equal(JsonDocument.Parse(events[^2].Data).RootElement.GetProperty("answer").GetString(), text);
    }

    [Fact]
    public async Task What_fails_before_the_stream_begins_has_its_status()
    {
        using var response = await handbook.Client.PostJsonAsync("/v1/ask", new { query = Question, stream = true, collections = new[] { "elsewhere" } });
        await response.ProblemAsync(404, "no_such_collection");
    }

    [Fact]
    public async Task A_question_without_an_answer_says_why()
    {
        using var response = await handbook.Client.PostJsonAsync("/v1/ask", new { query = "zebra quagga okapi" });
        var answer = await response.JsonAsync(200);
        Assert.Equal((true, "Nothing in the collection matches the question."), (answer.GetProperty("no_answer").GetBoolean(), answer.GetProperty("no_answer_reason").GetString()));
    }
}
