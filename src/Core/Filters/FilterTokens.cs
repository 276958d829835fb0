using System.Text;

namespace LongRag;

/// <summary>Cuts a written filter into its pieces.</summary>
internal static class FilterTokens
{
    // Characters that end a bare word besides white space. Everything else (dots, dashes, slashes, other scripts) belongs to it.
    private const string Delimiters = "=!<>~(),'\"";

    /// <summary>All pieces, the last one <see cref="FilterTokenKind.End"/>.</summary>
    public static List<FilterToken> Of(string text)
    {
        var tokens = new List<FilterToken>();
        var at = 0;
        while (true)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
            if (at == text.Length)
            {
                tokens.Add(new(FilterTokenKind.End, "", at));
                return tokens;
            }

            var start = at;
            tokens.Add(text[at] switch
            {
                '(' or ')' or ',' => new(FilterTokenKind.Mark, text[at++].ToString(), start),
                '\'' or '"' => new(FilterTokenKind.Quoted, Quoted(text, ref at), start),
                '=' or '!' or '<' or '>' or '~' => new(FilterTokenKind.Operator, Operator(text, ref at), start),
                _ => new(FilterTokenKind.Word, Word(text, ref at), start),
            });
        }
    }

    private static string Word(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && !char.IsWhiteSpace(text[at]) && !Delimiters.Contains(text[at], StringComparison.Ordinal)) at++;
        return text[start..at];
    }

    private static string Operator(string text, ref int at)
    {
        var start = at++;
        if (text[start] != '~' && at < text.Length && text[at] == '=') at++;
        return text[start..at] is "!" ? throw FilterErrors.Expected("'!='", "'!'", start) : text[start..at];
    }

    // A quote inside is written twice, or as the other kind of quote. A backslash is an ordinary character: Windows paths stay readable.
    private static string Quoted(string text, ref int at)
    {
        var (start, quote, value) = (at, text[at], new StringBuilder());
        for (at++; at < text.Length; at++)
        {
            if (text[at] != quote)
            {
                value.Append(text[at]);
            }
            else if (at + 1 < text.Length && text[at + 1] == quote)
            {
                value.Append(quote);
                at++;
            }
            else
            {
                at++;
                return value.ToString();
            }
        }

        throw FilterErrors.Expected($"a closing {quote}", "the end", start);
    }
}
