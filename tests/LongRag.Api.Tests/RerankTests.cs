using System.Diagnostics;
using System.Text.Json;
using LongRag.TestKit;
using LongRag.TestKit.Chat;

namespace LongRag.Api.Tests;

/// <summary>Reranking, by bodies written after Cohere's and Jina's documentation, sent by curl. Texts are put in order by the encoder that comes with LongRag.</summary>
public sealed class RerankTests : IAsyncLifetime
{
    private RunningService _running = null!;

    public async ValueTask InitializeAsync() => _running = await RunningService.StartAsync(new ServiceSetup { Settings = { ["Retrieval:Encoder"] = "arctic-xs" } });

    public async ValueTask DisposeAsync() => await _running.DisposeAsync();

    [Theory]
    [InlineData("/v2/rerank")]
    [InlineData("/v1/rerank")]
    [InlineData("/rerank")]
    public async Task Cohere_s_body_gets_Cohere_s_answer(string path)
    {
        var answer = await CurlAsync(path, """
            {"model": "rerank-v3.5", "query": "What is the capital of the United States?", "top_n": 3, "documents": [
              "Carson City is the capital city of the American state of Nevada.",
              "The Commonwealth of the Northern Mariana Islands is a group of islands in the Pacific Ocean. Its capital is Saipan.",
              "Washington, D.C. is the capital of the United States.",
              "Capital punishment has existed in the United States since before it was a country."]}
            """);
        var results = answer.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal((3, 2), (results.Count, results[0].GetProperty("index").GetInt32()));
        Assert.All(results.Zip(results.Skip(1)), pair => Assert.True(pair.First.GetProperty("relevance_score").GetDouble() > pair.Second.GetProperty("relevance_score").GetDouble()));
        Assert.All(results, result => Assert.InRange(result.GetProperty("relevance_score").GetDouble(), 0, 1));
        Assert.False(results[0].TryGetProperty("document", out _));
        Assert.Equal(("2", 1), (answer.GetProperty("meta").GetProperty("api_version").GetProperty("version").GetString(), answer.GetProperty("meta").GetProperty("billed_units").GetProperty("search_units").GetInt32()));
        Assert.NotEqual("", answer.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Jina_s_body_gets_Jina_s_answer()
    {
        var answer = await CurlAsync("/v1/rerank", """
            {"model": "jina-reranker-v2-base-multilingual", "query": "organic skincare", "return_documents": true, "truncation": true, "documents": [
              {"text": "A new hiking trail was opened in the hills."}, {"text": "Organic skincare with aloe for sensitive skin."}, {"text": ""}]}
            """);
        var results = answer.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal([0, 1, 2], results.Select(result => result.GetProperty("index").GetInt32()).Order());
        Assert.Equal((1, "Organic skincare with aloe for sensitive skin."), (results[0].GetProperty("index").GetInt32(), results[0].GetProperty("document").GetProperty("text").GetString()));
        Assert.True(answer.GetProperty("usage").GetProperty("total_tokens").GetInt32() > 0);
        Assert.NotEqual("", answer.GetProperty("model").GetString());
    }

    [Fact]
    public async Task A_text_that_is_too_long_is_cut_and_says_so()
    {
        var answer = await CurlAsync("/v1/rerank", JsonSerializer.Serialize(new { query = "ferries", documents = new[] { "Ferries sail.", string.Concat(Enumerable.Repeat("The quick ferry sails over the lazy bay. ", 5000)) }, max_tokens_per_doc = 100 }));
        var cut = answer.GetProperty("results").EnumerateArray().ToDictionary(result => result.GetProperty("index").GetInt32(), result => result.GetProperty("truncated").GetBoolean());
        Assert.Equal((false, true), (cut[0], cut[1]));
    }

    [Theory]
    [InlineData("cosine", "cosine")]
    [InlineData("none", "cosine")]
    [InlineData("far", "far")]
    [InlineData("rerank-v3.5", "far")]
    [InlineData(null, "far")]
    public async Task A_model_that_is_known_ranks_and_another_name_means_the_configured_one(string? model, string ranker)
    {
        await using var server = new ScriptedChatServer(ChatScript.Body("""{"results":[{"index":1,"relevance_score":0.9},{"index":0,"relevance_score":0.1}]}"""));
        await using var running = await RunningService.StartAsync(new ServiceSetup
        {
            Settings =
            {
                ["Retrieval:Encoder"] = "arctic-xs", ["Retrieval:Reranker"] = "far",
                ["Rankers:far:Kind"] = "remote", ["Rankers:far:Protocol"] = "jina", ["Rankers:far:Endpoint"] = server.Endpoint, ["Rankers:far:Model"] = "m",
            },
        });
        using var answer = await running.Client.PostJsonAsync("/v1/rerank", new { model, query = "lost key", documents = new[] { "A lost key costs 25 euros.", "Buses run every hour." } });
        var ranked = await answer.JsonAsync(200);
        Assert.Equal((ranker, ranker is "far" ? 1 : 0, ranker is "far" ? 1 : 0), (ranked.GetProperty("model").GetString(), ranked.GetProperty("results")[0].GetProperty("index").GetInt32(), server.Requests.Count));
    }

    /// <summary>curl as a user would call it.</summary>
    private async Task<JsonElement> CurlAsync(string path, string body)
    {
        Requires.Program("curl");
        var start = new ProcessStartInfo("curl", ["-s", "--fail-with-body", "-X", "POST", new Uri(_running.Address, path).ToString(), "-H", "Content-Type: application/json", "-H", "Authorization: Bearer none", "--data-binary", "@-"])
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true,
        };
        using var curl = Process.Start(start)!;
        await curl.StandardInput.WriteAsync(body);
        curl.StandardInput.Close();
        var output = await curl.StandardOutput.ReadToEndAsync(RunningService.Cancellation);
        await curl.WaitForExitAsync(RunningService.Cancellation);
        Assert.True(curl.ExitCode == 0, output);
        return JsonDocument.Parse(output).RootElement;
    }
}
