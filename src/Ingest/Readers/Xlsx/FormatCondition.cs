using System.Globalization;

namespace LongRag.Ingest;

/// <summary>A comparison that chooses a section of a number format, e.g. <c>[&gt;=1000]</c>.</summary>
internal sealed record FormatCondition(string Sign, double Bound)
{
    private static readonly string[] Signs = ["<=", ">=", "<>", "<", ">", "="];

    /// <summary>Reads what stands in brackets; null where it is something else (a colour, a script).</summary>
    public static FormatCondition? Parse(string inside) =>
        Array.Find(Signs, sign => inside.StartsWith(sign, StringComparison.Ordinal)) is { } found && double.TryParse(inside.AsSpan(found.Length), NumberStyles.Float, CultureInfo.InvariantCulture, out var bound)
            ? new FormatCondition(found, bound)
            : null;

    public bool Holds(double value) => Sign switch
    {
        "<=" => value <= Bound,
        ">=" => value >= Bound,
        "<>" => value != Bound,
        "<" => value < Bound,
        ">" => value > Bound,
        _ => value == Bound,
    };
}
