using System.Globalization;

namespace LongRag.Ingest;

/// <summary>Which parts of a date or a time a number format shows. They are written in the forms of ISO 8601, whatever order and names the format has.</summary>
internal readonly record struct DateFormat
{
    private const long MillisecondsPerDay = 24L * 60 * 60 * 1000;

    // The last day of the year 9999, as Excel counts.
    private const double LastDay = 2_958_466;

    // Excel counts a 29 February 1900 that never was, as Lotus 1-2-3 did: days before it are one off.
    private const int NoSuchDay = 60;
    private static readonly DateTime Start1900 = new(1899, 12, 30, 0, 0, 0, DateTimeKind.Unspecified);
    private static readonly DateTime Start1904 = new(1904, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    public bool HasYear { get; init; }

    public bool HasMonth { get; init; }

    public bool HasDay { get; init; }

    public bool HasTime { get; init; }

    public bool HasSeconds { get; init; }

    /// <summary>Decimals of the seconds, to 3.</summary>
    public int SecondDecimals { get; init; }

    /// <summary>The largest unit of a length of time: <c>h</c>, <c>m</c> or <c>s</c>; NUL where it is no length of time.</summary>
    public char Elapsed { get; init; }

    /// <summary>A number of days as a date, a time, both, or a length of time; null for a number that no date has.</summary>
    public string? Format(double days, bool from1904)
    {
        if (Elapsed != '\0') return Math.Abs(days) < LastDay ? Duration(days) : null;
        if (days is < 0 or >= LastDay) return null;
        var milliseconds = (long)Math.Round(days * MillisecondsPerDay / Step, MidpointRounding.AwayFromZero) * Step;
        var date = (from1904 ? Start1904 : milliseconds < NoSuchDay * MillisecondsPerDay ? Start1900.AddDays(1) : Start1900).AddMilliseconds(milliseconds);
        var time = date.ToString(HasSeconds || date.Second != 0 ? "HH:mm:ss" + Decimals : "HH:mm", CultureInfo.InvariantCulture);
        if (!HasYear && !HasMonth && !HasDay) return time;

        // A day says more with its month and year, also where the sheet had no room for them.
        var day = date.ToString(HasDay || HasTime || !HasYear ? "yyyy-MM-dd" : HasMonth ? "yyyy-MM" : "yyyy", CultureInfo.InvariantCulture);
        return HasTime ? $"{day} {time}" : day;
    }

    private string Decimals => SecondDecimals == 0 ? "" : "." + new string('f', SecondDecimals);

    /// <summary>Milliseconds of the smallest unit shown. A date alone is not rounded up to the next one.</summary>
    private long Step => HasTime ? SecondDecimals switch { 0 => 1000, 1 => 100, 2 => 10, _ => 1 } : 1;

    private string Duration(double days)
    {
        var milliseconds = (long)Math.Round(Math.Abs(days) * MillisecondsPerDay / Step, MidpointRounding.AwayFromZero) * Step;
        var (seconds, rest) = Math.DivRem(milliseconds, 1000);
        var sign = days < 0 && milliseconds > 0 ? "-" : "";
        var decimals = SecondDecimals == 0 ? "" : "." + rest.ToString("D3", CultureInfo.InvariantCulture)[..SecondDecimals];
        return Elapsed switch
        {
            's' => string.Create(CultureInfo.InvariantCulture, $"{sign}{seconds}{decimals}"),
            'm' => string.Create(CultureInfo.InvariantCulture, $"{sign}{seconds / 60}:{seconds % 60:D2}{decimals}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{sign}{seconds / 3600}:{seconds / 60 % 60:D2}:{seconds % 60:D2}{decimals}"),
        };
    }
}
