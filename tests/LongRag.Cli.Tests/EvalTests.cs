using LongRag.Evaluation;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Cli.Tests;

public sealed class EvalTests : IDisposable
{
    private readonly CommandLine _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task This_build_agrees_with_every_stored_reference_value()
    {
        var ran = await _cli.RunAsync("eval", "golden", Requires.Shared("golden"), "--output", "json");
        var checks = ran.Json.GetProperty("checks").EnumerateArray().ToArray();
        Assert.Equal([], checks.Where(check => check.GetProperty("failed").GetInt32() > 0).Select(check => check.ToString()));
        Assert.Equal(0, ran.ExitCode);
        var cases = checks.ToDictionary(check => check.GetProperty("name").GetString()!, check => check.GetProperty("cases").GetInt32());
        Assert.Equal((30, 401, 18), (cases["seeds/reorder/orders.json"], cases["seeds/structurization/v1.jsonl.gz"], cases["seeds/structurization/v2.jsonl.gz"]));
    }

    [Fact]
    public async Task A_reference_value_that_differs_is_shown_and_ends_with_5()
    {
        _cli.Write("golden/seeds/reorder/orders.json", """[{"k": 2, "order": [2, 1], "position_of": [1, 2]}]""");
        var ran = await _cli.RunAsync("eval", "golden", _cli.PathOf("golden"));
        Assert.Equal((5, "FAIL seeds/reorder/orders.json: 2 cases, 1 failed; k 2, order: expected 2 1, got 1 2"), (ran.ExitCode, ran.Output.Trim()));
    }

