using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace LongRag.Ingest.Tests.Readers;

public sealed class RestructuredTextReaderTests(ITestOutputHelper output)
{
    public static IEnumerable<TheoryDataRow<string>> SharedFiles => ExpectedFiles.Names("rst").Select(n => new TheoryDataRow<string>(n));

    [Theory]
    [MemberData(nameof(SharedFiles))]
    public Task Shared_files_read_as_expected(string file) => ExpectedFiles.CheckAsync(file);

    [Fact]
    public void Title_styles_give_levels_in_order_of_appearance() => Assert.Equal(
        ["h1 Title", "h2 Part", "h3 Detail", "p text", "h2 Next"],
        Shown.Rst("=====", "Title", "=====", "", "Part", "====", "Detail", "------", "text", "", "Next", "====="));

    [Theory]
    [InlineData("*one* **two** ``*three*`` `four`", "one two *three* four")]
    [InlineData("a `link <https://x.org>`_, `other`_, word_ and anon__.", "a link, other, word and anon.")]
    [InlineData(":pep:`8`, :func:`~a.b.run`, :ref:`text <label>`, :file:`a/{b}.c`, `x`:sub:", "PEP 8, run, text, a/b.c, x")]
    [InlineData(@"2 \* 3, re``Struct``ured, re\ *Struct*\ ured, \\", @"2 * 3, re``Struct``ured, reStructured, \")]
    [InlineData("2 * 3 * 4, __init__, a_b_c, snake_case, \"*\", *args and `open", "2 * 3 * 4, __init__, a_b_c, snake_case, \"*\", *args and `open")]
    [InlineData("noted [1]_ and [CIT2002]_ but not [1].", "noted [1] and [CIT2002] but not [1].")]
    public void Inline_markup_is_rendered_away(string source, string shown) => Assert.Equal(["p " + shown], Shown.Rst(source));

    [Fact]
    public void Literal_blocks_are_code() => Assert.Equal(
        ["p Run:", "code a *b*\n\n  c", "p then", "code > quoted\n> more", "code x = 1", "code >>> 1 + 1\n2"],
        Shown.Rst("Run::", "", "   a *b*", "", "     c", "", "then ::", "", "> quoted", "> more", "", ".. code-block:: python", "   :linenos:", "", "   x = 1", "", ">>> 1 + 1", "2"));

    [Fact]
    public void Lists_keep_markers_and_depth() => Assert.Equal(
        ["li0 - one two", "p more", "li1 a) inner", "li0 - last", "li0 1. first", "li0 2. second", "p A. Einstein was a physicist."],
        Shown.Rst("- one", "  two", "", "  more", "", "  a) inner", "", "- last", "", "1. first", "2. second", "", "A. Einstein was", "a physicist."));

    [Fact]
    public void Terms_fields_and_options_stay_with_their_text() => Assert.Equal(
        ["p start", "p term : kind\nmeaning of it", "p param x:\nthe value", "p -a, --all\nEverything there is."],
        Shown.Rst("start", "", "term : kind", "   meaning", "   of it", "", ":param x: the", "   value", "", "-a, --all  Everything", "           there is."));

    [Fact]
    public void Line_blocks_and_quotes() => Assert.Equal(["p one two\nthree", "p text", "quote quoted text"], Shown.Rst("| one", "  two", "| three", "", "text", "", "   quoted", "   text"));

    [Fact]
    public void A_grid_table_is_one_line_a_row() => Assert.Equal(
        ["table Name | Value\nalpha | two lines\nwide cell\nx | tall\ny"],
        Shown.Rst(
            "+-------+--------+",
            "| Name  | Value  |",
            "+=======+========+",
            "| alpha | two    |",
            "|       | lines  |",
            "+-------+--------+",
            "| wide cell      |",
            "+-------+--------+",
            "| x     | tall   |",
            "+-------+        |",
            "| y     |        |",
            "+-------+--------+"));

    [Fact]
    public void A_simple_table_is_one_line_a_row() => Assert.Equal(
        ["table Inputs || Output\nA | B | A or B\n名前 | False | two lines".Replace("||", "|  |", StringComparison.Ordinal)],
        Shown.Rst("=====  =====  ======", "   Inputs     Output", "------------  ------", "  A      B    A or B", "=====  =====  ======", "名前   False  two", "              lines", "=====  =====  ======"));

    [Fact]
    public void Table_directives_are_tables() => Assert.Equal(
        ["p Ducks", "table a | b\nc | d", "table x | y, z\n1 | 2"],
        Shown.Rst(".. list-table:: Ducks", "   :header-rows: 1", "", "   * - a", "     - *b*", "   * - c", "     - d", "", ".. csv-table::", "   :header: x, \"y, z\"", "", "   1, 2"));

    [Fact]
    public void Directives_keep_what_is_read() => Assert.Equal(
        ["p Note\nBeside and below.", "p Added in version 3.1: New.", "p Caption", "p run(x)\nRuns it.", "p shown"],
        Shown.Rst(
            ".. note:: Beside", "   and below.", "", ".. versionadded:: 3.1", "   New.", "", ".. figure:: a.png", "   :alt: x", "", "   Caption", "", ".. py:function:: run(x)", "", "   Runs it.", "",
            ".. image:: b.png", ".. toctree::", "", "   other", "", ".. only:: html", "", "   shown"));

    [Fact]
    public void Comments_targets_and_definitions_are_left_out() => Assert.Equal(
        ["p The LongRag © of picture.", "li0 [1] First.", "li0 [2] Second, named.", "p See [2]."],
        Shown.Rst(
            ".. a comment", "   goes on", "", "..", "", ".. _target: https://x.org", "", "__ https://y.org", "", "The |name| |c| of |pic|.", "", ".. |name| replace:: *LongRag*", ".. |c| unicode:: 0xA9 .. sign",
            ".. |pic| image:: p.png", "   :alt: picture", "", ".. [#] First.", ".. [#n] Second, named.", "", "See [#n]_."));

    [Fact]
    public void A_reference_to_a_label_shows_the_title_after_it() => Assert.Equal(["p See The part.", "h1 The part"], Shown.Rst("See :ref:`there`.", "", ".. _there:", "", "The part", "--------"));

    [Fact]
    public void The_header_of_a_proposal_is_metadata_and_title()
    {
        var document = RestructuredTextReader.Parse("PEP: 9\nTitle: Sample\nAuthor: Ann,\n        Bob\n\nAbstract\n========\n\ntext", new ReadOptions());
        Assert.Equal(["h1 Sample", "h2 Abstract", "p text"], Shown.Blocks(document));
        Assert.Equal("Sample", document.Title);
        Assert.Equal("""{"pep":"9","title":"Sample","author":"Ann, Bob"}""", JsonSerializer.Serialize(document.Metadata));
    }

    [Fact]
    public void Fields_at_the_head_are_metadata()
    {
        var document = RestructuredTextReader.Parse("Title\n=====\n\n:Author: Ann\n:Date: 2020\n\ntext", new ReadOptions());
        Assert.Equal(["h1 Title", "p text"], Shown.Blocks(document));
        Assert.Equal("""{"author":"Ann","date":"2020"}""", JsonSerializer.Serialize(document.Metadata));
    }

    [Fact]
    public void Substitutions_that_name_each_other_end() => Assert.Equal(["p |a|"], Shown.Rst("|a|", "", ".. |a| replace:: |b|", ".. |b| replace:: |a|"));

    [Fact]
    public void Substitutions_do_not_multiply_without_bound()
    {
        var text = string.Concat(Enumerable.Repeat("|a| ", 10_000)) + "\n\n.. |a| replace:: " + new string('x', 10_000);
        Shown.Throws(IngestCodes.TooLarge, () => RestructuredTextReader.Parse(text, new ReadOptions { MaxCharacters = 1_000_000 }));
    }

    [Theory]
    [InlineData("- ")]
    [InlineData("*a ")]
    [InlineData("`a ")]
    [InlineData("|a ")]
    [InlineData("[a ")]
    [InlineData("\\")]
    [InlineData("=")]
    [InlineData("+-")]
    [InlineData("a_")]
    [InlineData(":a")]
    [InlineData("a:: \n ")]
    [InlineData("a\n=\n")]
    public void A_hundred_thousand_signs_end_in_time(string sign)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            Invariants.Hold(RestructuredTextReader.Parse(string.Concat(Enumerable.Repeat(sign, 100_000)) + "text", new ReadOptions()));
        }
        catch (LongRagException e)
        {
            Assert.Equal(IngestCodes.TooDeep, e.Code);
        }

        output.WriteLine($"{clock.ElapsedMilliseconds} ms");
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), $"{clock.Elapsed}");
    }
}
