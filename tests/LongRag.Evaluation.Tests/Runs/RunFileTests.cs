using CsCheck;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Evaluation.Tests.Runs;

public sealed class RunFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static string[] Documents(RankedList? list) => [.. list!.Entries.Select(entry => entry.Document)];

    [Fact]
    public void Scores_decide_and_ranks_mean_nothing() =>
        Assert.Equal(["b", "a"], Documents(Run.Read(_folder.Write("r", "1 Q0 a 1 1.0 t\n1 Q0 b 2 2.0 t\n"))["1"]));

    [Fact]
    public void Equal_scores_are_ordered_by_the_bytes_of_the_id_falling() =>
        Assert.Equal(["\U0001F600", "\uFF5E", "b", "a10", "a1", "B"], Documents(Run.Read(_folder.Write("r", string.Concat(new[] { "a1", "b", "\uFF5E", "B", "\U0001F600", "a10" }.Select(id => $"1 Q0 {id} 0 1 t\n"))))["1"]));

    [Fact]
    public void Numbers_of_every_form_are_read() =>
        Assert.Equal([1e10, 2.5, 1, 0.5, 0, -3], Run.Read(_folder.Write("r", "1 Q0 a 0 -3 t\n1 Q0 b 0 .5 t\n1 Q0 c 0 +1 t\n1 Q0 d 0 1E+10 t\n1 Q0 e 0 -0 t\n1 Q0 f 0 2.5e0 t\n"))["1"]!.Entries.Select(entry => entry.Score));

    [Fact]
    public void Blank_lines_comments_tabs_and_more_fields_are_passed_over()
    {
        var run = Run.Read(_folder.Write("r", "# a comment\n\n  1\tQ0\ta  1 2 first more fields\r\n \t \n2 Q0 a 1 1 last"));
        Assert.Equal(["1", "2"], run.Lists.Select(list => list.Query));
        Assert.Equal("last", run.Tag);
    }

    [Theory]
    [InlineData("1 Q0 a 1 2.0\n", "r, line 1: fewer than the six fields 'query Q0 document rank score tag'")]
    [InlineData("1 Q0 a 1 2.0 t\n1 Q0 b 2 high t\n", "r, line 2: the score 'high' is no finite number")]
    [InlineData("1 Q0 a 1 NaN t\n", "r, line 1: the score 'NaN' is no finite number")]
    [InlineData("1 Q0 a 1 1e999 t\n", "r, line 1: the score '1e999' is no finite number")]
    [InlineData("1 Q0 a 1 -inf t\n", "r, line 1: the score '-inf' is no finite number")]
    [InlineData("1 Q0 a 1 2 t\n2 Q0 a 1 2 t\n1 Q0 a 2 1 t\n", "r, line 3: 'a' is there twice for query '1'")]
    [InlineData("\n# nothing\n", "r: no line of a run in it")]
    [InlineData("", "r: no line of a run in it")]
    public void A_broken_run_is_named_with_its_line(string text, string message) => AssertBad(() => Run.Read(_folder.Write("r", text)), message);

    [Theory]
    [InlineData("1 0 a 1\n1 0 b\n", "r, line 2: not the four fields 'query 0 document grade'")]
    [InlineData("1 0 a 1 more\n", "r, line 1: not the four fields 'query 0 document grade'")]
    [InlineData("1 0 a 1\n\n", "r, line 2: not the four fields 'query 0 document grade'")]
    [InlineData("1 0 a 1.5\n", "r, line 1: the grade '1.5' is no whole number")]
    [InlineData("1 0 a 1\n1 0 a 0\n", "r, line 2: 'a' is judged twice for query '1'")]
    [InlineData("query-id\tcorpus-id\tscore\nq\ta\n", "r, line 2: not the three fields query, document and grade, with tabs between")]
    [InlineData("query-id\tcorpus-id\tscore\n", "r: no judgment in it")]
    [InlineData("", "r: no judgment in it")]
    public void Broken_judgments_are_named_with_their_line(string text, string message) => AssertBad(() => Qrels.Read(_folder.Write("r", text)), message);

    [Fact]
    public void Judgments_of_both_forms_are_read_in_the_order_of_the_file()
    {
        var trec = Qrels.Read(_folder.Write("t", "# comment\nq2 0 a 1\nq1\t0\tb -1\r\nq2 x c 0\n"));
        var beir = Qrels.Read(_folder.Write("b", "query-id\tcorpus-id\tscore\r\nq2\ta\t1\nq1\tb\t-1\nq2\tc\t0\n"));
        foreach (var qrels in new[] { trec, beir })
        {
            Assert.Equal(["q2", "q1"], qrels.Queries);
            Assert.Equal([("a", 1), ("c", 0)], qrels["q2"].Select(pair => (pair.Key, pair.Value)));
            Assert.Equal(-1, qrels["q1"]["b"]);
            Assert.Empty(qrels["q3"]);
        }
    }

    [Fact]
    public void A_run_is_written_with_ranks_from_1() => Assert.Equal("q Q0 a 1 2.5 t\nq Q0 b 2 1E-07 t\n", Written(new RankedList("q", [new("a", 2.5), new("b", 1e-7)])));

    [Fact]
    public void A_score_is_lowered_only_where_the_order_would_break() =>
        Assert.Equal("q Q0 b 1 1 t\nq Q0 a 2 1 t\nq Q0 c 3 0.9999999999999999 t\nq Q0 d 4 0.9999999999999998 t\nq Q0 e 5 0.5 t\n",
            Written(new RankedList("q", [new("b", 1), new("a", 1), new("c", 1), new("d", 3), new("e", 0.5)])));

    [Theory]
    [InlineData("run.trec")]
    [InlineData("run.trec.gz")]
    public void Any_order_survives_writing_and_reading(string name) =>
        Gen.Select(Gen.Double[-2, 2].Select(score => Math.Round(score, 1)), Gen.Int[0, 99]).Array[1, 30].Sample(pairs =>
        {
            var entries = pairs.DistinctBy(pair => pair.Item2).Select(pair => new RunEntry($"d{pair.Item2}", pair.Item1)).ToArray();
            RunWriter.Write(_folder.PathOf(name), new Run("t", [new RankedList("q", entries)]));
            return Documents(Run.Read(_folder.PathOf(name))["q"]).SequenceEqual(entries.Select(entry => entry.Document));
        }, iter: 200, threads: 1);

    [Fact]
    public void A_run_that_cannot_be_written_leaves_what_was_there_and_no_rest()
    {
        var path = _folder.Write("run.trec", "old");
        AssertBad(() => RunWriter.Write(path, new Run("t", [new RankedList("q", [new("a", 1), new("b c", 0)])])), "The document id 'b c' is empty or holds white space; a TREC run cannot hold it.");
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    private static string Written(RankedList list)
    {
        using var text = new StringWriter();
        RunWriter.Write(text, new Run("t", [list]));
        return text.ToString();
    }

    private void AssertBad(Action action, string message)
    {
        var error = Assert.Throws<LongRagException>(action);
        Assert.Equal(("bad_input", message), (error.Code, error.Message.Replace(_folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)));
    }
}
