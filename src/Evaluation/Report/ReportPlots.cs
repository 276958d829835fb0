using System.Globalization;
using ScottPlot;

namespace LongRag.Evaluation;

/// <summary>The plots of a report as SVG, to stand in a page as they are.</summary>
internal static class ReportPlots
{
    private const int Width = 680;
    private const int Height = 400;

    // Paul Tol's bright scheme without its yellow: told apart in grey and by the colour-blind.
    private static readonly Color[] Colors = [.. new[] { "#4477AA", "#EE6677", "#228833", "#AA3377", "#66CCEE", "#BBBBBB" }.Select(hex => Color.FromHex(hex))];

    /// <summary>The mean of a measure for each system, with the interval that the queries leave it.</summary>
    public static string Means(string measure, IReadOnlyList<(string Name, double Mean, Interval Interval)> systems)
    {
        using var plot = New("", measure);
        for (var i = 0; i < systems.Count; i++)
        {
            var (_, mean, interval) = systems[i];
            plot.Add.Bar(i, mean).Color = ColorOf(i);
            plot.Add.Plottable(new ScottPlot.Plottables.ErrorBar([i], [mean], null, null, [mean - interval.Low], [interval.High - mean]) { Color = ScottPlot.Colors.Black });
        }

        plot.Axes.Bottom.SetTicks([.. Enumerable.Range(0, systems.Count).Select(i => (double)i)], [.. systems.Select(system => system.Name)]);
        plot.Axes.SetLimits(-0.7, systems.Count - 0.3, 0, Math.Min(1.02, systems.Max(system => system.Interval.High) * 1.15 + 0.02));
        plot.HideGrid();
        return Svg(plot);
    }

    /// <summary>Each query with two systems: above the diagonal the second is better.</summary>
    public static string Scatter(string first, string second, RunComparison comparison)
    {
        using var plot = New($"{comparison.Measure}, {first}", $"{comparison.Measure}, {second}");
        var line = plot.Add.Line(0, 0, 1, 1);
        line.Color = ScottPlot.Colors.Gray;
        line.MarkerSize = 0;
        plot.Add.Markers(comparison.Queries.Select(query => query.Before).ToArray(), comparison.Queries.Select(query => query.After).ToArray(), MarkerShape.FilledCircle, 6, ColorOf(0).WithAlpha(0.35));
        plot.Axes.SetLimits(-0.03, 1.03, -0.03, 1.03);
        return Svg(plot, 460, 440);
    }

    /// <summary>Interpolated precision at eleven points of recall.</summary>
    public static string PrecisionRecall(IReadOnlyList<(string Name, IReadOnlyList<double> Precision)> systems) =>
        Lines("recall", "interpolated precision", systems.Select(system => (system.Name, (IReadOnlyList<double>)[.. system.Precision.Select((_, i) => i / (system.Precision.Count - 1.0))], system.Precision)), 0, 1);

    /// <summary>Accuracy by position, a line for each order.</summary>
    public static string Positions(ReportCurve curve) =>
        Lines("position of the passage that holds the answer", "answers found", curve.Accuracy.Select(order => (order.Key, (IReadOnlyList<double>)[.. curve.Positions.Select(position => (double)position)], order.Value)), curve.Positions.Min(), curve.Positions.Max());

