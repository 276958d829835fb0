using System.Globalization;

namespace LongRag.Cli.Commands.Eval;

/// <summary>Writes curves and grids of <c>eval position</c>.</summary>
internal static class PositionTable
{
    public static void Write(Terminal terminal, CurveOutput curve)
    {
        if (!terminal.IsHuman)
        {
            EvalJson.Write(terminal, curve);
            return;
        }

        terminal.Out.WriteLine($"{curve.Generator}: {curve.Questions} questions, the gold document at each place of {curve.Documents}");
        Row(terminal, "place", curve.Positions.Select(place => place.ToString(CultureInfo.InvariantCulture)));
        foreach (var (order, accuracy) in curve.Accuracy) Row(terminal, order, accuracy.Select(Share));
    }

    public static void Write(Terminal terminal, GridOutput grid)
    {
        if (!terminal.IsHuman)
        {
            EvalJson.Write(terminal, grid);
            return;
        }

        terminal.Out.WriteLine($"{grid.Task}, {grid.Generator}, {grid.Order} order: {grid.Samples} questions a cell, by {(grid.Task is "kv" ? "pairs" : "words")} and depth in per cent");
        Row(terminal, "length", grid.Depths.Select(depth => depth.ToString(CultureInfo.InvariantCulture)));
        for (var row = 0; row < grid.Lengths.Count; row++) Row(terminal, grid.Lengths[row].ToString(CultureInfo.InvariantCulture), grid.Accuracy[row].Select(Share));
    }

    private static void Row(Terminal terminal, string name, IEnumerable<string> cells) => terminal.Out.WriteLine($"{name,-10}{string.Concat(cells.Select(cell => $"{cell,8}"))}");

    private static string Share(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
