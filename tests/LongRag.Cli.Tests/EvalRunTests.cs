using System.Diagnostics;
using Xunit;

namespace LongRag.Cli.Tests;

public sealed class EvalRunTests : IDisposable
{
    private readonly EvaluationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private async Task<string[]> RankedAsync(string query, params string[] more)
    {
        var path = _folder.PathOf("out.trec");
        var ran = await EvaluationFolder.EvalAsync(["run", "--dataset", _folder.PathOf("set"), "--retriever", "bm25", "--run", path, .. more]);
        Assert.True(ran.ExitCode == 0, ran.Error);
        return [.. (await File.ReadAllLinesAsync(path)).Where(line => line.StartsWith(query + " ", StringComparison.Ordinal)).Select(line => line.Split(' ')[2])];
    }

    [Fact]
    public async Task A_set_is_ranked_and_scored()
    {
        var json = await EvaluationFolder.JsonAsync("run", "--dataset", _folder.WriteBeir(), "--split", "test", "--retriever", "bm25", "-m", "recip_rank", "success_1");
        Assert.Equal(["dataset", "split", "retriever", "queries", "metrics", "timings_ms", "run", "level", "documents", "options"], json.EnumerateObject().Select(field => field.Name));
        Assert.Equal(("set", "test", "bm25", "document"), (json.GetProperty("dataset").GetString(), json.GetProperty("split").GetString(), json.GetProperty("retriever").GetString(), json.GetProperty("level").GetString()));
        Assert.Equal((4, 4), (json.GetProperty("queries").GetInt32(), json.GetProperty("documents").GetInt32()));
        // q2 finds the other document alone; the rest have theirs first.
        Assert.Equal(0.75, json.GetProperty("metrics").GetProperty("recip_rank").GetDouble());
        Assert.True(json.GetProperty("timings_ms").GetProperty("retrieve").GetProperty("p50").GetDouble() > 0);
    }

    [Theory]
    [InlineData("document")]
    [InlineData("section")]
    [InlineData("passage")]
    public async Task Documents_are_ranked_by_any_level_and_a_title_alone_is_found(string level)
    {
        _folder.WriteBeir();
        Assert.Equal(["train", "harbour"], (await RankedAsync("q1", "--level", level)).Concat(await RankedAsync("q2", "--level", level)));
        Assert.Equal(["titled"], await RankedAsync("q4", "--level", level));
    }

    [Fact]
    public async Task A_query_that_is_a_document_does_not_find_itself()
    {
        _folder.WriteBeir();
        Assert.Equal(["harbour"], await RankedAsync("ferry"));
    }

    [Fact]
    public async Task A_number_is_no_name_that_query_and_document_share()
    {
        _folder.Write("set/corpus.jsonl", "{\"_id\": \"1\", \"text\": \"ferry\"}\n{\"_id\": \"2\", \"text\": \"ferry boat\"}\n");
        _folder.Write("set/queries.jsonl", "{\"_id\": \"1\", \"text\": \"ferry\"}\n");
        _folder.Write("set/qrels/test.tsv", "1 0 2 1\n");
        Assert.Equal(["1", "2"], await RankedAsync("1"));
    }

    [Fact]
    public async Task What_a_set_excludes_is_left_out_and_makes_room()
    {
        _folder.WriteBeir();
        _folder.Write("set/exclude.tsv", "query-id\tcorpus-id\nq5\tharbour\n");
        _folder.Write("more.tsv", "q5\tferry\n");
        _folder.Write("more.qrels", "q5 0 ferry 1\n");
        Assert.Equal(["ferry"], await RankedAsync("q5", "--queries", _folder.PathOf("more.tsv"), "--qrels", _folder.PathOf("more.qrels"), "--top", "1"));
    }

    [Fact]
    public async Task Only_judged_documents_are_ranked_where_they_are_the_candidates()
    {
        _folder.WriteBeir();
        _folder.Write("more.tsv", "q2\tferry leaves\n");
        Assert.Equal(["harbour", "ferry"], await RankedAsync("q2", "--queries", _folder.PathOf("more.tsv"), "--candidates", "judged"));
    }

