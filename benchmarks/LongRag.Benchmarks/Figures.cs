using System.Diagnostics;
using System.Globalization;

namespace LongRag.Benchmarks;

/// <summary>Rows of a table, and what is measured for them.</summary>
internal static class Figures
{
    public static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    public static void Row(params object[] cells) => Console.WriteLine("| " + string.Join(" | ", cells.Select(cell => cell is double value ? value.ToString("0.###", CultureInfo.InvariantCulture) : Convert.ToString(cell, CultureInfo.InvariantCulture))) + " |");

    public static void Head(params string[] names)
    {
        Row([.. names]);
        Row([.. names.Select(_ => "---")]);
    }

    public static double Seconds(Action work)
    {
        // What one side leaves behind is not the other's to collect.
        GC.Collect();
        var clock = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(clock).TotalSeconds;
    }

    public static async Task<double> SecondsAsync(Func<Task> work)
    {
        GC.Collect();
        var clock = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(clock).TotalSeconds;
    }
}
