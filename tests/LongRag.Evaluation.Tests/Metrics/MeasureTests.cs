using CsCheck;
using Xunit;

namespace LongRag.Evaluation.Tests.Metrics;

public sealed class MeasureTests
{
    // Five judged documents, three of them relevant (grades 2, 1, 1); retrieved: x a n b, of which x is not judged and c is missed.
    private static readonly Qrels Judged = new([("q", "a", 2), ("q", "b", 1), ("q", "c", 1), ("q", "n", 0), ("q", "m", 0)]);
    private static readonly Run Ranked = RunOf("q", "x", "a", "n", "b");

    private static Run RunOf(string query, params string[] documents) => new("t", [new RankedList(query, [.. documents.Select((document, i) => new RunEntry(document, -i))])]);

    private static double Value(string measure, TrecOptions? options = null) => Assert.Single(TrecEval.Evaluate(Judged, Ranked, Measures.Select(measure), options).Averages);

    [Theory]
    [InlineData("num_ret", 4)]
    [InlineData("num_rel", 3)]
    [InlineData("num_rel_ret", 2)]
    [InlineData("num_nonrel_judged_ret", 1)]
    [InlineData("map", (1 / 2.0 + 2 / 4.0) / 3)]
    [InlineData("map_cut_2", 1 / 2.0 / 3)]
    [InlineData("recip_rank", 1 / 2.0)]
    [InlineData("recip_rank_cut_1", 0)]
    [InlineData("P_2", 1 / 2.0)]
    [InlineData("P_100", 2 / 100.0)]
    [InlineData("recall_2", 1 / 3.0)]
    [InlineData("recall_1000", 2 / 3.0)]
    [InlineData("relative_P_100", 2 / 3.0)]
    [InlineData("success_1", 0)]
    [InlineData("success_5", 1)]
    [InlineData("Rprec", 1 / 3.0)]
    [InlineData("Rprec_mult.2", 2 / 6.0)]
    [InlineData("bpref", (1 + (1 - 1 / 2.0)) / 3)]
    [InlineData("ndcg_cut_2", 2 / 1.5849625007211562 / (2 + 1 / 1.5849625007211562))]
    [InlineData("ndcg", (2 / 1.5849625007211562 + 1 / 2.321928094887362) / (2 + 1 / 1.5849625007211562 + 1 / 2.0))]
    [InlineData("ndcg.1=0", 2 / 1.5849625007211562 / 2)]
    [InlineData("iprec_at_recall_0.00", 1 / 2.0)]
    [InlineData("iprec_at_recall_1.00", 0)]
    [InlineData("set_P", 2 / 4.0)]
    [InlineData("set_recall", 2 / 3.0)]
    [InlineData("set_F", 2 * 0.5 * (2 / 3.0) / (0.5 + 2 / 3.0))]
    [InlineData("set_map", 4 / 12.0)]
    [InlineData("utility", 2 - 2)]
    [InlineData("unj_5", 1 / 5.0)]
    [InlineData("rbp.p=0.5", 0.5 * (0.5 * 2 / 2 + 0.125 * 1 / 2))]
    public void Values_are_those_worked_out_by_hand(string measure, double expected) => Assert.Equal(expected, Value(measure), 12);

    [Fact]
    public void A_higher_level_leaves_one_relevant_document() => Assert.Equal(1 / 2.0, Value("map", new TrecOptions { RelevanceLevel = 2 }));

    [Fact]
    public void Without_unjudged_documents_the_best_is_first() => Assert.Equal(1, Value("recip_rank", new TrecOptions { JudgedOnly = true }));

    [Fact]
    public void A_cut_list_finds_less() => Assert.Equal(1, Value("num_rel_ret", new TrecOptions { MaxDocuments = 3 }));

    [Theory]
    [InlineData("nDCG@10", "ndcg_cut_10")]
    [InlineData("ndcg", "ndcg")]
    [InlineData("NDCG", "ndcg")]
    [InlineData("R@100", "recall_100")]
    [InlineData("Recall@5", "recall_5")]
    [InlineData("MAP", "map")]
    [InlineData("AP@1000", "map_cut_1000")]
    [InlineData("MRR", "recip_rank")]
    [InlineData("RR@10", "recip_rank_cut_10")]
    [InlineData("P@5", "P_5")]
    [InlineData("precision@5", "P_5")]
    [InlineData("Success@1", "success_1")]
    [InlineData("P.5", "P_5")]
    [InlineData("P_5", "P_5")]
    [InlineData("ndcg_cut.23.4", "ndcg_cut_23")]
    [InlineData("set_F.0.5", "set_F_0.5")]
    [InlineData("iprec_at_recall..5", "iprec_at_recall_0.50")]
    [InlineData("utility.2,-1,0,0", "utility_2,-1,0,0")]
    public void Names_of_every_kind_are_understood(string name, string column) => Assert.Equal([column], Measures.Select(name).Select(measure => measure.Name));

    [Fact]
    public void A_measure_asked_plainly_and_with_parameters_has_the_columns_of_both()
    {
        Assert.Equal(["P_1", "P_5", "P_10"], Measures.Select("official", "P_1").Select(measure => measure.Name).Where(name => name.StartsWith("P_", StringComparison.Ordinal)).Take(3));
        Assert.Equal(["ndcg", "ndcg_1=3"], Measures.Select("ndcg", "ndcg.1=3").Select(measure => measure.Name));
        Assert.Equal(["iprec_at_recall_0.10"], Measures.Select("iprec_at_recall.0.10,0.101").Select(measure => measure.Name));
    }

