namespace LongRag.Cli;

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
}
