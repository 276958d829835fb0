using System.Text.Json;
using LongRag.TestKit.Chat;

namespace LongRag.Api.Tests;

/// <summary>What <c>/v1/rerank</c> says where a chat model did not read all of it: every text comes back, and none is said to be read that was not.</summary>
public sealed class RerankReportTests
{
    private const string Order = "[1] > [2] > [3] > [4]";

    [Fact]
    public async Task A_text_that_is_shortened_so_that_the_prompt_fits_says_truncated()
    {
        await using var server = new ScriptedChatServer(ChatScript.Answer(Order));
        await using var running = await StartAsync(server, new() { ["Rankers:judge:Kind"] = "full_list", ["Rankers:judge:PassageWords"] = "0", ["ChatModels:played:ContextTokens"] = "700" });
        var answer = await RerankAsync(running.Client, [Words("ferry", 5), Words("bus", 3000), Words("tram", 6)]);
        Assert.Equal([(0, false), (1, true), (2, false)], Truncated(answer));
        Assert.Empty(Notes(answer));
        Assert.DoesNotContain(Words("bus", 700), Assert.Single(server.Requests).LastMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_longer_than_a_ranker_looks_at_says_truncated()
    {
        await using var server = new ScriptedChatServer(ChatScript.Answer(Order));
        await using var running = await StartAsync(server, new() { ["Rankers:judge:Kind"] = "full_list" });
        Assert.Equal([(0, false), (1, true), (2, false)], Truncated(await RerankAsync(running.Client, [Words("ferry", 100), Words("bus", 101), ""])));
    }

    [Fact]
    public async Task What_was_not_reached_before_the_tokens_ran_out_says_truncated_and_the_body_says_why()
    {
        await using var server = new ScriptedChatServer(ChatScript.Answer("[2] > [1]"));
        // One window's prompt, and not another.
        await using var running = await StartAsync(server, new() { ["Rankers:judge:Kind"] = "sliding_window", ["Rankers:judge:WindowSize"] = "2", ["Rankers:judge:Step"] = "1", ["Rankers:judge:Tokens"] = "700" });
        var answer = await RerankAsync(running.Client, [Words("a", 90), Words("b", 90), Words("c", 90), Words("d", 90)]);
        Assert.Equal([(0, true), (1, true), (3, false), (2, false)], Truncated(answer));
        Assert.Equal([("reranker_truncated", "judge ended early (Tokens=700); the rest keeps its order.")], Notes(answer));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task What_was_not_reached_before_the_time_ran_out_says_truncated_and_the_body_says_why()
    {
        await using var server = new ScriptedChatServer(ChatScript.Answer("[2] > [1]"), ChatScript.Stall());
        await using var running = await StartAsync(server, new() { ["Rankers:judge:Kind"] = "sliding_window", ["Rankers:judge:WindowSize"] = "2", ["Rankers:judge:Step"] = "1", ["Rankers:judge:Seconds"] = "10" });
        var answer = await RerankAsync(running.Client, ["a", "b", "c", "d"]);
        Assert.Equal([(0, true), (1, true), (3, false), (2, false)], Truncated(answer));
        Assert.Equal(
            [("reranker_incomplete", "judge: 1 of 2 calls failed and kept the order (time_limit: The time that the ranking may take (Seconds) ran out while the model was at work.)"), ("reranker_truncated", "judge ended early (Seconds=10); the rest keeps its order.")],
            Notes(answer));
    }

    [Fact]
    public async Task A_call_that_failed_is_told_with_its_reason_and_who_does_not_run_the_service_hears_nothing_of_its_inside()
    {
        await using var server = new ScriptedChatServer(request => request.Number % 2 == 1 ? ChatScript.Status(400, """{"error":{"message":"the cellar is flooded"}}""") : ChatScript.Answer("[2] > [1]"));
        await using var running = await StartAsync(server, new() { ["Rankers:judge:Kind"] = "sliding_window", ["Rankers:judge:WindowSize"] = "2", ["Rankers:judge:Step"] = "1", ["Retrieval:Reranker"] = "judge" });
        await running.StoreAsync("ferries.md", HandbookFixture.Ferries);
        var owner = await RerankAsync(running.Client, ["a", "b", "c"]);
        Assert.Equal([(1, false), (0, false), (2, true)], Truncated(owner));
        var (code, text) = Assert.Single(Notes(owner));
        Assert.Equal("reranker_incomplete", code);
        Assert.StartsWith("judge: 1 of 2 calls failed and kept the order (model_refused: ", text, StringComparison.Ordinal);
        Assert.Contains("the cellar is flooded", text, StringComparison.Ordinal);

        using var reader = running.ClientOf(await running.KeyAsync(AccessRight.Read, "default"));
        (string, string)[] public_ = [("reranker_incomplete", "judge: 1 of 2 calls failed and kept the order (model_refused: The model's server refused.)")];
        Assert.Equal(public_, Notes(await RerankAsync(reader, ["a", "b", "c"])));
        using var searched = await reader.PostJsonAsync("/v1/search", new { query = "ferry sailing key" });
        var found = await searched.JsonAsync(200);
        Assert.Equal([("reranker_failed", "The reranker failed.")], Notes(found));
        var reranking = found.GetProperty("reranking");
        Assert.Equal(("judge", 0, 0L), (reranking.GetProperty("reranker").GetString(), reranking.GetProperty("answered").GetInt32(), reranking.GetProperty("prompt_tokens").GetInt64()));
        Assert.True(reranking.GetProperty("failed").GetInt32() > 0);
    }

    private static Task<RunningService> StartAsync(ScriptedChatServer server, Dictionary<string, string?> settings) => RunningService.StartAsync(new ServiceSetup
    {
        Settings = new(settings) { ["ChatModels:played:Kind"] = "openai", ["ChatModels:played:Endpoint"] = server.Endpoint, ["ChatModels:played:Model"] = "m", ["Rankers:judge:Model"] = "played" },
    });

    private static async Task<JsonElement> RerankAsync(HttpClient client, string[] documents)
    {
        using var answer = await client.PostJsonAsync("/v1/rerank", new { model = "judge", query = "ferries", documents });
        return await answer.JsonAsync(200);
    }

    private static IEnumerable<(int Index, bool Truncated)> Truncated(JsonElement answer) => answer.GetProperty("results").EnumerateArray().Select(result => (result.GetProperty("index").GetInt32(), result.GetProperty("truncated").GetBoolean()));

    private static IEnumerable<(string, string)> Notes(JsonElement answer) => answer.GetProperty("notes").EnumerateArray().Select(note => (note.GetProperty("code").GetString()!, note.GetProperty("text").GetString()!));

    private static string Words(string word, int count) => string.Join(' ', Enumerable.Repeat(word, count));
}