    [Theory]
    [InlineData("nope")]
    [InlineData("P.0")]
    [InlineData("P.-5")]
    [InlineData("P.five")]
    [InlineData("P.5,")]
    [InlineData("map.5")]
    [InlineData("map_5")]
    [InlineData("utility.1,2")]
    [InlineData("ndcg.1")]
    [InlineData("ndcg.1=x")]
    [InlineData("nDCG@")]
    [InlineData("MRR@ten")]
    [InlineData("")]
    public void Other_names_are_refused(string name) => Assert.Equal("bad_argument", Assert.Throws<LongRagException>(() => Measures.Select(name)).Code);

    [Fact]
    public void Cutoffs_are_united_and_ordered_and_measures_come_in_the_order_of_trec_eval() =>
        Assert.Equal(["map", "P_3", "P_5", "P_10", "ndcg_cut_10"], Measures.Select("nDCG@10", "P.10,3", "P@5", "map", "P_3").Select(measure => measure.Name));

    [Theory]
    [InlineData(0.28125, "0.2812")]
    [InlineData(0.28125000000000006, "0.2813")]
    [InlineData(0.03125, "0.0312")]
    [InlineData(0.09375, "0.0938")]
    [InlineData(-0.28125, "-0.2812")]
    [InlineData(-287.03125, "-287.0312")]
    [InlineData(2 / 3.0, "0.6667")]
    [InlineData(0, "0.0000")]
    [InlineData(double.NaN, "  -nan")]
    public void Numbers_are_written_as_C_writes_them(double value, string expected) => Assert.Equal(expected, TrecEvalText.Number(value));

    [Fact]
    public void A_query_that_the_run_lacks_counts_as_0_only_where_that_is_asked_for()
    {
        var qrels = new Qrels([("1", "a", 1), ("2", "a", 1), ("10", "a", 1)]);
        var run = RunOf("2", "a");
        Assert.Equal(1, TrecEval.Evaluate(qrels, run, Measures.Select("map"))["map"]);
        var all = TrecEval.Evaluate(qrels, run, Measures.Select("map", "gm_map"), new TrecOptions { AllJudgedQueries = true });
        Assert.Equal(["1", "10", "2"], all.Queries.Select(query => query.Query));
        Assert.Equal(1 / 3.0, all["map"]);
        Assert.Equal(Math.Pow(1e-10, 1 / 3.0), all["gm_map"], 12);
    }

    [Fact]
    public void A_run_without_a_judged_query_is_an_error_that_shows_both_sides()
    {
        var error = Assert.Throws<LongRagException>(() => TrecEval.Evaluate(Judged, RunOf("other", "a"), Measures.Default));
        Assert.Equal(("bad_input", "No query of the run is judged: it has 'other', the judgments 'q'."), (error.Code, error.Message));
    }

    private static readonly Gen<(Qrels Qrels, RunEntry[] Entries)> AnyRanking =
        Gen.Select(Gen.Int[-1, 3].Array[30], Gen.Int[0, 1].Array[30], Gen.Int[0, 4].Array[40]).Select((grades, pooled, scores) => (
            new Qrels(grades.Select((grade, i) => ("q", $"d{i}", grade)).Where((_, i) => i == 0 || pooled[i] == 1)),
            scores.Select((score, i) => new RunEntry($"d{i}", score)).ToArray()));

    [Fact]
    public void Shares_lie_between_0_and_1_for_any_ranking() => AnyRanking.Sample(any =>
    {
        var evaluated = TrecEval.Evaluate(any.Qrels, new Run("t", [RankedList.Sorted("q", any.Entries)]), Measures.Select("all_trec"));
        return evaluated.Measures.Zip(evaluated.Averages).All(pair => pair.First.Form != MeasureForm.Number || pair.First.Name is "utility" || pair.Second is >= 0 and <= 1.0000001);
    });

    [Fact]
    public void The_order_of_the_lines_of_a_file_changes_nothing() => AnyRanking.Sample(any =>
    {
        var there = TrecEval.Evaluate(any.Qrels, new Run("t", [RankedList.Sorted("q", any.Entries)]), Measures.Select("all_trec"));
        var back = TrecEval.Evaluate(any.Qrels, new Run("t", [RankedList.Sorted("q", any.Entries.Reverse())]), Measures.Select("all_trec"));
        return there.Averages.SequenceEqual(back.Averages);
    });

    [Fact]
    public void The_best_order_has_an_nDCG_of_1() => AnyRanking.Sample(any =>
    {
        var best = any.Qrels["q"].OrderByDescending(pair => pair.Value).Select((pair, i) => new RunEntry(pair.Key, -i)).ToArray();
        var value = TrecEval.Evaluate(any.Qrels, new Run("t", [new RankedList("q", best)]), Measures.Select("ndcg"))["ndcg"];
        return any.Qrels["q"].Values.Any(grade => grade > 0) ? Math.Abs(value - 1) < 1e-12 : value == 0;
    });
}
