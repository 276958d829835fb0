using System.Text.RegularExpressions;

namespace LongRag.Generator.Chat;

/// <summary>How a model says that it has no answer: in the form it was asked for, or in words of its own.</summary>
internal static partial class NoAnswerWords
{
    private const string Agreed = "NO ANSWER";
    private const string NoReason = "The model finds no answer in the passages.";
    private const int LongestReason = 400;

    /// <summary>Whether the beginning of an answer says so in the agreed form; null where it may still come to that.</summary>
    public static bool? Begins(string text)
    {
        var start = text.AsSpan().TrimStart(" \t\r\n*_\"'[(`#>");
        var shared = Math.Min(start.Length, Agreed.Length);
        if (!start[..shared].Equals(Agreed.AsSpan(0, shared), StringComparison.OrdinalIgnoreCase)) return false;
        if (start.Length <= Agreed.Length) return start.SequenceEqual(Agreed) ? true : null;
        return start[..Agreed.Length].SequenceEqual(Agreed) ? !char.IsLetterOrDigit(start[Agreed.Length]) : start[Agreed.Length] is ':' or '.';
    }

    /// <summary>What stands behind the agreed form, in one line.</summary>
    public static string ReasonOf(string text)
    {
        var at = text.IndexOf(Agreed, StringComparison.OrdinalIgnoreCase);
        return Reason(text[(at < 0 ? 0 : at + Agreed.Length)..]);
    }

    /// <summary>The text in one line, cut where it is long; a sentence of ours where it says nothing.</summary>
    public static string Reason(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Trim(' ', ':', '-', '–', '*', '_', '"', '\'', '[', ']', '(', ')', '`', '.');
        if (!line.Any(char.IsLetter)) return NoReason;
        if (line.Length > LongestReason) line = line[..(char.IsHighSurrogate(line[LongestReason - 1]) ? LongestReason - 1 : LongestReason)] + " …";
        return char.ToUpperInvariant(line[0]) + line[1..] + (line[^1] is '.' or '!' or '?' or '…' ? "" : ".");
    }

    /// <summary>Whether a sentence says that there is no answer.</summary>
    public static bool AreIn(string sentence) => Phrases().IsMatch(sentence);

    [GeneratedRegex(
        @"^\W*(unfortunately,? |sorry,? |i'm sorry,? but |based on the [a-z ]{3,40},? )?("
        + @"(the |these |those |none of the |no |neither of the )?(provided |given |numbered |available )?(passages?|texts?|documents?|evidence|context|sources?|information|excerpts?)( provided| given| above| below| available)? (do|does|did) ?(not|n't|n’t) (contain|mention|provide|say|specify|state|answer|include|give|address|tell|indicate|discuss)"
        + @"|(none of the|no|neither of the) (provided |given |numbered )?(passages?|texts?|documents?|sources?) (contains?|mentions?|provides?|says?|specif(y|ies)|states?|answers?|includes?|gives?|address(es)?)"
        + @"|(i|we) (do not|don't|don’t|cannot|can't|can’t|could not|am unable to|are unable to) (know|find|answer|determine|tell)"
        + @"|there is (no|not enough|insufficient) (information|evidence|answer|mention)"
        + @"|(the|this) (question|answer) (cannot|can't|can’t|could not) be (answered|found|determined)"
        + @"|(it|this) (is|was) not (mentioned|specified|stated|provided|given|clear from) "
        + @"|(not (mentioned|specified|stated|given|provided)( in the (text|passages?|documents?))?|unknown)\W*$"
        + @")", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Phrases();
}