    [Fact]
    public async Task Only_documents_of_a_run_are_ranked_where_it_gives_the_candidates()
    {
        _folder.WriteBeir();
        _folder.Write("more.tsv", "q2\tferry leaves\n");
        _folder.Write("first.trec", "q2 Q0 train 1 2 x\nq2 Q0 ferry 2 1 x\n");
        Assert.Equal(["ferry", "train"], (await RankedAsync("q2", "--queries", _folder.PathOf("more.tsv"), "--candidates", _folder.PathOf("first.trec"))).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Only_documents_that_share_a_field_are_ranked_where_it_is_named()
    {
        _folder.WriteBeir();
        _folder.Write("more.jsonl", """{"_id": "q1", "text": "ferry leaves", "metadata": {"area": "land"}}""");
        Assert.Equal(["train"], await RankedAsync("q1", "--queries", _folder.PathOf("more.jsonl"), "--within", "area"));
    }

    [Fact]
    public async Task A_table_has_a_line_a_query_with_its_values_and_time()
    {
        var path = _folder.PathOf("queries.tsv");
        var ran = await EvaluationFolder.EvalAsync(["run", "--dataset", _folder.WriteBeir(), "--retriever", "bm25", "-m", "recip_rank", "--per-query", path, "--limit", "2"]);
        Assert.Equal("set, test: 4 documents, ranked by document\nbm25, 2 queries\n  recip_rank     0.5000\n", ran.Output.ReplaceLineEndings("\n"));
        var lines = await File.ReadAllLinesAsync(path);
        Assert.Equal("query\trecip_rank\tms", lines[0]);
        Assert.Equal(["q1\t1", "q2\t0"], lines[1..].Select(line => line[..line.LastIndexOf('\t')]));
    }

    [Fact]
    public async Task A_store_that_is_there_is_asked_and_left_as_it_is()
    {
        _folder.WriteBeir();
        var data = _folder.PathOf("data");
        using var output = new StringWriter();
        Assert.Equal(0, await LongRagCommand.RunAsync(["ingest", _folder.PathOf("set", "corpus.jsonl"), "--data", data, "-q"], output, output));
        Assert.Equal(["train"], await RankedAsync("q1", "--data", data));
        Assert.Equal(["lexical"], Directory.EnumerateDirectories(Path.Combine(data, "indexes", "default")).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData(2, "There is no retriever 'seal': choose one of hybrid, lexical, dense, bm25. [bad_argument]", "--retriever", "seal")]
    [InlineData(2, "The retriever 'dense' needs an encoder, and LongRag:Retrieval:Encoder is 'none'. [bad_argument]", "--retriever", "dense")]
    [InlineData(2, "There is no ranker 'mono': none is configured. Rankers are configured as LongRag:Rankers:mono:Kind and so on. [bad_argument]", "--retriever", "bm25", "--reranker", "mono")]
    [InlineData(4, "no judgments for the split 'dev'", "--retriever", "bm25", "--split", "dev")]
    [InlineData(2, "--top is 0", "--retriever", "bm25", "--top", "0")]
    [InlineData(4, "There is no folder for '/nowhere/x.trec'. [not_found]", "--retriever", "bm25", "--run", "/nowhere/x.trec")]
    [InlineData(5, "has no 'port', within which it should be ranked. [bad_input]", "--retriever", "bm25", "--within", "port")]
    public async Task What_cannot_be_measured_is_said_before_any_work(int exitCode, string message, params string[] arguments)
    {
        var ran = await EvaluationFolder.EvalAsync(["run", "--dataset", _folder.WriteBeir(), .. arguments]);
        Assert.Equal((exitCode, ""), (ran.ExitCode, ran.Output));
        Assert.Contains(message, ran.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Indexing", ran.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run", "--retriever", "bm25")]
    [InlineData("ask")]
    public async Task A_configuration_that_is_not_there_leaves_no_folder_behind(string command, params string[] arguments)
    {
        _folder.WriteBeir();
        _folder.Write("set/qa.jsonl", """{"_id":"q","question":"When?","doc":"ferry","answers":["noon"]}""");
        var temporary = Directory.CreateDirectory(_folder.PathOf("temporary")).FullName;
        var start = new ProcessStartInfo("dotnet", [typeof(LongRagCommand).Assembly.Location, "eval", command, "--dataset", _folder.PathOf("set"), "-c", _folder.PathOf("missing.json"), .. arguments]) { UseShellExecute = false, RedirectStandardError = true };
        start.Environment["TMPDIR"] = temporary;
        using var process = Process.Start(start)!;
        Assert.Contains("missing.json'. [bad_config]", await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Empty(Directory.EnumerateFileSystemEntries(temporary, "longrag-*"));
    }

    [Fact]
    public async Task A_malformed_document_ends_the_run_with_file_and_line_and_nothing_is_written()
    {
        _folder.WriteBeir();
        _folder.Write("set/corpus.jsonl", "{\"_id\": \"train\", \"text\": \"train\"}\n{\"_id\": \n");
        var ran = await EvaluationFolder.EvalAsync(["run", "--dataset", _folder.PathOf("set"), "--retriever", "bm25", "--run", _folder.PathOf("out.trec")]);
        Assert.Equal(5, ran.ExitCode);
        Assert.Contains("corpus.jsonl, line 2: it is no JSON", ran.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.PathOf("out.trec")));
    }

    [Fact]
    public async Task An_interrupted_run_leaves_no_folder_behind()
    {
        // A process of its own temporary folder, so that other tests' folders are not counted; and so many records that the signal comes in time on a busy machine.
        var temporary = Directory.CreateDirectory(_folder.PathOf("tmp")).FullName;
        _folder.WriteBeir();
        _folder.Write("set/corpus.jsonl", string.Concat(Enumerable.Range(0, 400_000).Select(i => $"{{\"_id\": \"d{i}\", \"text\": \"train {i} leaves from the station for the harbour\"}}\n")) + "{\"_id\": \"train\", \"text\": \"train\"}\n");
        var start = new System.Diagnostics.ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { typeof(LongRagCommand).Assembly.Location, "eval", "run", "--dataset", _folder.PathOf("set"), "--retriever", "bm25" }) start.ArgumentList.Add(argument);
        start.Environment["TMPDIR"] = temporary;
        using var process = System.Diagnostics.Process.Start(start)!;
        while (!process.HasExited && !Directory.EnumerateFiles(temporary, "corpus.db", SearchOption.AllDirectories).Any()) await Task.Delay(20);
        using var interrupt = System.Diagnostics.Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync();
        Assert.Equal(130, process.ExitCode);
        Assert.DoesNotContain(Directory.EnumerateDirectories(temporary), folder => Path.GetFileName(folder).StartsWith("longrag-eval-", StringComparison.Ordinal));
    }
}
