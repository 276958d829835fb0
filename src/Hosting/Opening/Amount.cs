using System.Globalization;

namespace LongRag.Hosting;

/// <summary>A number and what is counted: <c>1 call</c>, <c>2.5 calls</c>.</summary>
internal static class Amount
{
    /// <param name="number">How many.</param>
    /// <param name="one">What one of them is called; several have an s.</param>
    public static string Of(double number, string one)
    {
        var text = FormattableString.Invariant($"{number:0.##}");
        return text is "1" ? $"1 {one}" : $"{text} {one}s";
    }

    /// <summary>A rough time for a person: hours and minutes, minutes, or seconds.</summary>
    public static string TimeLeft(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}")
        : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00}");
}
