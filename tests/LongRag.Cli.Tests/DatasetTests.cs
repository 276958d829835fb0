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
        var (lines, error) = await RunAsync(Reasoned(server.Endpoint));
        Assert.Contains("reasoning of 2 by the model, 1 stated without it", error, StringComparison.Ordinal);
        Assert.Equal(["model", "stated", "model"], lines.Select(l => l.GetProperty("metadata").GetProperty("reasoning").GetString()));
        Assert.Equal("Documents [1], [2] and [3] say that the mill burnt, and when.\nAnswer: 1905", Content(lines[0], 2));
        Assert.Contains("Answer: 1905\n", server.Requests[0].LastMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Thoughts_of_a_model_are_no_reasoning()
    {
        await using var server = new ScriptedChatServer(
            ChatScript.Answer("<think>\nDocument [17] is out.\n</think>\n\nDocuments [1], [2] and [3] date the fire."), ChatScript.Answer("<think>Document [1] may"), ChatScript.Answer("Hm.</think>Oslo is known."));
        var (lines, _) = await RunAsync(Reasoned(server.Endpoint));
        Assert.Equal("Documents [1], [2] and [3] date the fire.\nAnswer: 1905", Content(lines[0], 2));
        Assert.Equal(["model", "stated", "model"], lines.Select(l => l.GetProperty("metadata").GetProperty("reasoning").GetString()));
        Assert.Equal("Oslo is known.\nAnswer: Oslo", Content(lines[2], 2));
    }

    [Fact]
    public async Task Reasoning_that_a_journal_keeps_is_not_asked_for_again()
    {
        var answers = new Dictionary<int, ChatScript> { [1] = ChatScript.Answer("Documents [1], [2] and [3] say so."), [2] = ChatScript.Status(400, "gone") };
        await using var server = new ScriptedChatServer(request => answers.GetValueOrDefault(request.Number) ?? ChatScript.Answer(request.Number == 3 ? "Document [17] says so." : "It is known."));
        var (file, journal) = (_cli.PathOf("train.jsonl"), _cli.PathOf("labels.jsonl"));
        string[] command = [.. Reasoned(server.Endpoint), "--file", file, "--journal", journal];
        var broken = await TryAsync(command);
        Assert.Equal((6, 2, false), (broken.ExitCode, server.Requests.Count, File.Exists(file)));
        Assert.Contains($"(labels kept in {journal}: 1; the same command goes on from there) [model_refused]", broken.Error, StringComparison.Ordinal);

        var whole = await TryAsync(command);
        Assert.Equal((0, 4, 4), (whole.ExitCode, server.Requests.Count, File.ReadAllLines(journal).Length));
        Assert.Contains("labels.jsonl holds 1 entry already", whole.Error, StringComparison.Ordinal);
        Assert.Contains("reasoning of 2 by the model, 1 stated without it (1 from the journal)", whole.Error, StringComparison.Ordinal);
        var lines = await File.ReadAllTextAsync(file);

        var again = await TryAsync(command);
        Assert.Equal((0, 4, lines), (again.ExitCode, server.Requests.Count, await File.ReadAllTextAsync(file)));
        Assert.Contains("(3 from the journal)", again.Error, StringComparison.Ordinal);

        // Other passages are another question.
        Assert.Equal((0, 7), ((await TryAsync([.. Reasoned(server.Endpoint, passages: "2"), "--journal", journal])).ExitCode, server.Requests.Count));
    }

    [Fact]
    public async Task Without_a_journal_it_is_said_what_one_would_have_kept()
    {
        await using var server = new ScriptedChatServer(ChatScript.Answer("Documents [1], [2] and [3] say so."), ChatScript.Status(400, "gone"));
        var broken = await TryAsync([.. Reasoned(server.Endpoint), "--file", _cli.PathOf("train.jsonl")]);
        Assert.Contains("(labels written before: 1; with --journal FILE they would be kept for the same command) [model_refused]", broken.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_of_another_model_is_refused()
    {
        await using var server = new ScriptedChatServer(ChatScript.Answer("Documents [1], [2] and [3] say so."));
        string[] kept = ["--journal", _cli.PathOf("labels.jsonl")];
        Assert.Equal(0, (await TryAsync([.. Reasoned(server.Endpoint), .. kept])).ExitCode);
        var ran = await TryAsync([.. Reasoned(server.Endpoint, "other"), .. kept]);
        Assert.Equal((5, 3), (ran.ExitCode, server.Requests.Count));
        Assert.Contains("is the journal of something else (dataset reasoning, set, all, scripted ", ran.Error, StringComparison.Ordinal);
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
    [InlineData("rag-tuning", "--dataset", "a", "--reasoning", "--journal", "j")]
    [InlineData("rag-tuning", "--dataset", "a", "--passages", "0")]
    public async Task What_cannot_be_written_is_said(params string[] how) => Assert.Equal(2, (await _cli.RunAsync(["dataset", .. how])).ExitCode);

    private async Task<(List<JsonElement> Lines, string Error)> RunAsync(string kind, params string[] how)
    {
        var ran = await TryAsync([kind, .. how]);
        Assert.True(ran.ExitCode == 0, ran.Error);
        return ([.. ran.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)], ran.Error);
    }

    private async Task<Ran> TryAsync(string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await LongRagCommand.RunAsync(["dataset", .. arguments, "--dataset", _cli.PathOf("set")], output, error, TestContext.Current.CancellationToken);
        return new Ran(code, output.ToString(), error.ToString());
    }

    private Task<(List<JsonElement> Lines, string Error)> RunAsync(string[] arguments) => RunAsync(arguments[0], arguments[1..]);

    /// <summary>Three examples with reasoning by a server's model.</summary>
    private string[] Reasoned(string endpoint, string model = "m", string passages = "3")
    {
        Directory.CreateDirectory(_cli.Data);
        var config = _cli.Write("config.json", JsonSerializer.Serialize(new
        {
            LongRag = new { Retrieval = new { Encoder = "none" }, ChatModels = new Dictionary<string, object> { ["scripted"] = new { Kind = "openai", Endpoint = endpoint, Model = model } } },
        }));
        return ["rag-tuning", "--passages", passages, .. (string[])["--retriever", "bm25", "--reasoning", "--model", "scripted", "-c", config]];
    }

    private static string Content(JsonElement line, int message) => line.GetProperty("messages")[message].GetProperty("content").GetString()!;
}
