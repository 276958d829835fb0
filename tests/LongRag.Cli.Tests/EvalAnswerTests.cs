using System.Text.Json;
using Xunit;

namespace LongRag.Cli.Tests;

public sealed class EvalAnswerTests
{
    private const string Documents = """
        {"_id":"mill","title":"The mill","text":"Ada built the mill in 1820. The mill burnt in 1905. Ada left."}
        {"_id":"ferry","title":"The ferry","text":"The ferry left Lorvik every hour. It took ninety passengers."}
        """;

    private const string Questions = """
        {"_id":"q1","question":"When did the mill burn?","doc":"mill","answers":["1905"],"answer_start":[46]}
        {"_id":"q2","question":"How many passengers did the ferry take?","doc":"ferry","answers":["ninety"],"answer_start":[42]}
        """;

    [Theory]
    [InlineData("given_paragraph", "--given-paragraph")]
    [InlineData("end_to_end", "--top", "5")]
    [InlineData("within_document", "--within-document")]
    public async Task Answers_are_checked_against_gold(string mode, params string[] how)
    {
        using var line = new CommandLine();
        line.Write("set/qa.jsonl", Questions);
        line.Write("set/documents.jsonl", Documents);
        var (code, output, error) = await RunAsync(["eval", "ask", "--dataset", line.PathOf("set"), "--sentences", "1", "--output", "json", "--rows", line.PathOf("rows.jsonl"), .. how]);
        Assert.True(code == 0, error);
        using var json = JsonDocument.Parse(output);
        Assert.Equal((mode, 2, "set", "all"), (Text("mode"), json.RootElement.GetProperty("questions").GetInt32(), Text("dataset"), Text("split")));
        var metrics = json.RootElement.GetProperty("metrics");
        foreach (var measure in new[] { "first_quote_hit", "best_subspan_em", "citation_precision", "citation_recall", "document_seen" }) Assert.Equal((measure, 1.0), (measure, metrics.GetProperty(measure).GetDouble()));
        Assert.Equal(0, metrics.GetProperty("no_answer").GetDouble());
        Assert.True(json.RootElement.GetProperty("timings_ms").TryGetProperty("generate_p50", out _));
        var rows = await File.ReadAllLinesAsync(line.PathOf("rows.jsonl"), TestContext.Current.CancellationToken);
        Assert.Equal(["q1", "q2"], rows.Select(row => JsonDocument.Parse(row).RootElement.GetProperty("id").GetString()));
        Assert.Equal("The mill burnt in 1905.", JsonDocument.Parse(rows[0]).RootElement.GetProperty("quotes")[0].GetProperty("text").GetString());
        Assert.Equal([line.PathOf("rows.jsonl")], Directory.EnumerateFiles(line.PathOf("."), "rows*").Select(Path.GetFullPath));

        string Text(string name) => json.RootElement.GetProperty(name).GetString()!;
    }

    [Fact]
    public async Task An_evaluation_goes_on_where_its_journal_ends()
    {
        using var line = new CommandLine();
        line.Write("set/qa.jsonl", Questions);
        line.Write("set/documents.jsonl", Documents);
        string[] command = ["eval", "ask", "--dataset", line.PathOf("set"), "--given-paragraph", "--output", "json", "--journal", line.PathOf("asked.jsonl"), "--rows", line.PathOf("rows.jsonl")];
        var whole = await RunAsync(command);
        var rows = await File.ReadAllTextAsync(line.PathOf("rows.jsonl"), TestContext.Current.CancellationToken);
        var journal = await File.ReadAllLinesAsync(line.PathOf("asked.jsonl"), TestContext.Current.CancellationToken);
        Assert.Equal((0, 3), (whole.Code, journal.Length));

        // Proof that the answer comes from the journal: it is another there.
        await File.WriteAllTextAsync(line.PathOf("asked.jsonl"), $"{journal[0]}\n{journal[1].Replace("1905", "1906", StringComparison.Ordinal)}\n{journal[2][..30]}", TestContext.Current.CancellationToken);
        var (code, output, error) = await RunAsync(command);
        Assert.Equal(0, code);
        Assert.Contains("asked.jsonl holds 1 entry already", error, StringComparison.Ordinal);
        Assert.Equal(WithoutTimes(whole.Output), WithoutTimes(output));
        Assert.Equal(
            rows.Replace("1905", "1906", StringComparison.Ordinal).Split('\n').Select(row => row.Split("\"timings_ms\"")[0]),
            (await File.ReadAllTextAsync(line.PathOf("rows.jsonl"), TestContext.Current.CancellationToken)).Split('\n').Select(row => row.Split("\"timings_ms\"")[0]));

        static string WithoutTimes(string json) => json.Split("\"timings_ms\"")[0];
    }

