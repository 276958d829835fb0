namespace LongRag.Retrievers.Instructions;

/// <summary>A word or a mark of an instruction.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Word">Lower case, with a straight apostrophe; for a mark one of <c>, ; : - ( )</c>.</param>
/// <param name="IsCapital">Whether it starts with a capital letter.</param>
internal readonly record struct InstructionToken(TextSpan Span, string Word, bool IsCapital)
{
    public bool IsMark => Word.Length == 1 && Word[0] is ',' or ';' or ':' or '-' or '(' or ')';

    /// <summary>The words and marks of a range. Quotes, full stops and the rest only part words.</summary>
    public static List<InstructionToken> Of(string text, TextSpan within)
    {
        var tokens = new List<InstructionToken>();
        for (var at = within.Start; at < within.End;)
        {
            var end = EndOfWord(text, at, within.End);
            if (end > at) AddWord(tokens, new(new(at, end), text[at..end].Replace('’', '\'').ToLowerInvariant(), char.IsUpper(text[at])));
            else if (text[at] is ',' or ';' or ':' or '(' or ')') tokens.Add(new(new(at, at + 1), text[at].ToString(), IsCapital: false));
            else if (text[at] is '-' or '–' or '—' or '•') tokens.Add(new(new(at, at + 1), "-", IsCapital: false));
            at = Math.Max(end, at + 1);
        }

        return tokens;
    }

    // "A as well as B" is a list of two, as "A, B" is.
    private static void AddWord(List<InstructionToken> tokens, InstructionToken token)
    {
        if (tokens.Count >= 2 && token.Word is "as" && tokens[^1].Word is "well" && tokens[^2].Word is "as")
        {
            var first = tokens[^2].Span.Start;
            tokens.RemoveRange(tokens.Count - 2, 2);
            token = new(new(first, token.Span.End), ",", IsCapital: false);
        }

        tokens.Add(token);
    }

    // A mark inside a word joins where letters or digits stand on both sides: "pan-african", "u.s", "don't", "and/or".
    private static int EndOfWord(string text, int at, int limit)
    {
        var end = at;
        while (end < limit && (char.IsLetterOrDigit(text[end]) || char.IsSurrogate(text[end]) || char.GetUnicodeCategory(text[end]) is System.Globalization.UnicodeCategory.NonSpacingMark
            || (end > at && end + 1 < limit && text[end] is '\'' or '’' or '-' or '.' or '/' or '&' && char.IsLetterOrDigit(text[end - 1]) && char.IsLetterOrDigit(text[end + 1])))) end++;
        return end;
    }
}
