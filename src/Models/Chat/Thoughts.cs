namespace LongRag.Models.Chat;

/// <summary>Thoughts that a model writes in tags before it answers. Servers that know the model send them apart; others, and models in this process, leave them in the text.</summary>
internal static class Thoughts
{
    /// <summary>What they begin with; compared without regard to case.</summary>
    public const string Opening = "<think>";

    /// <summary>What they end with. Some models' prompts open the thought for them, so that it stands alone.</summary>
    public const string Closing = "</think>";

    /// <summary>A whole answer without thoughts: empty where they do not end.</summary>
    public static string Without(string answer)
    {
        var end = answer.LastIndexOf(Closing, StringComparison.OrdinalIgnoreCase);
        if (end >= 0) return answer[(end + Closing.Length)..];
        return answer.AsSpan().TrimStart().StartsWith(Opening, StringComparison.OrdinalIgnoreCase) ? "" : answer;
    }
}