    [Fact]
    public async Task A_store_that_is_named_is_asked_and_left_as_it_is()
    {
        using var line = new CommandLine();
        line.Write("set/qa.jsonl", Questions);
        var file = line.Write("set/documents.jsonl", Documents);
        Assert.Equal(0, (await line.RunAsync("ingest", file)).ExitCode);
        var json = await line.JsonAsync("eval", "ask", "--dataset", line.PathOf("set"));
        Assert.Equal(1, json.GetProperty("metrics").GetProperty("citation_recall").GetDouble());
    }

    [Theory]
    [InlineData(4, "nowhere", "--dataset", "nowhere")]
    [InlineData(2, "--limit", "--limit", "0")]
    [InlineData(2, "leave", "--given-paragraph", "--top", "3")]
    [InlineData(2, "--sentences", "--sentences", "11")]
    public async Task What_cannot_be_asked_is_said(int exitCode, string reason, params string[] how)
    {
        using var line = new CommandLine();
        line.Write("set/qa.jsonl", Questions);
        line.Write("set/documents.jsonl", Documents);
        string[] dataset = how[0] == "--dataset" ? ["--dataset", line.PathOf("nowhere")] : ["--dataset", line.PathOf("set"), .. how];
        var (code, _, error) = await RunAsync(["eval", "ask", .. dataset]);
        Assert.Equal(exitCode, code);
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_for_a_folder_that_is_not_there_are_refused_before_any_work()
    {
        using var line = new CommandLine();
        var (code, _, error) = await RunAsync(["eval", "ask", "--dataset", line.PathOf("nowhere"), "--rows", "/nowhere/rows.jsonl"]);
        Assert.Equal(4, code);
        Assert.Contains("There is no folder for '/nowhere/rows.jsonl'.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_that_the_store_lacks_counts_as_missed()
    {
        using var line = new CommandLine();
        line.Write("set/qa.jsonl", Questions);
        line.Write("set/documents.jsonl", Documents);
        Assert.Equal(0, (await line.RunAsync("ingest", line.Write("other.jsonl", Documents.Split('\n')[0]))).ExitCode);
        var json = await line.JsonAsync("eval", "ask", "--dataset", line.PathOf("set"));
        Assert.Equal(0.5, json.GetProperty("metrics").GetProperty("citation_recall").GetDouble());
    }

    [Fact]
    public async Task A_malformed_question_leaves_no_rows_behind()
    {
        using var line = new CommandLine();
        line.Write("set/qa.jsonl", Questions + "\n{");
        line.Write("set/documents.jsonl", Documents);
        var (code, _, error) = await RunAsync(["eval", "ask", "--dataset", line.PathOf("set"), "--given-paragraph", "--rows", line.PathOf("rows.jsonl")]);
        Assert.Equal(5, code);
        Assert.Contains("qa.jsonl, line 3", error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(line.PathOf("."), "rows*"));
    }

    [Fact]
    public async Task The_curve_of_who_reads_the_ends_dips_in_the_middle_and_reordering_brings_a_good_rank_to_an_end()
    {
        using var line = new CommandLine();
        var others = Enumerable.Range(0, 9).Select(i => $$"""{"_id":"d{{i}}","title":"Boats","text":"Boat {{i}} lay in the harbour of Hamnes."}""");
        line.Write("multi/corpus.jsonl", string.Join('\n', others.Append("""{"_id":"g","title":"The mill","text":"The mill burnt in 1905."}""")));
        line.Write("multi/multidoc.jsonl", """{"_id":"q","question":"When did the mill burn?","answers":["1905"],"gold":"g","distractors":["d0","d1","d2","d3","d4","d5","d6","d7","d8"]}""");
        var (code, output, error) = await RunAsync(["eval", "position", "--dataset", line.PathOf("multi"), "--documents", "10", "--positions", "0,1,2,5,9", "--generator", "scripted-ends", "--output", "json"]);
        Assert.True(code == 0, error);
        using var json = JsonDocument.Parse(output);
        Assert.Equal([1, 1, 0, 0, 1], Curve("original"));
        Assert.Equal([1, 1, 1, 0, 0], Curve("reordered"));

        double[] Curve(string order) => [.. json.RootElement.GetProperty("accuracy").GetProperty(order).EnumerateArray().Select(v => v.GetDouble())];
    }

    [Theory]
    [InlineData("needle", "200,1400")]
    [InlineData("kv", "25,200")]
    public async Task A_grid_has_a_row_for_each_length_and_a_cell_for_each_depth(string task, string lengths)
    {
        var (code, output, error) = await RunAsync(["eval", "position", "--task", task, "--lengths", lengths, "--depths", "0,50,100", "--samples", "2", "--generator", "scripted-ends", "--output", "json"]);
        Assert.True(code == 0, error);
        using var json = JsonDocument.Parse(output);
        double[][] grid = [.. json.RootElement.GetProperty("accuracy").EnumerateArray().Select(row => row.EnumerateArray().Select(v => v.GetDouble()).ToArray())];
        Assert.Equal([[1, 1, 1], [1, 0, 1]], grid);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await LongRagCommand.RunAsync(arguments, output, error, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
