using System.Text;

namespace LongRag.Ingest.Pdf;

/// <summary>From the order in which right-to-left text stands on the page to the order in which it is read.</summary>
internal static class VisualOrder
{
    /// <summary>A word of glyphs from left to right, in reading order. A glyph that stands for several letters holds them in reading order.</summary>
    public static string WordOf(ReadOnlySpan<Glyph> glyphs)
    {
        var text = new StringBuilder();
        var end = glyphs.Length;
        if (!HasRightToLeft(glyphs))
        {
            foreach (var glyph in glyphs) text.Append(glyph.Text);
            return text.ToString();
        }

        while (end > 0)
        {
            var start = end - 1;
            if (IsLeftToRight(glyphs[start].Text))
            {
                // Digits and Latin letters run to the right, with the points and slashes between them.
                while (start > 0 && (IsLeftToRight(glyphs[start - 1].Text) || start > 1 && !GlyphText.IsRightToLeft(glyphs[start - 1].Text[0]) && IsLeftToRight(glyphs[start - 2].Text))) start--;
                for (var i = start; i < end; i++) text.Append(glyphs[i].Text);
            }
            else
            {
                text.Append(glyphs[start].Text);
            }

            end = start;
        }

        return text.ToString();
    }

    /// <summary>The words of a line from left to right, in reading order.</summary>
    public static void Sort(List<PlacedWord> words)
    {
        var (rightToLeft, leftToRight) = (0, 0);
        foreach (var word in words)
        {
            foreach (var c in word.Text)
            {
                if (GlyphText.IsRightToLeft(c)) rightToLeft++;
                else if (char.IsLetter(c)) leftToRight++;
            }
        }

        if (rightToLeft == 0) return;
        if (rightToLeft >= leftToRight)
        {
            words.Reverse();
            ReverseRuns(words, IsLeftToRight, SwapEnds);
        }
        else
        {
            ReverseRuns(words, text => GlyphText.IsRightToLeft(text[0]) || text.Length > 1 && GlyphText.IsRightToLeft(text[^1]), swap: null);
        }
    }

    private static void ReverseRuns(List<PlacedWord> words, Func<string, bool> isOfRun, Action<List<PlacedWord>, int, int>? swap)
    {
        for (var i = 0; i < words.Count;)
        {
            var end = i;
            while (end < words.Count && isOfRun(words[end].Text)) end++;
            if (end - i > 1) words.Reverse(i, end - i);
            if (end > i) swap?.Invoke(words, i, end - 1);
            i = Math.Max(end, i + 1);
        }
    }

    /// <summary>Brackets, points and signs around Latin words and numbers belong to the text around them: what stands on their left is read after them.</summary>
    private static void SwapEnds(List<PlacedWord> words, int first, int last)
    {
        var (head, tail) = (words[first].Text, words[last].Text);
        // Words with a sign of a right-to-left script are in order already.
        if (head.Any(GlyphText.IsRightToLeft) || tail.Any(GlyphText.IsRightToLeft)) return;
        var brackets = 0;
        for (var i = first; i <= last; i++) brackets += words[i].Text.Count(c => c is '(' or '[') - words[i].Text.Count(c => c is ')' or ']');
        if (brackets == 0) Mirror(words, first, last);
        (head, tail) = (words[first].Text, words[last].Text);
        var leading = 0;
        while (leading < head.Length && !char.IsLetterOrDigit(head[leading]) && !IsOfNumber(head[leading]) && !(brackets == 0 && IsBracket(head[leading]))) leading++;
        var trailing = 0;
        while (trailing < tail.Length && !char.IsLetterOrDigit(tail[^(trailing + 1)]) && tail[^(trailing + 1)] != '%' && !IsOfNumber(tail[^(trailing + 1)]) && !(brackets == 0 && IsBracket(tail[^(trailing + 1)]))) trailing++;
        if (leading + trailing == 0) return;
        var (before, after) = (Reversed(tail[^trailing..]), Reversed(head[..leading]));
        if (first == last)
        {
            words[first] = words[first] with { Text = before + head[leading..^trailing] + after };
            return;
        }

        words[first] = words[first] with { Text = before + head[leading..] };
        words[last] = words[last] with { Text = tail[..^trailing] + after };
    }

    /// <summary>Brackets that close before they open were drawn as the line around them is read.</summary>
    private static void Mirror(List<PlacedWord> words, int first, int last)
    {
        var run = words.GetRange(first, last - first + 1);
        if (run.SelectMany(w => w.Text).FirstOrDefault(IsBracket) is not (')' or ']')) return;
        for (var i = first; i <= last; i++) words[i] = words[i] with { Text = string.Concat(words[i].Text.Select(c => c switch { '(' => ')', ')' => '(', '[' => ']', ']' => '[', _ => c })) };
    }

    private static bool IsBracket(char c) => c is '(' or ')' or '[' or ']';

    // Signs that stay at the side of a number where they were drawn.
    private static bool IsOfNumber(char c) => c is '$' or '\u20ac' or '\u00a3' or '\u00a5' or '\u00b0' or '#';

    private static string Reversed(string text)
    {
        var characters = text.ToCharArray();
        Array.Reverse(characters);
        return new string(characters);
    }

    private static bool HasRightToLeft(ReadOnlySpan<Glyph> glyphs)
    {
        foreach (var glyph in glyphs)
            if (GlyphText.IsRightToLeft(glyph.Text[0])) return true;
        return false;
    }

    private static bool IsLeftToRight(string text)
    {
        foreach (var c in text)
            if (char.IsLetterOrDigit(c)) return !GlyphText.IsRightToLeft(c);
        return false;
    }
}
