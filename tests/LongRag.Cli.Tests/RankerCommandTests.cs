using System.Text.Json;
using LongRag.TestKit;
using LongRag.TestKit.Chat;
using Xunit;

namespace LongRag.Cli.Tests;

public sealed class RankerCommandTests : IDisposable
{
    private readonly EvaluationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static string Lines(string text) => text.ReplaceLineEndings("\n");

    /// <summary>A configuration with rankers over the model of a server.</summary>
    private string Configure(string endpoint) => _folder.Write("longrag.json", $$"""
        {"LongRag": {
          "ChatModels": { "wire": { "Kind": "openai", "Endpoint": "{{endpoint}}", "Model": "m" } },
          "Rankers": {
            "full": { "Kind": "full_list", "Model": "wire", "Depth": 5, "PassageWords": 0 },
            "windows": { "Kind": "sliding_window", "Model": "wire", "WindowSize": 2, "Step": 1, "Depth": 4 },
            "pairs": { "Kind": "pairwise", "Model": "wire" }
          } }
        }
        """);

    private string WriteFirst() => _folder.Write("first.trec", "q2 Q0 harbour 1 9 x\nq2 Q0 train 2 8 x\nq2 Q0 ferry 3 7 x\nq1 Q0 ferry 1 9 x\nq1 Q0 harbour 2 8 x\nq1 Q0 train 3 7 x\nq1 Q0 titled 4 6 x\n");

    [Theory]
    [InlineData("rankvicuna.BM25.dl19", 0.6665)]
    [InlineData("vicuna-7b-zeroshot.BM25.dl19", 0.5058)]
    [InlineData("vicuna-13b-zeroshot.BM25.dl19", 0.5058)]
    public async Task Recorded_windows_give_the_recorded_run(string name, double ndcg)
    {
        var path = _folder.PathOf("out.trec.gz");
        var json = await EvaluationFolder.JsonAsync(
            "replay", "--responses", Requires.Shared("data", "listwise-responses", $"{name}.jsonl.gz"), "--first", Requires.Shared("data", "msmarco-dl19", "runs", "BM25.trec.gz"), "--run", path,
            "--qrels", Requires.Shared("data", "msmarco-dl19", "qrels", "full.tsv.gz"));
        Assert.Equal((43, 43, 387, 387), (json.GetProperty("queries").GetInt32(), json.GetProperty("replayed_exactly").GetInt32(), json.GetProperty("windows").GetInt32(), json.GetProperty("windows_exactly").GetInt32()));
        Assert.Equal(ndcg, json.GetProperty("metrics").GetProperty("ndcg_cut_10").GetDouble(), 5e-5);
        Assert.Equal(LongRag.Evaluation.InputLines.ReadAll(Requires.Shared("data", "listwise-responses", "final", $"{name}.trec.gz")), LongRag.Evaluation.InputLines.ReadAll(path));
    }

