using LongRag.TestKit;
using Xunit;

namespace LongRag.Cli.Tests;

public sealed class EvalMetricsTests : IDisposable
{
    private readonly CommandLine _cli = new();

    public void Dispose() => _cli.Dispose();

    private Task<Ran> MetricsAsync(params string[] more) =>
        _cli.RunAsync(["eval", "metrics", "--qrels", _cli.PathOf("qrels"), "--run", _cli.PathOf("run"), .. more]);

    private void WriteSmall()
    {
        _cli.Write("qrels", "query-id\tcorpus-id\tscore\n1\ta\t1\n2\ta\t1\n3\ta\t1\n");
        _cli.Write("run", "1 Q0 a 1 2 bm25\n2 Q0 b 1 2 bm25\n2 Q0 a 2 1 bm25\n9 Q0 a 1 1 bm25\n");
    }

    [Fact]
    public async Task The_lines_are_those_of_trec_eval()
    {
        WriteSmall();
        var ran = await MetricsAsync("-q", "-c", "-m", "num_q", "map", "relstring", "nDCG@10", "--output", "trec_eval");
        Assert.Equal(
            "map                   \t1\t1.0000\nrelstring             \t1\t'1'\nndcg_cut_10           \t1\t1.0000\n" +
            "map                   \t2\t0.5000\nrelstring             \t2\t'-1'\nndcg_cut_10           \t2\t0.6309\n" +
            "map                   \t3\t0.0000\nrelstring             \t3\t''\nndcg_cut_10           \t3\t0.0000\n" +
            "num_q                 \tall\t3\nmap                   \tall\t0.5000\nndcg_cut_10           \tall\t0.5436\n",
            ran.Output);
    }

    [Fact]
    public async Task Files_of_trec_eval_come_out_byte_for_byte()
    {
        var folder = Requires.Shared("golden", "metrics", "trec", "odd-ids");
        var ran = await _cli.RunAsync("eval", "metrics", "--qrels", Path.Combine(folder, "qrels.txt.gz"), "--run", Path.Combine(folder, "run.txt.gz"), "-q", "-l2", "-m", "all_trec", "--output", "trec_eval");
        using var golden = new StreamReader(new System.IO.Compression.GZipStream(File.OpenRead(Path.Combine(folder, "trec_eval.l2.txt.gz")), System.IO.Compression.CompressionMode.Decompress));
        Assert.Equal(await golden.ReadToEndAsync(), ran.Output);
    }

    [Fact]
    public async Task Queries_that_only_one_side_knows_are_told_and_left_out()
    {
        WriteSmall();
        var ran = await MetricsAsync("-m", "map");
        Assert.Equal("bm25, 2 queries\n  map     0.7500\n", ran.Output.ReplaceLineEndings("\n"));
        Assert.Contains("1 query (9) of the run not judged, left out", ran.Error, StringComparison.Ordinal);
        Assert.Contains("1 query (3) judged and not in the run, left out", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_has_unrounded_values_over_all_and_for_each_query()
    {
        WriteSmall();
        var json = (await MetricsAsync("-q", "-m", "map", "R@1", "--output", "json")).Json;
        Assert.Equal("bm25", json.GetProperty("run").GetString());
        Assert.Equal(2, json.GetProperty("queries").GetInt32());
        Assert.Equal(0.75, json.GetProperty("metrics").GetProperty("map").GetDouble());
        Assert.Equal(0, json.GetProperty("per_query").GetProperty("2").GetProperty("recall_1").GetDouble());
    }

    [Fact]
    public async Task A_table_of_queries_has_a_column_a_measure()
    {
        WriteSmall();
        var ran = await MetricsAsync("-q", "-m", "map", "num_ret");
        Assert.Equal("bm25, 2 queries\nquery  num_ret      map\n1            1   1.0000\n2            2   0.5000\nall          3   0.7500\n", ran.Output.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("qrels", "1 0 a 1\n1 0 a 1\n", 5, "qrels, line 2: 'a' is judged twice for query '1' [bad_input]")]
    [InlineData("qrels", "7 0 a 1\n", 5, "No query of the run is judged: it has '1', '2', '9', the judgments '7'. [bad_input]")]
    [InlineData("run", "", 5, "no line of a run in it [bad_input]")]
    [InlineData("run", null, 4, "[not_found]")]
    [InlineData("qrels", null, 4, "[not_found]")]
    public async Task What_cannot_be_scored_is_named_and_nothing_is_printed(string file, string? text, int exitCode, string message)
    {
        WriteSmall();
        if (text is null) File.Delete(_cli.PathOf(file));
        else _cli.Write(file, text);
        var ran = await MetricsAsync();
        Assert.Equal((exitCode, ""), (ran.ExitCode, ran.Output));
        Assert.Contains(message, ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_of_texts_alone_has_its_heading()
    {
        WriteSmall();
        Assert.Single((await _cli.RunAsync("eval", "metrics", "--qrels", _cli.PathOf("qrels"), "--run", _cli.PathOf("run"), "-m", "runid", "relstring")).Output.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task An_unknown_measure_is_a_bad_argument()
    {
        WriteSmall();
        Assert.Equal(2, (await MetricsAsync("-m", "nope")).ExitCode);
    }
}
