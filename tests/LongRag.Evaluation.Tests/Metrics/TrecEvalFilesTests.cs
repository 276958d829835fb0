using System.Formats.Tar;
using System.IO.Compression;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Evaluation.Tests.Metrics;

/// <summary>trec_eval's own tests, and its output for published runs.</summary>
public sealed class TrecEvalFilesTests
{
    [Theory]
    [InlineData("BM25")]
    [InlineData("BM25_RM3")]
    [InlineData("DBERT_KD_TASB")]
    [InlineData("OPENAI_ADA2")]
    [InlineData("REPLLAMA")]
    [InlineData("SPLADE_PP_ED")]
    public void Published_runs_score_as_trec_eval_says(string name)
    {
        var golden = Requires.Shared("data", "trec_eval", "golden");
        var qrels = Qrels.Read(Path.Combine(golden, "qrels.dl19-passage.trec.gz"));
        var run = Run.Read(Requires.Shared("data", "msmarco-dl19", "runs", $"{name}.trec.gz"));
        Assert.Null(TrecGolden.CompareLines(name, Path.Combine(golden, $"dl19.{name}.all_trec.txt"), TrecEval.Evaluate(qrels, run, Measures.Select("all_trec")), perQuery: false).First);
        var level2 = TrecEval.Evaluate(qrels, run, Measures.Select("all_trec"), new TrecOptions { RelevanceLevel = 2 });
        Assert.Null(TrecGolden.CompareLines(name, Path.Combine(golden, $"dl19.{name}.all_trec.l2.txt"), level2, perQuery: false).First);
    }

    [Fact]
    public void The_published_BM25_run_scores_query_by_query_as_trec_eval_says()
    {
        var golden = Requires.Shared("data", "trec_eval", "golden");
        var run = Run.Read(Requires.Shared("data", "msmarco-dl19", "runs", "BM25.trec.gz"));
        var evaluated = TrecEval.Evaluate(Qrels.Read(Path.Combine(golden, "qrels.dl19-passage.trec.gz")), run, Measures.Select("all_trec"), new TrecOptions { AllJudgedQueries = true });
        Assert.Null(TrecGolden.CompareLines("BM25", Path.Combine(golden, "dl19.BM25.perquery.txt.gz"), evaluated, perQuery: true).First);
    }

    [Fact]
    public void Judgments_in_the_form_of_BEIR_give_the_published_figure()
    {
        var qrels = Qrels.Read(Requires.Shared("data", "msmarco-dl19", "qrels", "full.tsv.gz"));
        var run = Run.Read(Requires.Shared("data", "msmarco-dl19", "runs", "BM25.trec.gz"));
        Assert.Equal(0.5058, TrecEval.Evaluate(qrels, run, Measures.Select("nDCG@10"))["ndcg_cut_10"], 4);
    }

    public static TheoryData<string, string, string, string, bool> QuickTest => new()
    {
        { "qrels.test", "results.test", "", "out.test", false },
        { "qrels.test.with-comments", "results.test", "", "out.test", false },
        { "qrels.comment.test", "results.comment.test", "", "out.comment.test", false },
        { "qrels.test", "results.test", "all_trec", "out.test.a", false },
        { "qrels.test", "results.test", "all_trec", "out.test.aq", true },
        { "qrels.test", "results.trunc", "all_trec -c", "out.test.aqc", true },
        { "qrels.test", "results.trunc", "all_trec -c -M100", "out.test.aqcM", true },
        { "qrels.rel_level", "results.test", "all_trec relstring.20 -l2", "out.test.aql", true },
        { "qrels.test", "results.test", "iprec_at_recall..10,.20,.25,.75,.50 P.5,7,3 recall.20,2000 Rprec_mult.5.0,0.2,0.35 utility.2,-1,0,0 11pt_avg..25,.5,.75 ndcg.1=3,2=9,4=4.5 ndcg_cut.10,20,23.4 success.2,5,20", "out.test.meas_params", true },
    };

    [Theory]
    [MemberData(nameof(QuickTest))]
    public void The_quick_test_of_trec_eval_passes(string qrels, string run, string arguments, string expected, bool perQuery)
    {
        using var folder = new TemporaryFolder();
        using (var tar = new GZipStream(File.OpenRead(Requires.Shared("data", "trec_eval", "trec_eval_test.tar.gz")), CompressionMode.Decompress)) TarFile.ExtractToDirectory(tar, folder.Path, overwriteFiles: true);
        var words = arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var options = new TrecOptions { AllJudgedQueries = words.Contains("-c"), MaxDocuments = words.Contains("-M100") ? 100 : int.MaxValue, RelevanceLevel = words.Contains("-l2") ? 2 : 1 };
        var measures = words.Where(word => word[0] != '-').ToArray();
        var evaluated = TrecEval.Evaluate(Qrels.Read(folder.PathOf("test", qrels)), Run.Read(folder.PathOf("test", run)), measures.Length > 0 ? Measures.Select(measures) : Measures.Default, options);
        Assert.Null(TrecGolden.CompareLines(expected, folder.PathOf("test", expected), evaluated, perQuery).First);
    }
}
