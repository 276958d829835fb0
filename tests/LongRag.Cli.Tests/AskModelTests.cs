using System.Text.Json;
using LongRag.TestKit;
using LongRag.TestKit.Chat;
using Xunit;

namespace LongRag.Cli.Tests;

public sealed class AskModelTests : IDisposable
{
    private const string Drills = "# Drills\n\n## Fire\n\nAt the fire alarm the crew muster on the aft deck within four minutes. The mate counts heads and reports to the bridge.\n\n## Boats\n\nLifeboats are swung out once a month.\n";
    private const string MusterSentence = "At the fire alarm the crew muster on the aft deck within four minutes.";
    private const string Muster = "Where does the crew muster?";

    private readonly CommandLine _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_good_model_answers_with_verified_citations()
    {
        await using var server = new ScriptedChatServer(ChatScript.Pieces(["The crew musters on the ", "aft deck [", "1], and \"the mate counts", " heads\" [1]."]));
        var output = await AskAsync(server, Muster);
        Assert.Equal("chat:remote", output.GetProperty("generator").GetString());
        Assert.Equal("The crew musters on the aft deck [1], and \"the mate counts heads\" [2].", output.GetProperty("answer").GetString());
        var text = (await _cli.RunAsync("get", "drills.md", "--text")).Output;
        var citations = output.GetProperty("citations").EnumerateArray().ToList();
        Assert.Equal([MusterSentence, "The mate counts heads and reports to the bridge."], citations.Select(c => c.GetProperty("quote").GetString()));
        foreach (var citation in citations)
        {
            Assert.Equal((true, false), (citation.GetProperty("verified").GetBoolean(), citation.GetProperty("attributed").GetBoolean()));
            Assert.Equal(citation.GetProperty("quote").GetString(), text[citation.GetProperty("start_char").GetInt32()..citation.GetProperty("end_char").GetInt32()]);
        }

        Assert.Empty(output.GetProperty("notes").EnumerateArray());
        Assert.Contains("Question: Where does the crew muster?", Assert.Single(server.Requests).LastMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_invents_is_corrected_and_that_is_said()
    {
        await using var server = new ScriptedChatServer(ChatScript.Answer("The crew musters on the aft deck [9]. The captain said \"run to the funnel at once\" [1]."));
        var output = await AskAsync(server, Muster);
        Assert.Equal("chat:remote", output.GetProperty("generator").GetString());
        Assert.Equal(1, output.GetProperty("dropped_citations").GetInt32());
        Assert.DoesNotContain("funnel", output.GetProperty("answer").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("[9]", output.GetProperty("answer").GetString(), StringComparison.Ordinal);
        var citation = Assert.Single(output.GetProperty("citations").EnumerateArray());
        Assert.Equal((MusterSentence, true), (citation.GetProperty("quote").GetString(), citation.GetProperty("attributed").GetBoolean()));
        Assert.Equal(["invented_numbers", "unsupported_numbers", "invented_quotes"], Codes(output));
        Assert.Equal("The captain said ….", Assert.Single(output.GetProperty("unsupported_sentences").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task A_server_that_is_busy_costs_the_wait_and_the_extractive_answer_stands_in()
    {
        await using var server = new ScriptedChatServer(ChatScript.Status(429, "too many"));
        var output = await AskAsync(server, Muster);
        Assert.Equal(("extractive", MusterSentence), (output.GetProperty("generator").GetString(), output.GetProperty("citations")[0].GetProperty("quote").GetString()));
        Assert.Contains("[model_busy]", output.GetProperty("notes")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_stalls_costs_the_wait_and_the_extractive_answer_stands_in()
    {
        await using var server = new ScriptedChatServer(ChatScript.Stall());
        var output = await AskAsync(server, Muster);
        Assert.Equal(("extractive", MusterSentence), (output.GetProperty("generator").GetString(), output.GetProperty("citations")[0].GetProperty("quote").GetString()));
        Assert.Equal(["model_failed"], Codes(output));
        Assert.Contains("[model_timeout]", output.GetProperty("notes")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_stalls_in_the_middle_leaves_what_holds()
    {
        await using var server = new ScriptedChatServer(ChatScript.Stall("The crew musters on the aft deck [1]. The mate"));
        var output = await AskAsync(server, Muster);
        Assert.Equal(("chat:remote", "model_failed"), (output.GetProperty("generator").GetString(), Codes(output)[^1]));
        Assert.StartsWith("The crew musters on the aft deck [1].", output.GetProperty("answer").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("html")]
    [InlineData("401")]
    [InlineData("empty")]
    [InlineData("half")]
    [InlineData("flood")]
    public async Task Whatever_else_a_server_does_there_is_an_answer(string what)
    {
        await using var server = new ScriptedChatServer(what switch
        {
            "html" => ChatScript.Body("<html><body>Welcome to the gateway</body></html>", "text/html"),
            "401" => ChatScript.Status(401, """{"error":{"message":"Incorrect API key"}}"""),
            "empty" => ChatScript.EmptyChoices(),
            "half" => ChatScript.BreakOff(abruptly: true, "Zebras"),
            _ => ChatScript.Flood(10_000_000),
        });
        var output = await AskAsync(server, Muster);
        Assert.Equal("extractive", output.GetProperty("generator").GetString());
        Assert.Equal(MusterSentence, output.GetProperty("citations")[0].GetProperty("quote").GetString());
        Assert.NotEmpty(Codes(output));
        if (what == "401") Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_server_whose_context_is_smaller_than_configured_is_asked_again_with_less()
    {
        await using var server = new ScriptedChatServer(ChatScript.Status(400, """{"error":{"message":"This model's maximum context length is 900 tokens"}}"""), ChatScript.Answer("The crew musters on the aft deck [1]."));
        var output = await AskAsync(server, Muster);
        Assert.Equal(("chat:remote", 2), (output.GetProperty("generator").GetString(), server.Requests.Count));
    }

    [Fact]
    public async Task A_person_sees_the_text_its_citations_and_what_is_not_carried()
    {
        await using var server = new ScriptedChatServer(ChatScript.Answer("The crew musters on the aft deck. Whales applaud the ceremony."));
        await IngestAsync();
        var ran = await _cli.RunAsync("ask", Muster, "--generator", "remote", "-c", Configuration(server));
        Assert.Equal(0, ran.ExitCode);
        Assert.StartsWith("The crew musters on the aft deck. [1] Whales applaud the ceremony.\n\n[1] Drills", ran.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("(found, not named)", ran.Output, StringComparison.Ordinal);
        Assert.Contains("unsupported: Whales applaud the ceremony.", ran.Error, StringComparison.Ordinal);
        Assert.Contains(" by chat:remote in ", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_is_told_where_streamed_text_is_withdrawn()
    {
        await using var server = new ScriptedChatServer(ChatScript.Answer("Whales applaud the ceremony."));
        await IngestAsync();
        var ran = await _cli.RunAsync("ask", Muster, "--generator", "remote", "-c", Configuration(server));
        Assert.Contains("This is withdrawn", ran.Error, StringComparison.Ordinal);
        Assert.Contains(MusterSentence + " [1]", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_follow_up_question_is_made_to_stand_alone_and_shown()
    {
        await using var server = new ScriptedChatServer(
            ChatScript.Answer("The crew musters on the aft deck [1]."), ChatScript.Answer("Who counts the crew?"), ChatScript.Answer("The mate counts heads [1]."));
        await IngestAsync();
        var (configuration, history) = (Configuration(server), _cli.PathOf("turns.jsonl"));
        await _cli.JsonAsync("ask", Muster, "--generator", "remote", "-c", configuration, "--history", history);
        var output = await _cli.JsonAsync("ask", "Who counts them?", "--generator", "remote", "-c", configuration, "--history", history);
        Assert.Equal(("Who counts them?", "Who counts the crew?"), (output.GetProperty("question").GetString(), output.GetProperty("standalone_question").GetString()));
        Assert.Equal("The mate counts heads and reports to the bridge.", output.GetProperty("citations")[0].GetProperty("quote").GetString());
        var turns = await File.ReadAllLinesAsync(history, TestContext.Current.CancellationToken);
        Assert.Equal([Muster, "Who counts the crew?"], turns.Select(turn => JsonDocument.Parse(turn).RootElement.GetProperty("question").GetString()));
        var carried = await _cli.RunAsync("ask", "Why?", "--history", history);
        Assert.Contains("asked as: Why? (", carried.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_questions_are_asked_a_line_each()
    {
        await IngestAsync();
        using var process = _cli.Start(new Dictionary<string, string> { [WithoutEncoder.Variable] = "none" }, "ask", "--chat", "--output", "jsonl");
        await process.StandardInput.WriteAsync($"{Muster}\n\nWhen are lifeboats swung out?\n");
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal([Muster, "When are lifeboats swung out?"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("question").GetString()));
    }

    [Theory]
    [InlineData(2, "bad_argument", "ask")]
    [InlineData(2, "bad_argument", "ask", "x", "--generator", "nobody")]
    [InlineData(2, "loud", "ask", "x", "--mode", "loud")]
    [InlineData(5, "bad_input", "ask", "x", "--history", "BAD")]
    [InlineData(4, "not_found", "ask", "x", "--history", "/nowhere/turns.jsonl")]
    public async Task What_cannot_be_asked_is_refused_by_name(int exitCode, string reason, params string[] arguments)
    {
        await IngestAsync();
        var bad = _cli.Write("bad.jsonl", "{\"question\":\"only\"}\n");
        var ran = await _cli.RunAsync([.. arguments.Select(argument => argument == "BAD" ? bad : argument)]);
        Assert.Equal(exitCode, ran.ExitCode);
        Assert.Contains(reason, ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_of_a_model_are_measured_with_and_without_what_stands_in()
    {
        await using var server = new ScriptedChatServer(request => ChatScript.Answer(request.LastMessage.Contains("Question: When", StringComparison.Ordinal) ? "1905" : "Zebras gallop"));
        _cli.Write("set/qa.jsonl", """
            {"_id":"q1","question":"When did the mill burn?","doc":"mill","answers":["1905"],"answer_start":[46]}
            {"_id":"q2","question":"Who built the mill?","doc":"mill","answers":["Ada"],"answer_start":[0]}
            {"_id":"q3","question":"Who left?","doc":"mill","answers":["Ada"],"answer_start":[0]}
            """);
        _cli.Write("set/documents.jsonl", """{"_id":"mill","title":"The mill","text":"Ada built the mill in 1820. The mill burnt in 1905. Ada left."}""");
        string[] command = ["eval", "ask", "--dataset", _cli.PathOf("set"), "--evidence", "gold", "--generator", "remote", "--mode", "bare", "-c", Configuration(server), "--only", _cli.Write("ids", "q1\n{\"_id\":\"q2\"}\n{\"query\":\"other\"}\n")];
        var both = await _cli.JsonAsync(command);
        Assert.Equal((2, 1.0, 0.5, 0.5), (both.GetProperty("questions").GetInt32(), both.GetProperty("metrics").GetProperty("best_subspan_em").GetDouble(), both.GetProperty("written_by").GetProperty("chat:remote").GetDouble(), both.GetProperty("notes").GetProperty("fallback").GetDouble()));
        var alone = await _cli.JsonAsync([.. command, "--model-only"]);
        Assert.Equal((0.5, 1.0, 0.0), (alone.GetProperty("metrics").GetProperty("best_subspan_em").GetDouble(), alone.GetProperty("written_by").GetProperty("chat:remote").GetDouble(), alone.GetProperty("metrics").GetProperty("no_answer").GetDouble()));
        Assert.EndsWith("Text: Ada built the mill in 1820. The mill burnt in 1905. Ada left.\n\nQuestion: When did the mill burn?\nAnswer:", server.Requests[0].LastMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Places_are_measured_in_three_orders()
    {
        await using var server = new ScriptedChatServer(request => ChatScript.Answer(request.LastMessage.IndexOf("1905", StringComparison.Ordinal) < request.LastMessage.IndexOf("Boat 0", StringComparison.Ordinal) ? "1905" : "never"));
        var others = Enumerable.Range(0, 3).Select(i => $$"""{"_id":"d{{i}}","title":"Boats","text":"Boat {{i}} lay in the harbour of Hamnes."}""");
        _cli.Write("multi/corpus.jsonl", string.Join('\n', others.Append("""{"_id":"g","title":"The mill","text":"The mill burnt in 1905."}""")));
        _cli.Write("multi/multidoc.jsonl", """{"_id":"q","question":"When did the mill burn?","answers":["1905"],"gold":"g","distractors":["d0","d1","d2"]}""");
        var output = await _cli.JsonAsync("eval", "position", "--dataset", _cli.PathOf("multi"), "--documents", "4", "--positions", "0,3", "--generator", "remote", "--mode", "short", "--model-only", "--order", "all", "-c", Configuration(server));
        var accuracy = output.GetProperty("accuracy");
        Assert.Equal([1, 0], Curve("original"));
        Assert.Equal([0, 1], Curve("reversed"));
        Assert.Equal(2, Curve("reordered").Length);

        double[] Curve(string order) => [.. accuracy.GetProperty(order).EnumerateArray().Select(v => v.GetDouble())];
    }

    [Fact]
    public async Task A_real_small_model_gives_a_usable_verified_answer()
    {
        var model = Requires.Shared("models", "SmolLM2-135M-Instruct", "SmolLM2-135M-Instruct.Q4_1.gguf");
        await IngestAsync();
        using var process = _cli.Start(new Dictionary<string, string> { [WithoutEncoder.Variable] = "none" }, "ask", Muster, "--generator", model, "--mode", "bare", "--output", "json");
        var (output, error) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await error);
        using var document = JsonDocument.Parse(await output);
        Assert.Equal("chat:SmolLM2-135M-Instruct.Q4_1.gguf", document.RootElement.GetProperty("generator").GetString());
        Assert.Contains("aft deck", document.RootElement.GetProperty("answer").GetString(), StringComparison.Ordinal);
        Assert.Equal(MusterSentence, document.RootElement.GetProperty("citations")[0].GetProperty("quote").GetString());
    }

    private static List<string> Codes(JsonElement output) => [.. output.GetProperty("notes").EnumerateArray().Select(note => note.GetProperty("code").GetString()!)];

    private async Task<JsonElement> AskAsync(ScriptedChatServer server, string question)
    {
        await IngestAsync();
        return await _cli.JsonAsync("ask", question, "--generator", "remote", "-c", Configuration(server));
    }

    private string Configuration(ScriptedChatServer server) => _cli.Write("longrag.json", JsonSerializer.Serialize(new
    {
        LongRag = new { ChatModels = new { remote = new { Kind = "openai", server.Endpoint, Model = "m", ContextTokens = 4096, TimeoutSeconds = 1 } } },
    }));

    private async Task IngestAsync()
    {
        _cli.Write("docs/drills.md", Drills);
        Assert.Equal(0, (await _cli.RunAsync("ingest", _cli.PathOf("docs"))).ExitCode);
    }
}
