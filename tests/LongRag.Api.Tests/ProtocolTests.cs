using LongRag.TestKit.Chat;

namespace LongRag.Api.Tests;

/// <summary>What clients of other services send, as those services take it.</summary>
public sealed class ProtocolTests : IAsyncLifetime
{
    private static readonly string[] Texts = ["Buses run every hour.", "A lost key costs 25 euros."];

    private RunningService _running = null!;

    public async ValueTask InitializeAsync() => _running = await RunningService.StartAsync(new ServiceSetup { Settings = { ["Retrieval:Encoder"] = "arctic-xs" }, Server = new ServerOptions { PublicUrl = "https://library.example/rag/" } });

    public async ValueTask DisposeAsync() => await _running.DisposeAsync();

    [Fact]
    public async Task Tokens_are_refused_with_what_the_client_can_do()
    {
        using var answer = await _running.Client.PostJsonAsync("/v1/embeddings", new { input = new[] { new[] { 1, 2 }, [3] } });
        var error = (await answer.JsonAsync(400)).GetProperty("error");
        Assert.Equal("input", error.GetProperty("param").GetString());
        Assert.Contains("OpenAIEmbeddings(check_embedding_ctx_length=False)", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_encoder_is_told_the_known_one_which_is_listed_and_counts_tokens()
    {
        using var unknown = await _running.Client.PostJsonAsync("/v1/embeddings", new { input = "lost key", model = "text-embedding-3-small" });
        Assert.Equal("There is no encoder 'text-embedding-3-small': name arctic-xs, or none for the usual one.", (await unknown.JsonAsync(404)).GetProperty("error").GetProperty("message").GetString());
        using var models = await _running.Client.GetAsync("/v1/models");
        Assert.Equal(["longrag", "default", "arctic-xs"], (await models.JsonAsync(200)).GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()));
        using var model = await _running.Client.GetAsync("/v1/models/arctic-xs");
        await model.JsonAsync(200);
        using var made = await _running.Client.PostJsonAsync("/v1/embeddings", new { input = "lost key", model = "arctic-xs" });
        Assert.Equal(2, (await made.JsonAsync(200)).GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
    }

    [Fact]
    public async Task A_long_message_of_before_is_shortened_and_a_long_question_is_named()
    {
        await _running.StoreAsync("keys.md", "# Keys\n\nA lost key costs 25 euros.");
        var past = new string('x', 8191) + "\U0001F511" + "\0";
        using var answer = await _running.Client.PostJsonAsync("/v1/chat/completions", new { model = "longrag", messages = new[] { Said("user", past), Said("assistant", past), Said("user", "What does a lost key cost?") } });
        Assert.Contains("25 euros", (await answer.JsonAsync(200)).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString(), StringComparison.Ordinal);
        using var refused = await _running.Client.PostJsonAsync("/v1/chat/completions", new { model = "longrag", messages = new[] { Said("user", past) } });
        var error = (await refused.JsonAsync(400)).GetProperty("error");
        Assert.Equal(("messages", "query_too_long", "'messages' has 8194 characters; at most 8192 are accepted."), (error.GetProperty("param").GetString(), error.GetProperty("code").GetString(), error.GetProperty("message").GetString()));
        using var empty = await _running.Client.PostJsonAsync("/v1/chat/completions", new { model = "longrag", messages = new[] { Said("user", " ") } });
        Assert.Equal("messages", (await empty.JsonAsync(400)).GetProperty("error").GetProperty("param").GetString());
    }

    [Fact]
    public async Task A_citation_links_to_the_page_under_its_public_address()
    {
        var id = await _running.StoreAsync("keys.md", "# Keys\n\nA lost key costs 25 euros.");
        using var answer = await _running.Client.PostJsonAsync("/v1/chat/completions", new { model = "longrag", messages = new[] { Said("user", "What does a lost key cost?") } });
        var citation = (await answer.JsonAsync(200)).GetProperty("choices")[0].GetProperty("message").GetProperty("annotations")[0].GetProperty("url_citation");
        Assert.Equal($"https://library.example/rag/#c=default&doc={id}&start=6&end=32", citation.GetProperty("url").GetString());
    }

    [Fact]
    public async Task No_top_is_all()
    {
        using var answer = await _running.Client.PostJsonAsync("/v1/rerank", new { query = "lost key", documents = Texts, top_n = 0 });
        Assert.Equal(2, (await answer.JsonAsync(200)).GetProperty("results").GetArrayLength());
        using var refused = await _running.Client.PostJsonAsync("/v1/rerank", new { query = "lost key", documents = Texts, top_n = -1 });
        await refused.ProblemAsync(400, "bad_argument");
    }

    [Fact]
    public async Task Texts_get_the_answer_of_Hugging_Face_s_server()
    {
        using var answer = await _running.Client.PostJsonAsync("/rerank", new { query = "lost key", texts = Texts, return_text = true, raw_scores = false });
        var ranks = (await answer.JsonAsync(200)).EnumerateArray().ToList();
        Assert.Equal([(1, Texts[1]), (0, Texts[0])], ranks.Select(rank => (rank.GetProperty("index").GetInt32(), rank.GetProperty("text").GetString()!)));
        Assert.True(ranks[0].GetProperty("score").GetDouble() > ranks[1].GetProperty("score").GetDouble());
        using var refused = await _running.Client.PostJsonAsync("/rerank", new { query = "lost key", texts = "one" });
        Assert.Equal("'texts' must be a list of texts.", (await refused.ProblemAsync(400, "bad_argument")).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task The_members_that_are_named_are_what_is_ranked()
    {
        var documents = new object[] { new { title = "A lost key costs 25 euros.", body = "x" }, new { title = "Buses", body = "A lost key costs 25 euros." } };
        using var byTitle = await _running.Client.PostJsonAsync("/v1/rerank", new { query = "What does a lost key cost?", documents, rank_fields = new[] { "title" }, return_documents = true });
        Assert.Equal("A lost key costs 25 euros.", (await byTitle.JsonAsync(200)).GetProperty("results")[0].GetProperty("document").GetProperty("text").GetString());
        using var byBoth = await _running.Client.PostJsonAsync("/v1/rerank", new { query = "x", documents, rank_fields = new[] { "title", "body" }, return_documents = true });
        Assert.Contains("Buses\nA lost key costs 25 euros.", (await byBoth.JsonAsync(200)).GetProperty("results").EnumerateArray().Select(result => result.GetProperty("document").GetProperty("text").GetString()));
        using var nameless = await _running.Client.PostJsonAsync("/v1/rerank", new { query = "x", documents, rank_fields = new string?[] { "title", null } });
        Assert.Equal("Each of 'rank_fields' must be a name.", (await nameless.ProblemAsync(400, "bad_argument")).GetProperty("detail").GetString());
        using var many = await _running.Client.PostJsonAsync("/v1/rerank", new { query = "x", documents, rank_fields = Enumerable.Repeat("title", 17) });
        Assert.Equal("'rank_fields' has 17 names; at most 16 are possible.", (await many.ProblemAsync(400, "bad_argument")).GetProperty("detail").GetString());
        using var refused = await _running.Client.PostJsonAsync("/v1/rerank", new { query = "x", documents });
        Assert.Equal("Each of 'documents' must be a text, or an object with a 'text'.", (await refused.ProblemAsync(400, "bad_argument")).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_reranker_that_answers_garbage_is_a_bad_gateway()
    {
        await using var server = new ScriptedChatServer(ChatScript.Body("<html>hello</html>"));
        await using var running = await RunningService.StartAsync(new ServiceSetup
        {
            Settings = { ["Retrieval:Reranker"] = "far", ["Rankers:far:Kind"] = "remote", ["Rankers:far:Protocol"] = "jina", ["Rankers:far:Endpoint"] = server.Endpoint, ["Rankers:far:Model"] = "m" },
        });
        using var answer = await running.Client.PostJsonAsync("/v1/rerank", new { query = "lost key", documents = Texts });
        await answer.ProblemAsync(502, "bad_scores");
    }

    [Fact]
    public async Task A_model_that_asks_for_more_patience_than_a_client_has_is_busy_for_that_long()
    {
        await using var server = new ScriptedChatServer(ChatScript.Status(429, """{"error":{"message":"slow down"}}""", retryAfter: 17));
        await using var running = await RunningService.StartAsync(new ServiceSetup
        {
            Settings = { ["Generation:Generator"] = "played", ["ChatModels:played:Kind"] = "openai", ["ChatModels:played:Endpoint"] = server.Endpoint, ["ChatModels:played:Model"] = "m", ["ChatModels:played:ContextTokens"] = "8192" },
        });
        await running.StoreAsync("keys.md", "# Keys\n\nA lost key costs 25 euros.");
        using var answer = await running.Client.PostJsonAsync("/v1/ask", new { query = "What does a lost key cost?" });
        var problem = await answer.ProblemAsync(503, "model_busy");
        Assert.Equal("17", answer.Headers.GetValues("Retry-After").Single());
        Assert.EndsWith("answered 429: slow down", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    private static object Said(string role, string content) => new { role, content };
}
