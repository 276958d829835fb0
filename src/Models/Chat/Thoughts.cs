namespace LongRag.Models.Chat;

/// <summary>Thoughts that a model writes in tags before it answers. Servers that know the model send them apart; others, and models in this process, leave them in the text.</summary>
internal static class Thoughts
{
    private const string Opening = "<think>";
    private const string Closing = "</think>";

    /// <summary>The text behind thoughts that it begins with; null where they are not at their end, or may still begin.</summary>
    /// <param name="head">An answer, or as much of it as there is.</param>
    /// <param name="isLast">Whether nothing more comes.</param>
    public static string? After(string head, bool isLast)
    {
        var start = head.TrimStart();
        if (start.StartsWith(Opening, StringComparison.OrdinalIgnoreCase))
        {
            var end = start.IndexOf(Closing, StringComparison.OrdinalIgnoreCase);
            return end < 0 ? null : start[(end + Closing.Length)..];
        }

        return !isLast && start.Length < Opening.Length && Opening.StartsWith(start, StringComparison.OrdinalIgnoreCase) ? null : head;
    }

    /// <summary>A whole answer without thoughts: empty where they do not end. Some models' prompts open the thought for them, so that its end stands alone.</summary>
    public static string Without(string answer)
    {
        var end = answer.LastIndexOf(Closing, StringComparison.OrdinalIgnoreCase);
        return end < 0 ? After(answer, isLast: true) ?? "" : answer[(end + Closing.Length)..];
    }
}
