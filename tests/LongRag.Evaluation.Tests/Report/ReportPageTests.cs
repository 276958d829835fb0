using System.Xml.Linq;
using Xunit;

namespace LongRag.Evaluation.Tests.Report;

public sealed class ReportPageTests
{
    [Fact]
    public void A_page_needs_nothing_besides_itself_and_runs_nothing()
    {
        var page = Page(new EvaluationReport { Title = "<script>alert(1)</script> & more", Systems = [], Grids = [Grid] });
        Assert.Contains("<h1>&lt;script&gt;alert(1)&lt;/script&gt; &amp; more</h1>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_grid_is_drawn_cell_by_cell_with_its_shares()
    {
        var page = Page(new EvaluationReport { Title = "t", Systems = [], Grids = [Grid] });
        Assert.Equal(["0.25", "1.00", "0.00", "0.50"], Texts(page).Where(t => t.Contains('.', StringComparison.Ordinal)));
        Assert.Contains("needle, x", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plot_shows_what_its_axes_and_its_lines_are()
    {
        var curve = new ReportCurve("middle", [0, 1, 2], new Dictionary<string, IReadOnlyList<double>> { ["given"] = [1, 0.5, 1], ["edges <first>"] = [1, 1, 1] });
        Assert.Superset(new HashSet<string> { "position of the passage that holds the answer", "answers found", "given", "edges <first>", "0", "1", "2" }, new HashSet<string>(Texts(Page(new EvaluationReport { Title = "t", Systems = [], Curves = [curve] }))));
    }

    [Fact]
    public void Plots_of_one_page_share_no_id()
    {
        var page = Page(new EvaluationReport { Title = "t", Systems = [], Grids = [Grid, Grid with { Depths = [10, 20] }], Times = [new ReportTimes("bm25", [1, 2, 3])] });
        string[] ids = [.. page.Split(" id=\"").Skip(1).Select(rest => rest[..rest.IndexOf('"', StringComparison.Ordinal)])];
        Assert.NotEmpty(ids);
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(page.Split("url(#").Skip(1), rest => Assert.Contains(rest[..rest.IndexOf(')', StringComparison.Ordinal)], ids));
    }

    [Fact]
    public void Times_are_told_by_nearest_rank()
    {
        var page = Page(new EvaluationReport { Title = "t", Systems = [], Times = [new ReportTimes("bm25", [.. Enumerable.Range(1, 100).Select(i => (double)i)])] });
        Assert.Contains("<tr><td>bm25</td><td class=\"n\">100</td><td class=\"n\">50.00 ms</td><td class=\"n\">90.00 ms</td><td class=\"n\">99.00 ms</td></tr>", page, StringComparison.Ordinal);
    }

    private static string[] Texts(string page)
    {
        var svg = XElement.Parse(page[page.IndexOf("<svg", StringComparison.Ordinal)..(page.IndexOf("</svg>", StringComparison.Ordinal) + "</svg>".Length)]);
        return [.. svg.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value.Trim())];
    }

    private static ReportGrid Grid => new("needle, x", [100, 200], [0, 50], [[0.25, 1], [0, 0.5]]);

    private static string Page(EvaluationReport report)
    {
        using var written = new StringWriter();
        ReportPage.Write(written, report);
        return written.ToString();
    }
}
