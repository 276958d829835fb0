using LongRag.TestKit;
using Xunit;

namespace LongRag.Cli.Tests;

public sealed class EvalFollowIrTests : IDisposable
{
    private readonly EvaluationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private void WritePairs()
    {
        _folder.Write("set/corpus.jsonl", """
            {"_id": "c", "text": "oil pipeline canada canada"}
            {"_id": "p", "text": "oil pipeline from the coast of peru"}
            {"_id": "t", "text": "tin mine opened"}
            {"_id": "n", "text": "nothing here"}
            """);
        _folder.Write("set/queries.jsonl", """
            {"_id": "a-only", "text": "oil", "metadata": {"instruction_og": "About oil.", "instruction_changed": "About oil. Only peru coast."}}
            {"_id": "b-exclude", "text": "tin", "metadata": {"instruction_og": "About tin.", "instruction_changed": "About tin. Not canada."}}
            """);
        _folder.Write("set/instruction_pairs.jsonl", "{\"_id\": \"a-only\", \"query_id\": \"a\", \"mode\": \"only\"}\n{\"_id\": \"b-exclude\", \"query_id\": \"b\", \"mode\": \"exclude\"}\n");
        _folder.Write("set/qrels/og.tsv", "query-id\tcorpus-id\tscore\na-only\tc\t1\na-only\tp\t1\nb-exclude\tt\t1\nb-exclude\tn\t1\n");
        _folder.Write("set/qrels/changed.tsv", "query-id\tcorpus-id\tscore\na-only\tc\t0\na-only\tp\t1\nb-exclude\tt\t1\nb-exclude\tn\t0\n");
    }

    [Fact]
    public async Task The_parts_of_each_narrative_are_printed_and_counted()
    {
        _folder.Write("topics.jsonl", """
            {"_id": "1", "title": "Canada", "narrative": "Stories about wheat are relevant. Stories about oil are not relevant."}
            {"_id": "2", "title": "Peru", "narrative": "Only stories about tin are relevant."}
            """);
        var json = await EvaluationFolder.JsonAsync("instructions", "--topics", _folder.PathOf("topics.jsonl"));
        Assert.Equal((2, 2, 1), (json.GetProperty("instructions").GetInt32(), json.GetProperty("with_wanted").GetInt32(), json.GetProperty("with_excluded").GetInt32()));
        Assert.Equal("""{"not_relevant":1,"relevant":1,"required":1}""", json.GetProperty("rules").ToString().ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal));
        var first = json.GetProperty("read")[0];
        Assert.Equal(("wheat", "oil"), (first.GetProperty("wanted")[0].GetProperty("text").GetString(), first.GetProperty("excluded")[0].GetProperty("text").GetString()));
    }

    [Fact]
    public async Task Every_narrative_of_the_shared_topics_is_read()
    {
        string[] files = [.. Directory.EnumerateFiles(Requires.Shared("data", "trec-topics"), "*.jsonl").Order(StringComparer.Ordinal)];
        var json = await EvaluationFolder.JsonAsync(["instructions", "--topics", .. files]);
        Assert.Equal((500, 496, 236), (json.GetProperty("instructions").GetInt32(), json.GetProperty("with_wanted").GetInt32(), json.GetProperty("with_excluded").GetInt32()));
    }

    [Fact]
    public async Task A_document_that_falls_with_the_instruction_counts_and_kinds_are_told_apart()
    {
        WritePairs();
        var json = await EvaluationFolder.JsonAsync("followir", "--dataset", _folder.PathOf("set"), "--retriever", "bm25", "--distractors", "1");
        var judged = json.GetProperty("variants").GetProperty("judged");
        // a-only: c was first (shorter) and is second: 1 - 1/2. b-exclude: n was last and is: 0.
        Assert.Equal(0.25, judged.GetProperty("all").GetProperty("p_mrr").GetDouble());
        Assert.Equal(25, judged.GetProperty("all").GetProperty("p_mrr_x100").GetDouble());
        Assert.Equal(0.5, judged.GetProperty("kinds").GetProperty("only").GetProperty("p_mrr").GetDouble());
        Assert.Equal(0, judged.GetProperty("kinds").GetProperty("exclude").GetProperty("p_mrr").GetDouble());
        Assert.Equal(1, judged.GetProperty("all").GetProperty("original").GetProperty("map_cut_1000").GetDouble());
        Assert.Equal(1, json.GetProperty("variants").GetProperty("distractors").GetProperty("distractors").GetInt32());
    }

    [Fact]
    public async Task Both_runs_are_kept_on_request_and_give_the_same_figure_to_eval_pmrr()
    {
        WritePairs();
        Assert.Equal(0, (await EvaluationFolder.EvalAsync(["followir", "--dataset", _folder.PathOf("set"), "--retriever", "bm25", "--distractors", "0", "--runs", _folder.PathOf("runs")])).ExitCode);
        var difference = _folder.Write("diff.json", """{"a-only": ["c"], "b-exclude": ["n"]}""");
        var json = await EvaluationFolder.JsonAsync("pmrr", "--original", _folder.PathOf("runs", "judged.og.trec.gz"), "--changed", _folder.PathOf("runs", "judged.changed.trec.gz"), "--qrel-diff", difference);
        Assert.Equal(0.25, json.GetProperty("p_mrr").GetDouble());
    }

    [Fact]
    public async Task A_table_shows_every_variant_and_kind()
    {
        WritePairs();
        var ran = await EvaluationFolder.EvalAsync(["followir", "--dataset", _folder.PathOf("set"), "--retriever", "bm25", "--distractors", "0"]);
        Assert.Equal(
            ["set: bm25 by document, 2 pairs", "candidates   pairs          n   MAP@1000   nDCG@5   changed: MAP@1000   nDCG@5    p-MRR   x 100",
             "judged       all            2     1.0000   1.0000              1.0000   1.0000   0.2500   25.00", "judged       exclude        1     1.0000   1.0000              1.0000   1.0000   0.0000    0.00",
             "judged       only           1     1.0000   1.0000              1.0000   1.0000   0.5000   50.00"],
            ran.Output.ReplaceLineEndings("\n").TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_pool_may_be_a_run()
    {
        WritePairs();
        var pool = _folder.Write("pool.trec", "a-only Q0 c 1 1 x\nb-exclude Q0 t 1 1 x\n");
        var json = await EvaluationFolder.JsonAsync("followir", "--dataset", _folder.PathOf("set"), "--retriever", "bm25", "--distractors", "0", "--pool", pool);
        Assert.Equal(0.5, json.GetProperty("variants").GetProperty("run").GetProperty("all").GetProperty("original").GetProperty("map_cut_1000").GetDouble());
    }
}
