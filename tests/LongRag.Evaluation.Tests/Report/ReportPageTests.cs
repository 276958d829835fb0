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
        var svg = XElement.Parse(page[page.IndexOf("<svg", StringComparison.Ordinal)..(page.IndexOf("</svg>", StringComparison.Ordinal) + "</svg>".Length)]);
        string[] texts = [.. svg.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value.Trim())];
        Assert.Equal(["0.25", "1.00", "0.00", "0.50"], texts.Where(t => t.Contains('.', StringComparison.Ordinal)));
        Assert.Contains("needle, x", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Times_are_told_by_nearest_rank()
    {
        var page = Page(new EvaluationReport { Title = "t", Systems = [], Times = [new ReportTimes("bm25", [.. Enumerable.Range(1, 100).Select(i => (double)i)])] });
        Assert.Contains("<tr><td>bm25</td><td class=\"n\">100</td><td class=\"n\">50.00 ms</td><td class=\"n\">90.00 ms</td><td class=\"n\">99.00 ms</td></tr>", page, StringComparison.Ordinal);
    }

    private static ReportGrid Grid => new("needle, x", [100, 200], [0, 50], [[0.25, 1], [0, 0.5]]);

    private static string Page(EvaluationReport report)
    {
        using var written = new StringWriter();
        ReportPage.Write(written, report);
        return written.ToString();
    }
}