    /// <summary>How many queries took how long, on a scale of tenfold steps.</summary>
    public static string Times(IReadOnlyList<ReportTimes> systems)
    {
        const double Step = 0.1;
        using var plot = New("milliseconds a query", "share of the queries");
        var least = double.PositiveInfinity;
        var most = double.NegativeInfinity;
        for (var i = 0; i < systems.Count; i++)
        {
            var bins = systems[i].Milliseconds.CountBy(ms => (int)Math.Floor(Math.Log10(Math.Max(ms, 0.001)) / Step)).OrderBy(bin => bin.Key).ToList();
            var line = plot.Add.Scatter(bins.Select(bin => (bin.Key + 0.5) * Step).ToArray(), bins.Select(bin => bin.Value / (double)systems[i].Milliseconds.Count).ToArray(), ColorOf(i));
            line.ConnectStyle = ConnectStyle.StepHorizontal;
            line.LegendText = systems[i].Name;
            line.MarkerSize = 0;
            line.LineWidth = 2;
            (least, most) = (Math.Min(least, Math.Floor(bins[0].Key * Step)), Math.Max(most, Math.Ceiling((bins[^1].Key + 1) * Step)));
        }

        double[] powers = [.. Enumerable.Range((int)least, (int)(most - least) + 1).Select(power => (double)power)];
        plot.Axes.Bottom.SetTicks(powers, [.. powers.Select(power => Math.Pow(10, power).ToString("0.###", CultureInfo.InvariantCulture))]);
        plot.Axes.SetLimitsX(least, most);
        plot.Axes.Margins(bottom: 0);
        plot.ShowLegend(Alignment.UpperRight);
        return Svg(plot);
    }

    /// <summary>A field for each length and depth, dark where the answer is found.</summary>
    public static string HeatMap(ReportGrid grid)
    {
        using var plot = New("depth, per cent", "length");
        var colors = new ScottPlot.Colormaps.Viridis();
        for (var row = 0; row < grid.Lengths.Count; row++)
            for (var column = 0; column < grid.Depths.Count; column++)
            {
                // Rectangles and not a picture of them: a browser would smear what it enlarges.
                var (share, y) = (grid.Accuracy[row][column], grid.Lengths.Count - 1 - row);
                var cell = plot.Add.Rectangle(column - 0.5, column + 0.5, y - 0.5, y + 0.5);
                cell.FillColor = colors.GetColor(share);
                cell.LineWidth = 0;
                var text = plot.Add.Text(share.ToString("0.00", CultureInfo.InvariantCulture), column, y);
                text.LabelFontColor = share > 0.6 ? ScottPlot.Colors.Black : ScottPlot.Colors.White;
                text.LabelAlignment = Alignment.MiddleCenter;
            }

        plot.Axes.Bottom.SetTicks([.. Enumerable.Range(0, grid.Depths.Count).Select(i => (double)i)], [.. grid.Depths.Select(depth => depth.ToString(CultureInfo.InvariantCulture))]);
        plot.Axes.Left.SetTicks([.. Enumerable.Range(0, grid.Lengths.Count).Select(i => (double)(grid.Lengths.Count - 1 - i))], [.. grid.Lengths.Select(length => length.ToString(CultureInfo.InvariantCulture))]);
        plot.Axes.Margins(0, 0);
        plot.HideGrid();
        return Svg(plot);
    }

    private static string Lines(string x, string y, IEnumerable<(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)> lines, double left, double right)
    {
        using var plot = New(x, y);
        foreach (var (i, (name, xs, ys)) in lines.Index())
        {
            var line = plot.Add.Scatter(xs.ToArray(), ys.ToArray(), ColorOf(i));
            line.LegendText = name;
            line.LineWidth = 2;
        }

        plot.Axes.SetLimits(left - (0.03 * (right - left)), right + (0.03 * (right - left)), 0, 1.03);
        plot.ShowLegend(Alignment.UpperRight);
        return Svg(plot);
    }

    private static Plot New(string x, string y)
    {
        var plot = new Plot();
        plot.XLabel(x);
        plot.YLabel(y);
        plot.Axes.Bottom.Label.Bold = false;
        plot.Axes.Left.Label.Bold = false;
        return plot;
    }

    private static Color ColorOf(int i) => Colors[i % Colors.Length];

    // Without the XML declaration, which may not stand inside a page.
    private static string Svg(Plot plot, int width = Width, int height = Height)
    {
        var svg = plot.GetSvgXml(width, height);
        return svg[svg.IndexOf("<svg", StringComparison.Ordinal)..];
    }
}
