using System.Globalization;
using System.Text;
using System.Text.Json;
using LongRag.TestKit;
using LongRag.TestKit.Chat;
using Xunit;

namespace LongRag.Cli.Tests;

public sealed class StructurizeTests : IDisposable
{
    private readonly CommandLine _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_dry_run_tells_the_cost_and_asks_nothing()
    {
        await using var server = new ScriptedChatServer(Dividing);
        await IngestAsync(server, documents: 3);
        var cost = await _cli.JsonAsync("structurize", "--model", "scripted", "--dry-run", "--longer-than", "100");
        Assert.Equal((3, 0, 3, 0), (Number(cost, "documents"), Number(cost, "done"), Number(cost, "slices"), Number(cost, "known_slices")));
        Assert.InRange(Number(cost, "tokens_in"), 3 * 400, 3 * 1200);
        Assert.Equal(3 * (24 + 2 * 36), Number(cost, "tokens_out"));
        Assert.Equal(1, Number(await _cli.JsonAsync("structurize", "--model", "scripted", "--dry-run", "--longer-than", "100", "--document", "d2.md"), "documents"));
        Assert.StartsWith("default with scripted: 3 documents (0 more are done), 3 slices (0 answered before), about ", (await _cli.RunAsync("structurize", "default", "--model", "scripted", "--dry-run", "--longer-than", "100")).Output, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
        Assert.False(Directory.Exists(Path.Combine(_cli.Data, "structures")));
    }

    [Fact]
    public async Task Documents_get_the_models_sections_once_and_are_found_by_their_new_passages()
    {
        await using var server = new ScriptedChatServer(Dividing);
        await IngestAsync(server, documents: 2);
        var ran = await _cli.RunAsync("structurize", "--model", "scripted", "--longer-than", "100", "--limit", "1");
        Assert.True(ran.ExitCode == 0, ran.Error);
        Assert.StartsWith("1 documents: 1 structurized anew, 0 done before, 0 failed. Slices: 1 by the model, 0 repaired, 0 at a later try, 0 without the model. 1 calls, 11 tokens in, 7 out", ran.Output, StringComparison.Ordinal);
        Assert.Contains("about", ran.Error, StringComparison.Ordinal);
        var report = await _cli.JsonAsync("structurize", "--model", "scripted", "--longer-than", "100");
        Assert.Equal((1, 1, 1, 1), (Number(report, "documents"), Number(report, "changed"), Number(report, "skipped"), Number(report, "calls")));
        Assert.Equal(2, server.Requests.Count);

        var outline = await _cli.JsonAsync("outline", "d1.md");
        Assert.Equal(["root", "authored", "model", "model"], outline.GetProperty("sections").EnumerateArray().Select(s => s.GetProperty("origin").GetString()));
        var drawn = (await _cli.RunAsync("outline", "d1.md")).Output;
        Assert.Matches("(?m)^  ├─ ~ Point 1 .*  model$", drawn);
        Assert.Matches("(?m)^└─ Boats .*  author$", drawn);
        Assert.True((await _cli.JsonAsync("index", "verify")).GetProperty("ok").GetBoolean());
        var hit = (await _cli.JsonAsync("search", "boat1 number 3", "--filter", "source=d1.md")).GetProperty("results")[0];
        Assert.Equal(["Boats", "~ Point 7"], hit.GetProperty("section_path").EnumerateArray().Select(p => p.GetString()));

        // A structure does not make a document another one for an ingest.
        Assert.Equal(2, (await _cli.JsonAsync("ingest", _cli.PathOf())).GetProperty("unchanged").GetInt32());
        var exported = (await _cli.RunAsync("export")).Output;
        using var other = new CommandLine();
        Assert.Equal(0, (await other.RunAsync("import", other.Write("export.jsonl", exported))).ExitCode);
        Assert.Equal(exported, (await other.RunAsync("export")).Output);
    }

    [Fact]
    public async Task A_run_whose_model_goes_away_keeps_what_was_answered()
    {
        var isBack = false;
        await using var server = new ScriptedChatServer(request => request.Number > 2 && !isBack ? ChatScript.Status(401, """{"error":{"message":"no"}}""") : Dividing(request));
        await IngestAsync(server, documents: 5);
        Assert.NotEqual(0, (await _cli.RunAsync("structurize", "--model", "scripted", "--longer-than", "100")).ExitCode);

        isBack = true;
        var report = await _cli.JsonAsync("structurize", "--model", "scripted", "--longer-than", "100");
        Assert.Equal((3, 2, 3), (Number(report, "documents"), Number(report, "skipped"), Number(report, "calls")));
        Assert.True((await _cli.JsonAsync("index", "verify")).GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task A_run_that_is_killed_asks_nothing_twice()
    {
        var isBack = false;
        await using var server = new ScriptedChatServer(request => request.Number > 2 && !isBack ? ChatScript.Stall() : Dividing(request));
        await IngestAsync(server, documents: 4);
        using (var process = _cli.Start(new Dictionary<string, string> { ["LongRag__Retrieval__Encoder"] = "none" }, "structurize", "--model", "scripted", "--longer-than", "100"))
        {
            for (var waited = 0; server.Requests.Count < 3 && waited < 600; waited++) await Task.Delay(100, TestContext.Current.CancellationToken);
            Assert.Equal(3, server.Requests.Count);
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        isBack = true;
        Assert.Equal((4, 2), (Number(await _cli.JsonAsync("structurize", "--model", "scripted", "--longer-than", "100", "--dry-run"), "slices"), Number(await _cli.JsonAsync("structurize", "--model", "scripted", "--longer-than", "100", "--dry-run"), "known_slices")));
        var report = await _cli.JsonAsync("structurize", "--model", "scripted", "--longer-than", "100");
        Assert.Equal((4, 4, 2), (Number(report, "changed"), Number(report, "accepted"), Number(report, "calls")));
        Assert.True((await _cli.JsonAsync("index", "verify")).GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task A_real_model_that_is_too_small_costs_nothing_but_time()
    {
        var model = Requires.Shared("models", "SmolLM2-135M-Instruct", "SmolLM2-135M-Instruct.Q4_1.gguf");
        Directory.CreateDirectory(_cli.Data);
        await File.WriteAllTextAsync(Path.Combine(_cli.Data, "longrag.json"), JsonSerializer.Serialize(new
        {
            LongRag = new { ChatModels = new Dictionary<string, object> { ["smol"] = new { Kind = "gguf", Path = model, ContextTokens = 1200 } } },
        }), TestContext.Current.CancellationToken);
        Write(documents: 1);
        await _cli.JsonAsync("ingest", _cli.PathOf());
        var before = (await _cli.RunAsync("export")).Output;
        var report = await _cli.JsonAsync("structurize", "--model", "smol", "--longer-than", "100");
        Assert.Equal(1, Number(report, "documents"));
        Assert.InRange(Number(report, "tokens_in"), 400, 3 * 1200);
        Assert.True(Number(report, "tokens_out") <= 3 * 300);
        // It answers "[1, 5]" or the like: whatever it says, nothing is lost, and mostly nothing changes.
        var after = (await _cli.RunAsync("export")).Output;
        if (Number(report, "fell_back") == 1) Assert.Equal(before, after);
        else Assert.Equal(TextOf(before), TextOf(after));
        Assert.True((await _cli.JsonAsync("index", "verify")).GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task A_model_that_cannot_do_it_leaves_everything_as_it_was()
    {
        await using var server = new ScriptedChatServer(ChatScript.Answer("I am a small model."));
        await IngestAsync(server, documents: 2);
        var before = (await _cli.RunAsync("export")).Output;
        var report = await _cli.JsonAsync("structurize", "--model", "scripted", "--longer-than", "100");
        Assert.Equal((2, 0, 6), (Number(report, "fell_back"), Number(report, "changed"), Number(report, "calls")));
        Assert.Equal(before, (await _cli.RunAsync("export")).Output);
        Assert.Equal(2, Number(await _cli.JsonAsync("structurize", "--model", "scripted", "--longer-than", "100"), "skipped"));
        Assert.Equal(6, server.Requests.Count);
    }

    [Fact]
    public async Task Highlights_are_shown_below_their_sections()
    {
        await using var server = new ScriptedChatServer(ChatScript.Answer("2"));
        Configure(server);
        _cli.Write("m.md", "# Mill\n\nThe mill ground flour. Flour from the mill fed the village. It rained.\n");
        await _cli.JsonAsync("ingest", _cli.PathOf());
        Assert.DoesNotContain("»", (await _cli.RunAsync("outline", "m.md")).Output, StringComparison.Ordinal);
        Assert.Contains("\n    » The mill ground flour.\n", (await _cli.RunAsync("outline", "m.md", "--highlights")).Output, StringComparison.Ordinal);
        var section = (await _cli.JsonAsync("outline", "m.md", "--highlights", "2")).GetProperty("sections")[1];
        Assert.Equal(["The mill ground flour.", "Flour from the mill fed the village."], section.GetProperty("highlights").EnumerateArray().Select(h => h.GetProperty("text").GetString()));
        var named = (await _cli.JsonAsync("outline", "m.md", "--highlights", "1", "--model", "scripted")).GetProperty("sections")[1].GetProperty("highlights")[0];
        Assert.Equal(("Flour from the mill fed the village.", 0), (named.GetProperty("text").GetString(), named.GetProperty("score").GetDouble()));
        Assert.Equal(2, (await _cli.RunAsync("outline", "m.md", "--model", "scripted")).ExitCode);
    }

    [Theory]
    [InlineData(2, "no such model", "--model", "nobody")]
    [InlineData(2, "--limit", "--model", "scripted", "--limit", "0")]
    [InlineData(4, "[no_such_collection]", "elsewhere", "--model", "scripted")]
    [InlineData(4, "[no_such_document]", "--model", "scripted", "--document", "zzzz")]
    public async Task What_cannot_be_structurized_is_said(int exitCode, string reason, params string[] how)
    {
        await using var server = new ScriptedChatServer(Dividing);
        await IngestAsync(server, documents: 1);
        var ran = await _cli.RunAsync(["structurize", .. how]);
        Assert.Equal(exitCode, ran.ExitCode);
        if (reason != "no such model") Assert.Contains(reason, ran.Error, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    private async Task IngestAsync(ScriptedChatServer server, int documents)
    {
        Configure(server);
        Write(documents);
        await _cli.JsonAsync("ingest", _cli.PathOf());
    }

    private void Write(int documents)
    {
        for (var d = 1; d <= documents; d++)
        {
            var text = new StringBuilder("# Boats\n");
            for (var p = 1; p <= 3; p++)
            {
                text.Append("\n\n");
                for (var s = 1; s <= 4; s++) text.Append(CultureInfo.InvariantCulture, $"The boat{d} number {p} crosses the sound {s} times before noon and carries mail. ");
            }

            _cli.Write($"d{d}.md", text.ToString());
        }
    }

    private void Configure(ScriptedChatServer server)
    {
        Directory.CreateDirectory(_cli.Data);
        File.WriteAllText(Path.Combine(_cli.Data, "longrag.json"), JsonSerializer.Serialize(new
        {
            LongRag = new { ChatModels = new Dictionary<string, object> { ["scripted"] = new { Kind = "openai", server.Endpoint, Model = "m" } } },
        }));
    }

    /// <summary>Points of six sentences.</summary>
    private static ChatScript Dividing(RecordedChatRequest request)
    {
        var count = request.LastMessage.Split('\n').Count(line => line.StartsWith("- Sentence ", StringComparison.Ordinal));
        var yaml = new StringBuilder("```yaml\nScope: Boats\nAspects:\n");
        for (var start = 1; start <= count; start += 6) yaml.Append(CultureInfo.InvariantCulture, $"- AspectName: Point {start}\n  SentenceRange: [{start}, {Math.Min(count, start + 5)}]\n");
        return ChatScript.Answer(yaml.Append("```").ToString());
    }

    private static string? TextOf(string exported) => JsonDocument.Parse(exported.Split('\n')[1]).RootElement.GetProperty("text").GetString();

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