    [Theory]
    [InlineData("{\"query_id\": \"q1\", \"window\": [\"ferry\"]}", "no recorded window with query_id, window (ids) and response [bad_input]")]
    [InlineData("{\"query_id\": \"q9\", \"window\": [\"ferry\"], \"response\": \"\"}", "there is no list for query 'q9', which {0} ranks [bad_input]")]
    [InlineData("", "no recorded window in it [bad_input]")]
    public async Task Responses_that_cannot_be_replayed_are_named(string line, string message)
    {
        var responses = _folder.Write("responses.jsonl", line + "\n");
        var ran = await EvaluationFolder.EvalAsync(["replay", "--responses", responses, "--first", WriteFirst(), "--run", _folder.PathOf("out.trec")]);
        Assert.Equal(5, ran.ExitCode);
        Assert.Contains(message.Replace("{0}", responses, StringComparison.Ordinal), ran.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.PathOf("out.trec")));
    }

    [Fact]
    public async Task Lists_of_a_run_are_ranked_again_and_scored_before_and_after()
    {
        _folder.WriteBeir();
        var json = await EvaluationFolder.JsonAsync("rerank", "--dataset", _folder.PathOf("set"), "--first", WriteFirst(), "--reranker", "full", "--oracle", "-c", Configure("http://127.0.0.1:9/v1"), "--run", _folder.PathOf("out.trec"), "-m", "recip_rank");
        Assert.Equal((1.0, 2, 5), (json.GetProperty("metrics").GetProperty("recip_rank").GetDouble(), json.GetProperty("queries").GetInt32(), json.GetProperty("depth").GetInt32()));
        Assert.Equal(1.0 / 3, json.GetProperty("first_metrics").GetProperty("recip_rank").GetDouble(), 5e-5);
        Assert.Equal(1.0, json.GetProperty("reranking").GetProperty("calls").GetDouble());
        Assert.Equal(["q1 train", "q1 ferry", "q1 harbour", "q1 titled", "q2 ferry", "q2 harbour", "q2 train"], (await File.ReadAllLinesAsync(_folder.PathOf("out.trec"))).Select(line => $"{line.Split(' ')[0]} {line.Split(' ')[2]}").OrderBy(line => line[..2], StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_reranking_goes_on_where_its_journal_ends()
    {
        _folder.WriteBeir();
        await using var server = new ScriptedChatServer(ChatScript.Answer("[2] > [1]"));
        var journal = _folder.PathOf("made.jsonl");
        string[] command = ["rerank", "--dataset", _folder.PathOf("set"), "--first", WriteFirst(), "--reranker", "full", "-c", Configure(server.Endpoint), "-m", "recip_rank", "--journal", journal];
        await EvaluationFolder.JsonAsync([.. command, "--limit", "1"]);
        Assert.Equal((1, 2), (server.Requests.Count, File.ReadAllLines(journal).Length));

        var whole = await EvaluationFolder.JsonAsync(command);
        Assert.Equal((2, 3), (server.Requests.Count, File.ReadAllLines(journal).Length));
        var text = await File.ReadAllTextAsync(journal);

        // As a process that was killed while it wrote leaves it.
        await File.WriteAllTextAsync(journal, text[..^20]);
        var again = await EvaluationFolder.JsonAsync(command);
        Assert.Equal((3, 3), (server.Requests.Count, File.ReadAllLines(journal).Length));
        Assert.Equal(whole.GetProperty("metrics").ToString(), again.GetProperty("metrics").ToString());

        var read = await EvaluationFolder.JsonAsync(command);
        Assert.Equal((3, again.GetProperty("reranking").ToString()), (server.Requests.Count, read.GetProperty("reranking").ToString()));
    }

    [Theory]
    [InlineData("{\"query_id\": 7}\n", "line 1: this is no line of a journal")]
    [InlineData("{\"mine\": \"no line end\"}", "line 1: this is no line of a journal")]
    [InlineData("notes\n", "line 1: this is no line of a journal")]
    [InlineData("{\"journal_of\": \"eval rerank, set, test, other 0\"}\n", "is the journal of something else (eval rerank, set, test, other 0; this is eval rerank, set, test, full ")]
    public async Task A_file_that_is_no_journal_of_the_measurement_is_named_and_left_as_it_is(string text, string message)
    {
        _folder.WriteBeir();
        var journal = _folder.Write("mine.jsonl", text);
        var ran = await EvaluationFolder.EvalAsync(["rerank", "--dataset", _folder.PathOf("set"), "--first", WriteFirst(), "--reranker", "full", "--oracle", "-c", Configure("http://127.0.0.1:9/v1"), "--journal", journal]);
        Assert.Equal(5, ran.ExitCode);
        Assert.Contains(message, ran.Error, StringComparison.Ordinal);
        Assert.Equal(text, await File.ReadAllTextAsync(journal));
    }

    [Fact]
    public async Task A_journal_of_other_candidates_is_refused()
    {
        _folder.WriteBeir();
        string[] command = ["rerank", "--dataset", _folder.PathOf("set"), "--first", WriteFirst(), "--reranker", "full", "--oracle", "-c", Configure("http://127.0.0.1:9/v1"), "--journal", _folder.PathOf("made.jsonl")];
        await EvaluationFolder.JsonAsync(command);
        _folder.Write("first.trec", "q1 Q0 ferry 1 9 x\n");
        var ran = await EvaluationFolder.EvalAsync(command);
        Assert.Equal(5, ran.ExitCode);
        Assert.Contains("The journal ranked other documents for query 'q1' than the run has now", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ranking_whose_calls_failed_is_not_kept()
    {
        _folder.WriteBeir();
        var script = ChatScript.Status(400, "no");
        await using var server = new ScriptedChatServer(_ => script);
        string[] command = ["rerank", "--dataset", _folder.PathOf("set"), "--first", WriteFirst(), "--reranker", "full", "-c", Configure(server.Endpoint), "-m", "recip_rank", "--journal", _folder.PathOf("made.jsonl")];
        Assert.Equal(6, (await EvaluationFolder.EvalAsync(command)).ExitCode);
        script = ChatScript.Answer("[2] > [1]");
        var json = await EvaluationFolder.JsonAsync(command);
        Assert.Equal(0, json.GetProperty("reranking").GetProperty("failed").GetInt32());
    }

    [Fact]
    public async Task A_perfect_ranker_is_the_same_whatever_the_order_of_its_candidates()
    {
        _folder.WriteBeir();
        var json = await EvaluationFolder.JsonAsync("rank-robustness", "--dataset", _folder.PathOf("set"), "--first", WriteFirst(), "--reranker", "windows", "--oracle", "-c", Configure("http://127.0.0.1:9/v1"), "--shuffles", "2", "-m", "recip_rank");
        var orders = json.GetProperty("orders").EnumerateArray().ToList();
        Assert.Equal(["retrieved", "reversed", "shuffled-1", "shuffled-2"], orders.Select(order => order.GetProperty("order").GetString()));
        Assert.All(orders, order => Assert.Equal((1.0, 1.0), (order.GetProperty("metrics").GetProperty("recip_rank").GetDouble(), order.GetProperty("same_first").GetDouble())));
        Assert.Equal(1.0, orders[0].GetProperty("tau_to_retrieved").GetDouble());
        Assert.InRange(orders[1].GetProperty("tau_to_retrieved").GetDouble(), -0.99, 0.99);
    }

    [Fact]
    public async Task A_run_is_reranked_by_a_model_behind_a_server_and_says_what_that_cost()
    {
        await using var server = new ScriptedChatServer(ChatScript.Answer("[2] > [1]"));
        var path = _folder.PathOf("out.trec");
        var json = await EvaluationFolder.JsonAsync("run", "--dataset", _folder.WriteBeir(), "--retriever", "bm25", "--reranker", "full", "--run", path, "-c", Configure(server.Endpoint), "-m", "recip_rank");
        Assert.Equal("bm25+full", json.GetProperty("retriever").GetString());
        Assert.Equal(4, json.GetProperty("reranking").GetProperty("queries").GetInt32());
        // "station train" alone finds one document; "harbour" one; "ferry island" two; "zeppelin" one.
        var calls = json.GetProperty("reranking").GetProperty("calls").GetDouble();
        Assert.Equal(server.Requests.Count, calls * 4);
        Assert.Contains("The ferry to the island sails at noon.", server.Requests[^1].Body, StringComparison.Ordinal);
        Assert.Equal("harbour", (await File.ReadAllLinesAsync(path)).First(line => line.StartsWith("ferry ", StringComparison.Ordinal)).Split(' ')[2]);
    }

    [Fact]
    public async Task A_document_that_was_ranked_by_a_passage_is_shown_by_that_passage()
    {
        await using var server = new ScriptedChatServer(ChatScript.Answer("[2] > [1]"));
        var filler = string.Join(' ', Enumerable.Repeat("Nothing of note happened on that day in the whole of the valley.", 60));
        _folder.WriteBeir();
        _folder.Write("set/corpus.jsonl", $$"""
            {"_id": "ferry", "title": "Ferry", "text": "{{filler}} The ferry to the island sails at noon."}
            {"_id": "harbour", "title": "Harbour", "text": "Ferry after ferry leaves for the island."}
            """);
        var path = _folder.PathOf("out.trec");
        await EvaluationFolder.JsonAsync("run", "--dataset", _folder.PathOf("set"), "--retriever", "bm25", "--level", "passage", "--reranker", "full", "--run", path, "-c", Configure(server.Endpoint), "-m", "recip_rank", "--queries", _folder.Write("more.tsv", "q2\tferry island\n"));
        var shown = Assert.Single(server.Requests).LastMessage;
        Assert.Contains("The ferry to the island sails at noon.", shown, StringComparison.Ordinal);
        Assert.Equal(2, (await File.ReadAllLinesAsync(path)).Length);
        Assert.Equal(2, shown.Split('\n').Count(line => line.StartsWith('[')));
    }

    [Fact]
    public async Task A_model_that_refuses_leaves_the_ranking_as_it_was_and_is_named()
    {
        await using var server = new ScriptedChatServer(ChatScript.Status(400, "no"));
        var json = await EvaluationFolder.JsonAsync("run", "--dataset", _folder.WriteBeir(), "--retriever", "bm25", "--reranker", "full", "-c", Configure(server.Endpoint), "-m", "recip_rank");
        Assert.Equal(0.75, json.GetProperty("metrics").GetProperty("recip_rank").GetDouble());
        Assert.True(json.GetProperty("reranking").GetProperty("failed").GetInt32() > 0);
        Assert.Equal(0.0, json.GetProperty("reranking").GetProperty("kendall_distance").GetDouble());
    }

    [Theory]
    [InlineData("nobody", "There is no ranker 'nobody': choose one of full, pairs, windows.", 2)]
    public async Task A_ranker_that_is_not_there_is_named(string reranker, string message, int code)
    {
        _folder.WriteBeir();
        var ran = await EvaluationFolder.EvalAsync(["rerank", "--dataset", _folder.PathOf("set"), "--first", WriteFirst(), "--reranker", reranker, "-c", Configure("http://127.0.0.1:9/v1")]);
        Assert.Equal(code, ran.ExitCode);
        Assert.Contains(message, ran.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"Rankers": {"mine": {"Kind": "full_list"}}}""", "The ranker 'mine' (full_list) cannot be used: Model is not set.")]
    [InlineData("""{"Retrieval": {"Reranker": "mine"}}""", "LongRag:Retrieval:Reranker is 'mine'; it must be one of none.")]
    [InlineData("""{"Rankers": {"mine": {"Kind": "full_list", "Model": "m", "Speed": 3}}}""", "Speed")]
    public async Task Settings_of_rankers_are_checked_at_the_start(string settings, string message)
    {
        using var line = new CommandLine();
        var ran = await line.RunAsync("search", "x", "-c", _folder.Write("bad.json", $$"""{"LongRag": {{settings}} }"""));
        Assert.Equal(5, ran.ExitCode);
        Assert.Contains(message, ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_and_ask_take_the_order_of_the_ranker()
    {
        using var line = new CommandLine();
        line.Write("a.txt", "The ferry to the island sails at noon.");
        line.Write("b.txt", "Every ferry of the island is painted white, and each ferry has a bell.");
        await using var server = new ScriptedChatServer(ChatScript.Answer("[2] > [1]"));
        var settings = Configure(server.Endpoint);
        Assert.Equal(0, (await line.RunAsync("ingest", line.PathOf("."))).ExitCode);
        string[] question = ["search", "ferry island", "--retriever", "bm25", "-c", settings];
        var plain = (await line.JsonAsync(question)).GetProperty("results").EnumerateArray().Select(hit => hit.GetProperty("source").GetString()).ToList();
        var ranked = await line.JsonAsync([.. question, "--reranker", "full"]);
        Assert.Equal(plain.AsEnumerable().Reverse(), ranked.GetProperty("results").EnumerateArray().Select(hit => hit.GetProperty("source").GetString()));
        Assert.True(ranked.GetProperty("timings_ms").TryGetProperty("rerank", out _));
        Assert.Single(server.Requests);
        var moved = ranked.GetProperty("results")[0];
        Assert.Equal(("full", 1.0, 2), (moved.GetProperty("score_kind").GetString(), moved.GetProperty("score").GetDouble(), moved.GetProperty("ranks").GetProperty("bm25").GetInt32()));
        Assert.True(moved.GetProperty("scores").GetProperty("bm25").GetDouble() < ranked.GetProperty("results")[1].GetProperty("scores").GetProperty("bm25").GetDouble());
        var reranking = ranked.GetProperty("reranking");
        Assert.Equal(("full", 2, 2, 1, 1, 0), (reranking.GetProperty("reranker").GetString(), reranking.GetProperty("candidates").GetInt32(), reranking.GetProperty("ranked").GetInt32(), reranking.GetProperty("calls").GetInt32(), reranking.GetProperty("answered").GetInt32(), reranking.GetProperty("repaired").GetInt32()));
        Assert.Equal((1.0, false, JsonValueKind.Null), (reranking.GetProperty("moved").GetDouble(), reranking.GetProperty("truncated").GetBoolean(), reranking.GetProperty("limit").ValueKind));
        Assert.True(reranking.GetProperty("prompt_tokens").GetInt64() > 20);
        var told = await line.RunAsync([.. question, "--reranker", "full", "--top", "1"]);
        Assert.Contains("full ranked 2 passages in 1 call", told.Error, StringComparison.Ordinal);
        Assert.Contains(plain[1]!, told.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(plain[0]!, told.Output, StringComparison.Ordinal);
        var explained = await line.RunAsync([.. question, "--reranker", "full", "--explain"]);
        Assert.Contains("moved from 2 to 1 by full", explained.Output, StringComparison.Ordinal);
        Assert.Contains("full 1.00 (bm25 #2)", explained.Output, StringComparison.Ordinal);
        var answer = await line.RunAsync("ask", "When does the ferry to the island sail?", "--reranker", "full", "-c", settings);
        Assert.Equal(0, answer.ExitCode);
        Assert.Contains("full ranked 2 passages in 1 call", answer.Error, StringComparison.Ordinal);
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task A_ranking_that_was_not_done_is_not_claimed_and_the_notes_say_so()
    {
        using var line = new CommandLine();
        line.Write("a.txt", "The ferry to the island sails at noon.");
        line.Write("b.txt", "Every ferry of the island is painted white.");
        Assert.Equal(0, (await line.RunAsync("ingest", line.PathOf("."))).ExitCode);
        await using var server = new ScriptedChatServer(ChatScript.Status(400, "no"));
        string[] question = ["search", "ferry island", "--retriever", "bm25", "--reranker", "full"];
        var refused = await line.RunAsync([.. question, "-c", Configure(server.Endpoint)]);
        Assert.Contains("full ranked none of 2 passages", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("tokens read", refused.Error, StringComparison.Ordinal);
        Assert.Contains("bm25 ", refused.Output, StringComparison.Ordinal);
        var told = await line.RunAsync([.. question, "-c", Configure(server.Endpoint), "--quiet", "-o", "json"]);
        Assert.Equal("", told.Error);
        Assert.Equal("reranker_failed", Assert.Single(told.Json.GetProperty("notes").EnumerateArray()).GetProperty("code").GetString());
        var limited = await line.RunAsync([.. question, "-c", _folder.Write("limited.json", (await File.ReadAllTextAsync(Configure(server.Endpoint))).Replace("\"Depth\": 5", "\"Depth\": 5, \"Tokens\": 20", StringComparison.Ordinal))]);
        Assert.Contains("full ranked none of 2 passages", limited.Error, StringComparison.Ordinal);
        Assert.Contains("ended early by Tokens=20", limited.Error, StringComparison.Ordinal);
    }
}
