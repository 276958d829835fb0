using System.Buffers;
using System.Text;

namespace LongRag.Ingest;

/// <summary>
/// Renders the inline markup of reStructuredText away by the recognition rules of its specification ("Inline markup recognition rules"): emphasis, literals, roles, references, substitutions,
/// footnote references, escapes. What is not closed stands as it is.
/// </summary>
internal sealed class RstInlines(RstDefinitions definitions)
{
    private const string Openers = "'\"([{<-/:‘“«¡¿‐‑‒–—";
    private const string Closers = "'\")]}>-/:.,;!?\\’”»‐‑‒–—…";

    private static readonly SearchValues<char> Marks = SearchValues.Create("\\`*_|[");

    // Substitutions may name each other; beyond this they go round.
    private const int MaxSubstitutionDepth = 8;

    private int _substituting;

    /// <summary>The text as a reader sees it.</summary>
    public string Render(string text)
    {
        if (text.AsSpan().IndexOfAny(Marks) < 0) return text;
        var output = new StringBuilder(text.Length);

        // A search for the end of a markup that came to nothing comes to nothing from any later place, too.
        var unclosed = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < text.Length;)
        {
            var next = text[i] switch
            {
                '\\' => Escape(text, i, output),
                '`' => Backquoted(text, i, "", output, unclosed),
                ':' => Role(text, i, output, unclosed),
                '*' => Between(text, i, i + 1 < text.Length && text[i + 1] == '*' ? "**" : "*", output, unclosed),
                '|' => Substitution(text, i, output, unclosed),
                '_' when i + 1 < text.Length && text[i + 1] == '`' && CanOpen(text, i, 2) => Backquoted(text, i + 1, "target", output, unclosed),
                '_' => Underscore(text, i),
                '[' => FootnoteReference(text, i, output),
                _ => -1,
            };
            if (next >= 0) i = next;
            else output.Append(text[i++]);
        }

