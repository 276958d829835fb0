using System.Globalization;
using System.IO.Hashing;
using System.Text;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace LongRag.Evaluation;

/// <summary>The plots of a report as SVG, to stand in a page as they are.</summary>
internal static class ReportPlots
{
    private const int Width = 680;
    private const int Height = 400;

    // Paul Tol's bright scheme without its yellow: told apart in grey and by the colour-blind.
    private static readonly OxyColor[] Colors = [.. new[] { "#4477AA", "#EE6677", "#228833", "#AA3377", "#66CCEE", "#BBBBBB" }.Select(OxyColor.Parse)];

    /// <summary>The mean of a measure for each system, with the interval that the queries leave it.</summary>
    public static string Means(string measure, IReadOnlyList<(string Name, double Mean, Interval Interval)> systems)
    {
        const double CapHalf = 0.05;
        var plot = New("", measure);
        var bars = new RectangleBarSeries { StrokeThickness = 0 };
        var intervals = new LineSeries { Color = OxyColors.Black, StrokeThickness = 1 };
        for (var i = 0; i < systems.Count; i++)
        {
            var (_, mean, interval) = systems[i];
            bars.Items.Add(new RectangleBarItem(i - 0.4, 0, i + 0.4, mean) { Color = ColorOf(i) });
            intervals.Points.AddRange([new(i, interval.Low), new(i, interval.High), DataPoint.Undefined]);
            intervals.Points.AddRange([new(i - CapHalf, interval.Low), new(i + CapHalf, interval.Low), DataPoint.Undefined]);
            intervals.Points.AddRange([new(i - CapHalf, interval.High), new(i + CapHalf, interval.High), DataPoint.Undefined]);
        }

        plot.Series.Add(bars);
        plot.Series.Add(intervals);
        Named(Axis(plot, 0, -0.7, systems.Count - 0.3), [.. systems.Select(system => system.Name)]);
        Axis(plot, 1, 0, Math.Min(1.02, systems.Max(system => system.Interval.High) * 1.15 + 0.02));
        HideGrid(plot);
        return Svg(plot);
    }

    /// <summary>Each query with two systems: above the diagonal the second is better.</summary>
    public static string Scatter(string first, string second, RunComparison comparison)
    {
        var plot = New($"{comparison.Measure}, {first}", $"{comparison.Measure}, {second}");
        plot.Annotations.Add(new LineAnnotation { Type = LineAnnotationType.LinearEquation, Slope = 1, Intercept = 0, Color = OxyColors.Gray, LineStyle = LineStyle.Solid, Layer = AnnotationLayer.BelowSeries, MinimumX = 0, MaximumX = 1 });
        var points = new ScatterSeries { MarkerType = MarkerType.Circle, MarkerSize = 3, MarkerFill = OxyColor.FromAColor(90, ColorOf(0)) };
        points.Points.AddRange(comparison.Queries.Select(query => new ScatterPoint(query.Before, query.After)));
        plot.Series.Add(points);
        Axis(plot, 0, -0.03, 1.03);
        Axis(plot, 1, -0.03, 1.03);
        return Svg(plot, 460, 440);
    }

    /// <summary>Interpolated precision at eleven points of recall.</summary>
    public static string PrecisionRecall(IReadOnlyList<(string Name, IReadOnlyList<double> Precision)> systems) =>
        Lines("recall", "interpolated precision", systems.Select(system => (system.Name, (IReadOnlyList<double>)[.. system.Precision.Select((_, i) => i / (system.Precision.Count - 1.0))], system.Precision)), 0, 1);

    /// <summary>Accuracy by position, a line for each order.</summary>
    public static string Positions(ReportCurve curve) =>
        Lines("position of the passage that holds the answer", "answers found", curve.Accuracy.Select(order => (order.Key, (IReadOnlyList<double>)[.. curve.Positions.Select(position => (double)position)], order.Value)), curve.Positions.Min(), curve.Positions.Max(), 1);

    /// <summary>How many queries took how long, on a scale of tenfold steps.</summary>
    public static string Times(IReadOnlyList<ReportTimes> systems)
    {
        const double Step = 0.1;
        var plot = New("milliseconds a query", "share of the queries");
        var least = double.PositiveInfinity;
        var most = double.NegativeInfinity;
        for (var i = 0; i < systems.Count; i++)
        {
            var counts = systems[i].Milliseconds.CountBy(ms => (int)Math.Floor(Math.Log10(Math.Max(ms, 0.001)) / Step)).ToDictionary();
            var (first, last) = (counts.Keys.Min(), counts.Keys.Max());
            var line = new StairStepSeries { Title = systems[i].Name, Color = ColorOf(i), StrokeThickness = 2 };
            line.Points.Add(new(first * Step, 0));
            for (var bin = first; bin <= last; bin++) line.Points.Add(new(bin * Step, counts.GetValueOrDefault(bin) / (double)systems[i].Milliseconds.Count));
            line.Points.Add(new((last + 1) * Step, 0));
            plot.Series.Add(line);
            (least, most) = (Math.Min(least, Math.Floor(first * Step)), Math.Max(most, Math.Ceiling((last + 1) * Step)));
        }

        var bottom = Axis(plot, 0, least, most);
        bottom.MajorStep = 1;
        bottom.LabelFormatter = power => Math.Pow(10, power).ToString("0.###", CultureInfo.InvariantCulture);
        Axis(plot, 1, 0, double.NaN);
        ShowLegend(plot);
        return Svg(plot);
    }

