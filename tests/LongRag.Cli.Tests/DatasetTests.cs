using System.Text.Json;
using LongRag.TestKit;
using LongRag.TestKit.Chat;
using Xunit;

namespace LongRag.Cli.Tests;

public sealed class DatasetTests : IDisposable
{
    private const string Documents = """
        {"_id":"mill","title":"The mill","text":"Ada built the mill in 1820. The mill burnt in 1905."}
        {"_id":"mill2","title":"Other mills","text":"Many a mill burnt when lightning struck the mill."}
        {"_id":"mill3","title":"Again","text":"When the mill burnt in 1905 nobody was hurt."}
        {"_id":"ferry","title":"The ferry","text":"The ferry left Lorvik every hour. It took ninety passengers."}
        {"_id":"boat","title":"The boat","text":"How many passengers a boat could take nobody knew."}
        {"_id":"gull","title":"Gulls","text":"Gulls follow the ferry for bread."}
        """;

    private const string Questions = """
        {"_id":"q1","question":"When did the mill burn?","doc":"mill","answers":["1905"],"answer_start":[46]}
        {"_id":"q2","question":"How many passengers did the ferry take?","doc":"ferry","answers":["ninety"],"answer_start":[42]}
        {"_id":"q3","question":"Who built the ferry?","doc":"ferry","answers":[],"is_impossible":true}
        {"_id":"q4","question":"Where was the mill sold?","doc":"mill","answers":["Oslo"]}
        """;

    private readonly CommandLine _cli = new();