        return output.ToString();
    }

    private static int Escape(string text, int i, StringBuilder output)
    {
        if (i + 1 >= text.Length) return -1;
        // An escaped blank is nothing: it lets markup stand inside of words.
        if (!char.IsWhiteSpace(text[i + 1])) output.Append(text[i + 1]);
        return i + 2;
    }

    private static int Between(string text, int i, string mark, StringBuilder output, HashSet<string> unclosed)
    {
        if (!CanOpen(text, i, mark.Length)) return -1;
        var end = FindEnd(text, i + mark.Length, mark, unclosed);
        if (end < 0) return -1;
        output.Append(Unescape(text[(i + mark.Length)..end]));
        return end + mark.Length;
    }

    private int Role(string text, int i, StringBuilder output, HashSet<string> unclosed)
    {
        if (!CanOpen(text, i, 1)) return -1;
        var end = i + 1;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '-' or '_' or '.' or '+' || text[end] == ':' && end + 1 < text.Length && char.IsLetterOrDigit(text[end + 1]))) end++;
        return end > i + 1 && end + 1 < text.Length && text[end] == ':' && text[end + 1] == '`' ? Backquoted(text, end + 1, text[(i + 1)..end], output, unclosed) : -1;
    }

    private int Backquoted(string text, int i, string role, StringBuilder output, HashSet<string> unclosed)
    {
        if (role.Length == 0 && i + 1 < text.Length && text[i + 1] == '`')
        {
            if (!CanOpen(text, i, 2)) return -1;
            var close = FindEnd(text, i + 2, "``", unclosed);
            if (close < 0) return -1;
            output.Append(text, i + 2, close - i - 2);
            return close + 2;
        }

        if (role.Length == 0 && !CanOpen(text, i, 1)) return -1;
        var end = FindEnd(text, i + 1, "`", unclosed);
        if (end < 0) return -1;
        var content = text[(i + 1)..end];
        end++;
        if (text.AsSpan(end).StartsWith("__")) end += 2;
        else if (end < text.Length && text[end] == '_') end++;
        else if (role.Length == 0 && RoleAfter(text, end) is { Length: > 0 } after)
        {
            role = after;
            end += after.Length + 2;
        }

        output.Append(definitions.TextOfRole(role, role is "code" or "math" or "literal" ? content : Unescape(content)));
        return end;
    }

    private static string RoleAfter(string text, int at)
    {
        if (at >= text.Length || text[at] != ':') return "";
        var end = at + 1;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '-' or '_')) end++;
        return end < text.Length && text[end] == ':' ? text[(at + 1)..end] : "";
    }

    private int Substitution(string text, int i, StringBuilder output, HashSet<string> unclosed)
    {
        if (!CanOpen(text, i, 1)) return -1;
        var end = text.IndexOf('|', i + 1);
        if (end <= i + 1 || char.IsWhiteSpace(text[end - 1]) || FindEnd(text, i + 1, "|", unclosed) < 0 || definitions.Substitution(text[(i + 1)..end]) is not { } replacement) return -1;
        if (_substituting >= MaxSubstitutionDepth) return -1;
        _substituting++;
        output.Append(Render(replacement));
        _substituting--;
        end++;
        while (end < text.Length && text[end] == '_') end++;
        return end;
    }

    /// <summary>The underscore at the end of a word makes it a reference, and is not shown.</summary>
    private static int Underscore(string text, int i)
    {
        if (i == 0 || !char.IsLetterOrDigit(text[i - 1])) return -1;
        var end = i + 1;
        if (end < text.Length && text[end] == '_') end++;
        if (end < text.Length && !char.IsWhiteSpace(text[end]) && !Closers.Contains(text[end], StringComparison.Ordinal)) return -1;
        var start = i;
        while (start > 0 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '-' or '_' or '.' or '+' or ':')) start--;
        if (text[start] is '_' or '-' or '.' or '+' or ':') return text[start] is '-' or ':' ? end : -1;
        return start == 0 || char.IsWhiteSpace(text[start - 1]) || Openers.Contains(text[start - 1], StringComparison.Ordinal) && text[start - 1] != '/' ? end : -1;
    }

    private int FootnoteReference(string text, int i, StringBuilder output)
    {
        var end = text.IndexOf(']', i + 1);
        if (end < 0 || end + 1 >= text.Length || text[end + 1] != '_' || !RstLines.IsFootnoteLabel(text.AsSpan(i + 1, end - i - 1))) return -1;
        if (end + 2 < text.Length && char.IsLetterOrDigit(text[end + 2])) return -1;
        output.Append('[').Append(definitions.NumberOfReference(text[(i + 1)..end])).Append(']');
        return end + 2;
    }

    private static bool CanOpen(string text, int i, int length)
    {
        if (i + length >= text.Length || char.IsWhiteSpace(text[i + length])) return false;
        if (i == 0) return true;
        var before = text[i - 1];
        if (char.IsWhiteSpace(before)) return true;
        if (before == '\\' && i > 1 && text[i - 2] != '\\') return true;
        if (!Openers.Contains(before, StringComparison.Ordinal)) return i > 1 && text[i - 2] == '\\' && char.IsWhiteSpace(before);
        // Between a pair of quotes or brackets a mark stands for itself.
        return (before, text[i + length]) is not (('"', '"') or ('\'', '\'') or ('(', ')') or ('[', ']') or ('{', '}') or ('<', '>'));
    }

    private static int FindEnd(string text, int from, string mark, HashSet<string> unclosed)
    {
        if (unclosed.Contains(mark)) return -1;
        for (var at = text.IndexOf(mark, Math.Min(from + 1, text.Length), StringComparison.Ordinal); at >= 0; at = text.IndexOf(mark, at + 1, StringComparison.Ordinal))
        {
            if (char.IsWhiteSpace(text[at - 1]) || mark != "``" && text[at - 1] == '\\') continue;
            if (mark is "*" && at + 1 < text.Length && text[at + 1] == '*') continue;
            // The last backquotes of a run close a literal.
            while (mark == "``" && at + 2 < text.Length && text[at + 2] == '`') at++;
            var after = at + mark.Length;
            if (after >= text.Length || char.IsWhiteSpace(text[after]) || Closers.Contains(text[after], StringComparison.Ordinal) || mark is "`" or "|" && text[after] == '_') return at;
        }

        unclosed.Add(mark);
        return -1;
    }

    private static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal)) return text;
        var output = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length) output.Append(text[i]);
            else if (!char.IsWhiteSpace(text[++i])) output.Append(text[i]);
        }

        return output.ToString();
    }
}
