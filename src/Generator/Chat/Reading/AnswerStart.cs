using System.Text;
using System.Text.RegularExpressions;
using LongRag.Models.Chat;

namespace LongRag.Generator.Chat;

/// <summary>Takes off what comes before an answer: thoughts in tags, reasoning that was asked for, the word "Answer:". Takes time in the length of the text, in whatever pieces it comes. Not thread-safe.</summary>
/// <param name="hasReasoning">Whether reasoning was asked for.</param>
internal sealed partial class AnswerStart(bool hasReasoning)
{
    /// <summary>What "**Final answer:**" and its like take.</summary>
    private const int LongestLabel = 24;

    private static readonly string[] Labels = ["answeris", "theansweris", "finalanswer", "thefinalansweris"];

    /// <summary>What may yet be the answer's.</summary>
    private readonly StringBuilder _head = new();

    /// <summary>Whole lines of reasoning.</summary>
    private readonly StringBuilder _lines = new();

    private bool _isThinking;

    /// <summary>Whether a colon came since a label was looked for.</summary>
    private bool _mayHoldLabel;

    /// <summary>Whether the answer has begun: what comes then is the answer's.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>The reasoning before it; null where there is none.</summary>
    public string? Reasoning { get; private set; }

    /// <summary>Takes more text in; gives what of it belongs to the answer.</summary>
    public string Add(string text)
    {
        if (HasBegun) return text;
        _head.Append(text);
        _mayHoldLabel |= text.Contains(':', StringComparison.Ordinal);
        return Decide(isLast: false);
    }

    /// <summary>What was held, at the end.</summary>
    public string Rest() => HasBegun ? "" : Decide(isLast: true);

    private string Decide(bool isLast)
    {
        if (hasReasoning && !_isThinking) DropThoughts();
        if (_lines.Length == 0 && IsThinking(isLast)) return "";
        if (hasReasoning) return DecideReasoned(isLast);
        var start = _head.ToString().TrimStart();
        if (!isLast && (start.Length == 0 || (start.Length < LongestLabel && !start.Contains('\n', StringComparison.Ordinal) && MayBeLabel(start)))) return "";
        var label = Label().Match(start);
        return label is { Success: true, Index: 0 } ? Begin(start[label.Length..], isLast) : Begin(start, isLast);
    }

    private string DecideReasoned(bool isLast)
    {
        var head = _head.ToString();
        if (_mayHoldLabel && Label().Match(head) is { Success: true } match)
        {
            var answer = Begin(head[(match.Index + match.Length)..], isLast);
            if (!HasBegun) return "";
            var before = _lines.Append(head, 0, match.Index).ToString().Trim();
            Reasoning = before.Length == 0 ? null : before;
            return answer;
        }

        _mayHoldLabel = false;
        if (isLast) return Begin(_lines.Append(head).ToString(), isLast);
        // A label stands in one line: lines that are whole hold none.
        var whole = head.LastIndexOf('\n') + 1;
        _lines.Append(head, 0, whole);
        _head.Remove(0, whole);
        return "";
    }

    /// <summary>The beginning of the answer. Stars that close the label may still come behind it, so that alone they are held.</summary>
    private string Begin(string text, bool isLast)
    {
        if (!isLast && text.AsSpan().TrimStart(" \t\r\n*_").IsEmpty) return "";
        HasBegun = true;
        return text.TrimStart();
    }

    /// <summary>Whether what has come are thoughts in tags that are not at their end, or may still become some. Thoughts that are at their end are dropped.</summary>
    private bool IsThinking(bool isLast)
    {
        while (true)
        {
            var head = _head.ToString();
            if (_isThinking)
            {
                var end = head.IndexOf(Thoughts.Closing, StringComparison.OrdinalIgnoreCase);
                _isThinking = end < 0;
                _head.Remove(0, _isThinking ? Math.Max(0, head.Length - Thoughts.Closing.Length + 1) : end + Thoughts.Closing.Length);
                if (_isThinking) return true;
                continue;
            }

            var start = head.AsSpan().TrimStart();
            if (start.IsEmpty) _head.Clear();
            if (!start.StartsWith(Thoughts.Opening, StringComparison.OrdinalIgnoreCase)) return !isLast && start.Length < Thoughts.Opening.Length && Thoughts.Opening.AsSpan().StartsWith(start, StringComparison.OrdinalIgnoreCase);
            _isThinking = true;
            _head.Remove(0, head.Length - start.Length + Thoughts.Opening.Length);
        }
    }

    /// <summary>Drops what stands before a tag that ends thoughts, whose beginning was in the prompt.</summary>
    private void DropThoughts()
    {
        var head = _head.ToString();
        var end = head.IndexOf(Thoughts.Closing, StringComparison.OrdinalIgnoreCase);
        if (end < 0) return;
        _head.Remove(0, end + Thoughts.Closing.Length);
        _lines.Clear();
    }

    private static bool MayBeLabel(string start)
    {
        var letters = new string([.. start.Where(char.IsLetter)]);
        return Array.Exists(Labels, label => label.StartsWith(letters, StringComparison.OrdinalIgnoreCase));
    }

    [GeneratedRegex(@"^[ \t]*([*#_>]+[ \t]*)?(the )?(final )?answer( is)?[ \t]*[*_]*[ \t]*:[ \t]*[*_]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Label();
}