    public DatasetTests()
    {
        _cli.Write("set/qa.jsonl", Questions);
        _cli.Write("set/documents.jsonl", Documents);
    }

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_gold_passage_stands_among_negatives_without_the_answer()
    {
        var (lines, error) = await RunAsync("hard-negatives", "--passages", "3", "--retriever", "bm25", "--order", "rank");
        Assert.Equal(2, lines.Count);
        Assert.Contains("2 examples, 2 with a gold passage; left out: 1 questions without an answer, 1 without passages to learn from", error, StringComparison.Ordinal);
        var first = lines[0];
        Assert.Equal(["system", "user", "assistant"], first.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("role").GetString()));
        Assert.Equal("Answer the question from the given documents, some of which may be irrelevant. Give only the answer, no other words.", Content(first, 0));
        Assert.Equal("""
            Document [1](Title: The mill) Ada built the mill in 1820. The mill burnt in 1905.
            Document [2](Title: Other mills) Many a mill burnt when lightning struck the mill.

            Question: When did the mill burn?
            Answer:
            """, Content(first, 1));
        Assert.Equal("1905", Content(first, 2));
        var metadata = first.GetProperty("metadata");
        Assert.Equal(("q1", "bm25", "rank", 1), (metadata.GetProperty("id").GetString(), metadata.GetProperty("retriever").GetString(), metadata.GetProperty("order").GetString(), metadata.GetProperty("seed").GetInt32()));
        Assert.Equal(["mill", "mill2"], metadata.GetProperty("documents").EnumerateArray().Select(d => d.GetString()));
        Assert.Equal([1], metadata.GetProperty("gold").EnumerateArray().Select(g => g.GetInt32()));
        Assert.False(metadata.TryGetProperty("reasoning", out _));
        Assert.DoesNotContain("1905", Content(first, 1).Split('\n')[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_seed_writes_the_same_lines_and_another_shuffles_otherwise()
    {
        var orders = new HashSet<string>(StringComparer.Ordinal);
        for (var seed = 1; seed <= 8; seed++)
        {
            string[] arguments = ["hard-negatives", "--passages", "3", "--retriever", "lexical", "--seed", seed.ToString(System.Globalization.CultureInfo.InvariantCulture)];
            var (lines, _) = await RunAsync(arguments);
            if (seed == 1) Assert.Equal(lines.Select(l => l.GetRawText()), (await RunAsync(arguments)).Lines.Select(l => l.GetRawText()));
            var second = lines[1].GetProperty("metadata");
            orders.Add(string.Join(' ', second.GetProperty("documents").EnumerateArray().Select(d => d.GetString())));
            var gold = second.GetProperty("gold")[0].GetInt32();
            Assert.Equal("ferry", second.GetProperty("documents")[gold - 1].GetString());
        }

        Assert.InRange(orders.Count, 2, 6);
    }

    [Fact]
    public async Task Tuning_takes_what_is_found_and_states_why_with_quotes()
    {
        var file = _cli.PathOf("train.jsonl.gz");
        var (lines, error) = await RunAsync("rag-tuning", "--passages", "2", "--retriever", "bm25", "--reasoning", "--file", file);
        Assert.Empty(lines);
        Assert.Contains("reasoning stated without a model", error, StringComparison.Ordinal);
        await using var stream = new System.IO.Compression.GZipStream(File.OpenRead(file), System.IO.Compression.CompressionMode.Decompress);
        using var reader = new StreamReader(stream);
        var written = (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["q1", "q2", "q4"], written.Select(w => w.GetProperty("metadata").GetProperty("id").GetString()));
        Assert.Equal("stated", written[1].GetProperty("metadata").GetProperty("reasoning").GetString());
        var gold = written[1].GetProperty("metadata").GetProperty("gold")[0].GetInt32();
        Assert.Equal($"Document [{gold}] is relevant, for it says: \"It took ninety passengers.\"\nAnswer: ninety", Content(written[1], 2));
        Assert.Equal("None of the documents holds the answer; it is known from elsewhere.\nAnswer: Oslo", Content(written[2], 2));
    }

    [Fact]
    public async Task Reasoning_of_a_model_is_checked()
    {
        await using var server = new ScriptedChatServer(
            ChatScript.Answer("Documents [1], [2] and [3] say that the mill burnt,\nand when.\nAnswer: 1905"), ChatScript.Answer("Document [17] says so."), ChatScript.Answer("From my own knowledge it is Oslo."));
        Directory.CreateDirectory(_cli.Data);
        var config = _cli.Write("config.json", JsonSerializer.Serialize(new
        {
            LongRag = new { Retrieval = new { Encoder = "none" }, ChatModels = new Dictionary<string, object> { ["scripted"] = new { Kind = "openai", server.Endpoint, Model = "m" } } },
        }));
        var (lines, error) = await RunAsync("rag-tuning", "--passages", "3", "--retriever", "bm25", "--reasoning", "--model", "scripted", "-c", config);
        Assert.Contains("reasoning of 2 by the model, 1 stated without it", error, StringComparison.Ordinal);
        Assert.Equal(["model", "stated", "model"], lines.Select(l => l.GetProperty("metadata").GetProperty("reasoning").GetString()));
        Assert.Equal("Documents [1], [2] and [3] say that the mill burnt, and when.\nAnswer: 1905", Content(lines[0], 2));
        Assert.Contains("Answer: 1905\n", server.Requests[0].LastMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Questions_about_a_collection_that_is_stored_need_no_documents_beside_them()
    {
        Assert.Equal(0, (await _cli.RunAsync("ingest", _cli.PathOf("set", "documents.jsonl"))).ExitCode);
        var file = _cli.Write("own.jsonl", """{"_id":"a","question":"How many passengers did the ferry take?","answers":["ninety"]}""");
        var ran = await _cli.RunAsync("dataset", "hard-negatives", "--questions", file, "--passages", "2", "--retriever", "lexical", "--order", "rank");
        Assert.True(ran.ExitCode == 0, ran.Error);
        Assert.Equal("ferry", ran.Json.GetProperty("metadata").GetProperty("documents")[0].GetString());
    }

    [Fact]
    public async Task The_questions_on_the_handbook_need_no_ids()
    {
        Assert.Equal(0, (await _cli.RunAsync("ingest", Repository.PathOf("samples/handbook"))).ExitCode);
        foreach (var verb in new[] { "hard-negatives", "rag-tuning" })
        {
            var ran = await _cli.RunAsync("dataset", verb, "--questions", Repository.PathOf("samples/handbook-questions.jsonl"), "--passages", "5", "--retriever", "lexical");
            Assert.True(ran.ExitCode == 0, ran.Error);
            Assert.Contains("left out: 4 questions without an answer", ran.Error, StringComparison.Ordinal);
            using var first = JsonDocument.Parse(ran.Output.Split('\n')[0]);
            Assert.Equal("line-1", first.RootElement.GetProperty("metadata").GetProperty("id").GetString());
        }
    }

    [Theory]
    [InlineData("hard-negatives")]
    [InlineData("rag-tuning", "--dataset", "a", "--questions", "b")]
    [InlineData("rag-tuning", "--dataset", "a", "--model", "m")]
    [InlineData("rag-tuning", "--dataset", "a", "--passages", "0")]
    public async Task What_cannot_be_written_is_said(params string[] how) => Assert.Equal(2, (await _cli.RunAsync(["dataset", .. how])).ExitCode);

    private async Task<(List<JsonElement> Lines, string Error)> RunAsync(string kind, params string[] how)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await LongRagCommand.RunAsync(["dataset", kind, "--dataset", _cli.PathOf("set"), .. how], output, error, TestContext.Current.CancellationToken);
        Assert.True(code == 0, error.ToString());
        return ([.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)], error.ToString());
    }

    private Task<(List<JsonElement> Lines, string Error)> RunAsync(string[] arguments) => RunAsync(arguments[0], arguments[1..]);

    private static string Content(JsonElement line, int message) => line.GetProperty("messages")[message].GetProperty("content").GetString()!;
}