    [Fact]
    public async Task A_reference_value_that_is_missing_is_a_failed_check_that_names_it()
    {
        _cli.Write("golden/seeds/reorder/orders.json", """[{"k": 2, "order": [2, 1]}]""");
        var ran = await _cli.RunAsync("eval", "golden", _cli.PathOf("golden"));
        Assert.Equal(5, ran.ExitCode);
        Assert.StartsWith("FAIL seeds/reorder: 1 cases, 1 failed; there is no 'position_of' in {\"k\": 2", ran.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"task":"multidoc","generator":"g","positions":[],"accuracy":{"original":[]}}""")]
    [InlineData("""{"task":"multidoc","generator":"g","positions":[0,1],"accuracy":{"original":[1]}}""")]
    [InlineData("""{"task":"kv","generator":"g","order":"original","lengths":[],"depths":[],"accuracy":[]}""")]
    public async Task A_curve_without_its_values_is_no_report(string text)
    {
        var ran = await _cli.RunAsync("eval", "report", "--position", _cli.Write("position.json", text), "--out", _cli.PathOf("page.html"));
        Assert.Equal((5, false), (ran.ExitCode, File.Exists(_cli.PathOf("page.html"))));
        Assert.Contains("position.json: accuracy", ran.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("num_ret", 2, "'num_ret' is no mean over the queries")]
    [InlineData("map", 0, "Wrote")]
    public async Task A_report_has_means_alone_over_all_judged_queries(string measure, int exitCode, string said)
    {
        var qrels = _cli.Write("qrels", "1 0 a 1\n2 0 a 1\n");
        var run = _cli.Write("run", "1 Q0 a 1 1 x\n");
        var ran = await _cli.RunAsync("eval", "report", "--qrels", qrels, "--run", run, "--run", run, "-m", measure, "--out", _cli.PathOf("page.html"));
        Assert.Equal(exitCode, ran.ExitCode);
        Assert.Contains(said, ran.Error, StringComparison.Ordinal);
        if (exitCode == 0) Assert.Contains("the same with 2.", await File.ReadAllTextAsync(_cli.PathOf("page.html"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_reference_values_is_not_found() => Assert.Equal(4, (await _cli.RunAsync("eval", "golden", _cli.PathOf("nothing"))).ExitCode);

    [Fact]
    public async Task Following_a_changed_instruction_is_measured_as_fraction_and_times_100()
    {
        var original = _cli.Write("og", "1-og Q0 a 1 2 t\n1-og Q0 b 2 1 t\n");
        var changed = _cli.Write("changed", "1-changed Q0 b 1 2 t\n1-changed Q0 a 2 1 t\n");
        var difference = _cli.Write("diff.json", "{\"1\": [\"a\"], \"2\": [\"a\"]}");
        string[] arguments = ["eval", "pmrr", "--original", original, "--changed", changed, "--qrel-diff", difference];
        var ran = await _cli.RunAsync(arguments);
        Assert.Equal("p-MRR (fraction)  0.5000\np-MRR (x 100)     50.00\nqueries           1\n", ran.Output.ReplaceLineEndings("\n"));
        Assert.Contains("1 queries left out, without changed documents or absent from a run: 2", ran.Error, StringComparison.Ordinal);
        var json = await _cli.JsonAsync(arguments);
        Assert.Equal((0.5, 50, 0.5), (json.GetProperty("p_mrr").GetDouble(), json.GetProperty("p_mrr_x100").GetDouble(), json.GetProperty("per_query").GetProperty("1").GetDouble()));
    }

    [Fact]
    public async Task Answers_are_scored_row_by_row_with_the_averages_last()
    {
        var input = _cli.Write("answers.jsonl", "{\"prediction\": \"the cat\", \"answers\": [\"cat\", \"dog\"]}\n\n{\"prediction\": \"x\", \"answers\": \"y\"}\n");
        var lines = (await _cli.RunAsync("eval", "text", "--input", input)).Output.ReplaceLineEndings("\n").TrimEnd().Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("{\"em\":1,\"f1\":1,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("{\"rows\":2,\"em\":0.5,\"f1\":0.5,\"em_v2\":0.5,\"f1_v2\":0.5,\"best_subspan_em\":0.5,\"longbench_f1\":0.5,\"rouge1\":0.3333333333333333,", lines[2], StringComparison.Ordinal);
        Assert.Equal(0.5, (await _cli.JsonAsync("eval", "text", "--input", input)).GetProperty("averages").GetProperty("em").GetDouble());
    }

    [Theory]
    [InlineData("{\"prediction\": \"x\"}\n")]
    [InlineData("{\"prediction\": \"x\", \"answers\": [1]}\n")]
    [InlineData("{\"prediction\": null, \"answers\": []}\n")]
    [InlineData("not json\n")]
    [InlineData("17\n")]
    [InlineData("")]
    public async Task Rows_that_are_no_answers_are_named(string text)
    {
        var ran = await _cli.RunAsync("eval", "text", "--input", _cli.Write("a", text));
        Assert.Equal((5, ""), (ran.ExitCode, ran.Output));
        Assert.Contains(text.Length > 0 ? "line 1: not an object with prediction" : "no answer in it", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_runs_are_compared_with_the_queries_that_changed_most()
    {
        var qrels = _cli.Write("qrels", "1 0 a 1\n2 0 a 1\n3 0 a 1\n");
        var first = _cli.Write("first", "1 Q0 a 1 1 x\n2 Q0 b 1 2 x\n2 Q0 a 2 1 x\n3 Q0 a 1 1 x\n");
        var second = _cli.Write("second", "1 Q0 a 1 1 y\n2 Q0 a 1 2 y\n3 Q0 b 1 1 y\n");
        var queries = _cli.Write("queries.jsonl", "{\"_id\": \"2\", \"text\": \"which\\nship?\"}\n");
        string[] arguments = ["eval", "compare", first, second, "--qrels", qrels, "--metric", "MRR", "--queries", queries];
        var json = await _cli.JsonAsync(arguments);
        Assert.Equal(("recip_rank", 3, 1, 1, 1), (json.GetProperty("metric").GetString(), json.GetProperty("queries").GetInt32(), json.GetProperty("wins").GetInt32(), json.GetProperty("losses").GetInt32(), json.GetProperty("ties").GetInt32()));
        Assert.Equal(1, json.GetProperty("randomisation_p").GetDouble());
        Assert.Equal(["3", "2"], json.GetProperty("most_changed").EnumerateArray().Select(change => change.GetProperty("query").GetString()));
        var text = (await _cli.RunAsync(arguments)).Output;
        Assert.Contains("b better 1, worse 1, same 1", text, StringComparison.Ordinal);
        Assert.Contains("+0.5000  0.5000 -> 1.0000  2  which ship?", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_are_fused_into_a_file()
    {
        var first = _cli.Write("first", "1 Q0 a 1 2 x\n1 Q0 b 2 1 x\n");
        var second = _cli.Write("second", "1 Q0 b 1 9 y\n");
        var ran = await _cli.RunAsync("eval", "fuse", "--method", "combsum", "--run", first, "--run", second, "--weights", "1", "0.5", "--out", _cli.PathOf("fused.gz"), "--tag", "both");
        Assert.Equal(0, ran.ExitCode);
        var fused = Run.Read(_cli.PathOf("fused.gz"));
        Assert.Equal("both", fused.Tag);
        Assert.Equal([new RunEntry("b", 5.5), new RunEntry("a", 2)], fused["1"]!.Entries);
    }

    [Theory]
    [InlineData(2, "--method", "vote")]
    [InlineData(2, "--weights", "1")]
    [InlineData(2, "--top", "0")]
    [InlineData(2, "--rrf-k", "NaN")]
    [InlineData(2, "--weights", "1", "NaN")]
    public async Task What_cannot_be_fused_writes_nothing(int exitCode, params string[] more)
    {
        var first = _cli.Write("first", "1 Q0 a 1 2 x\n");
        var ran = await _cli.RunAsync(["eval", "fuse", "--run", first, "--run", first, "--out", _cli.PathOf("fused"), .. more]);
        Assert.Equal((exitCode, false), (ran.ExitCode, File.Exists(_cli.PathOf("fused"))));
    }
}