    /// <summary>A field for each length and depth, dark where the answer is found.</summary>
    public static string HeatMap(ReportGrid grid)
    {
        var plot = New("depth, per cent", "length");
        var colors = OxyPalettes.Viridis(256).Colors;
        for (var row = 0; row < grid.Lengths.Count; row++)
            for (var column = 0; column < grid.Depths.Count; column++)
            {
                // Rectangles and not a picture of them: a browser would smear what it enlarges.
                var (share, y) = (grid.Accuracy[row][column], grid.Lengths.Count - 1 - row);
                plot.Annotations.Add(new RectangleAnnotation
                {
                    MinimumX = column - 0.5,
                    MaximumX = column + 0.5,
                    MinimumY = y - 0.5,
                    MaximumY = y + 0.5,
                    Fill = colors[(int)Math.Round(Math.Clamp(share, 0, 1) * 255)],
                    Text = share.ToString("0.00", CultureInfo.InvariantCulture),
                    TextColor = share > 0.6 ? OxyColors.Black : OxyColors.White,
                });
            }

        Named(Axis(plot, 0, -0.5, grid.Depths.Count - 0.5), [.. grid.Depths.Select(depth => depth.ToString(CultureInfo.InvariantCulture))]);
        Named(Axis(plot, 1, -0.5, grid.Lengths.Count - 0.5), [.. grid.Lengths.Reverse().Select(length => length.ToString(CultureInfo.InvariantCulture))]);
        HideGrid(plot);
        return Svg(plot);
    }

    private static string Lines(string x, string y, IEnumerable<(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)> lines, double left, double right, double leastStep = 0)
    {
        var plot = New(x, y);
        foreach (var (i, (name, xs, ys)) in lines.Index())
        {
            var line = new LineSeries { Title = name, Color = ColorOf(i), StrokeThickness = 2, MarkerType = MarkerType.Circle, MarkerSize = 3, MarkerFill = ColorOf(i) };
            line.Points.AddRange(xs.Zip(ys, (at, value) => new DataPoint(at, value)));
            plot.Series.Add(line);
        }

        Axis(plot, 0, left - (0.03 * (right - left)), right + (0.03 * (right - left))).MinimumMajorStep = leastStep;
        Axis(plot, 1, 0, 1.03);
        ShowLegend(plot);
        return Svg(plot);
    }

    private static PlotModel New(string x, string y)
    {
        var plot = new PlotModel { Culture = CultureInfo.InvariantCulture, PlotAreaBorderColor = OxyColors.Gray };
        plot.Axes.Add(New(AxisPosition.Bottom, x));
        plot.Axes.Add(New(AxisPosition.Left, y));
        return plot;
    }

    private static LinearAxis New(AxisPosition position, string title) =>
        new() { Position = position, Title = title, TitleFontSize = 14, AxisTitleDistance = 8, TickStyle = TickStyle.Outside, MinorTickSize = 0, MajorGridlineStyle = LineStyle.Solid, MajorGridlineColor = OxyColor.FromRgb(0xE8, 0xE8, 0xE8) };

    // 0 is the bottom, 1 the left; a bound that is not a number follows the data.
    private static Axis Axis(PlotModel plot, int axis, double from, double to)
    {
        (plot.Axes[axis].Minimum, plot.Axes[axis].Maximum) = (from, to);
        return plot.Axes[axis];
    }

    // Names in place of 0, 1, 2, …
    private static void Named(Axis axis, IReadOnlyList<string> names)
    {
        axis.MajorStep = 1;
        axis.LabelFormatter = at => (int)Math.Round(at) is var i && i >= 0 && i < names.Count ? names[i] : "";
    }

    private static void HideGrid(PlotModel plot)
    {
        foreach (var axis in plot.Axes) axis.MajorGridlineStyle = LineStyle.None;
    }

    private static void ShowLegend(PlotModel plot) =>
        plot.Legends.Add(new Legend { LegendPosition = LegendPosition.RightTop, LegendBackground = OxyColor.FromAColor(220, OxyColors.White), LegendBorder = OxyColors.LightGray });

    private static OxyColor ColorOf(int i) => Colors[i % Colors.Length];

    // The plots of a page share one space of ids, and each exporter counts its clip paths from 1.
    private static string Svg(PlotModel plot, int width = Width, int height = Height)
    {
        var svg = new SvgExporter { Width = width, Height = height, IsDocument = false, TextMeasurer = new TextSizes(width, height) }.ExportToString(plot);
        var id = Convert.ToHexStringLower(XxHash64.Hash(Encoding.UTF8.GetBytes(svg)));
        return $"<svg viewBox=\"0 0 {width} {height}\"{svg[(svg.IndexOf("<svg", StringComparison.Ordinal) + "<svg".Length)..]}"
            .Replace("\"clipPath", $"\"clip-{id}-", StringComparison.Ordinal).Replace("#clipPath", $"#clip-{id}-", StringComparison.Ordinal);
    }

    // The library measures in points what it then writes in pixels, and a browser's font may be a tenth wider.
    private sealed class TextSizes(double width, double height) : PdfRenderContext(width, height, OxyColors.White)
    {
        private const double Wider = 1.1;
        private const double PixelsInPoint = 96.0 / 72;

        public override OxySize MeasureText(string text, string fontFamily, double fontSize, double fontWeight)
        {
            var size = base.MeasureText(text, fontFamily, fontSize, fontWeight);
            return new OxySize(size.Width * PixelsInPoint * Wider, size.Height * PixelsInPoint);
        }
    }
}
