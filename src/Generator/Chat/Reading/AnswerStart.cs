using System.Text;
using System.Text.RegularExpressions;
using LongRag.Models.Chat;

namespace LongRag.Generator.Chat;

/// <summary>Takes off what comes before an answer: thoughts in tags, reasoning that was asked for, the word "Answer:". Not thread-safe.</summary>
/// <param name="hasReasoning">Whether reasoning was asked for.</param>
internal sealed partial class AnswerStart(bool hasReasoning)
{
    /// <summary>What "**Final answer:**" and its like take.</summary>
    private const int LongestLabel = 24;

    private static readonly string[] Labels = ["answeris", "theansweris", "finalanswer", "thefinalansweris"];

    private readonly StringBuilder _head = new();

    /// <summary>Whether the answer has begun: what comes then is the answer's.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>The reasoning before it; null where there is none.</summary>
    public string? Reasoning { get; private set; }

    /// <summary>Takes more text in; gives what of it belongs to the answer.</summary>
    public string Add(string text)
    {
        if (HasBegun) return text;
        _head.Append(text);
        return Decide(isLast: false);
    }

    /// <summary>What was held, at the end.</summary>
    public string Rest() => HasBegun ? "" : Decide(isLast: true);

    private string Decide(bool isLast)
    {
        var head = Thoughts.After(_head.ToString(), isLast);
        if (head is null) return "";
        if (hasReasoning) return DecideReasoned(head, isLast);
        var start = head.TrimStart();
        if (!isLast && start.Length < LongestLabel && !start.Contains('\n', StringComparison.Ordinal) && MayBeLabel(start)) return "";
        HasBegun = true;
        var label = Label().Match(start);
        return label is { Success: true, Index: 0 } ? start[label.Length..].TrimStart() : start;
    }

    private string DecideReasoned(string head, bool isLast)
    {
        foreach (var match in Label().EnumerateMatches(head))
        {
            HasBegun = true;
            var before = head[..match.Index].Trim();
            Reasoning = before.Length == 0 ? null : before;
            return head[(match.Index + match.Length)..].TrimStart();
        }

        if (!isLast) return "";
        HasBegun = true;
        return head.TrimStart();
    }

    private static bool MayBeLabel(string start)
    {
        var letters = new string([.. start.Where(char.IsLetter)]);
        return Array.Exists(Labels, label => label.StartsWith(letters, StringComparison.OrdinalIgnoreCase));
    }

    [GeneratedRegex(@"^[ \t]*([*#_>]+[ \t]*)?(the )?(final )?answer( is)?[ \t]*[*_]*[ \t]*:[ \t]*[*_]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Label();
}
