using System.Text.RegularExpressions;

namespace LongRag.Generator;

/// <summary>Writes the answer: each piece as a reader would like it, with its marker, and its citation with the stored characters.</summary>
internal static partial class AnswerAssembler
{
    /// <summary>A table's head is quoted together with a row where the two and what stands between are at most so many characters; else each by itself.</summary>
    private const int LongestTableQuote = 480;

    public static IEnumerable<AnswerEvent> Write(IReadOnlyList<QuotedUnits> pieces)
    {
        var id = 0;
        var between = "";
        foreach (var piece in pieces)
        {
            foreach (var (span, kind) in Quotes(piece))
            {
                var marker = (++id).ToString(System.Globalization.CultureInfo.InvariantCulture);
                var quote = span.Of(piece.Evidence.Text);
                var onLines = kind is UnitKind.Row or UnitKind.Code;
                if (onLines && between.Length > 0) between = "\n";
                yield return new AnswerEvent.TextDelta($"{between}{Shown(quote, kind)} [{marker}]");
                yield return new AnswerEvent.Cite(marker, piece.Evidence.Number, quote, span.Shift(piece.Evidence.Span.Start));
                between = onLines ? "\n" : " ";
            }
        }
    }

    private static IEnumerable<(TextSpan Span, UnitKind Kind)> Quotes(QuotedUnits piece)
    {
        var kind = piece.Units[0].Kind;
        if (piece.Units[0].Header is { } header)
        {
            var whole = new TextSpan(header.Start, piece.Span.End);
            if (whole.Length <= LongestTableQuote) return [(whole.Trimmed(piece.Evidence.Text), kind)];
            return [(header.Trimmed(piece.Evidence.Text), kind), (piece.Span, kind)];
        }

        return [(piece.Span, kind)];
    }

    private static string Shown(string quote, UnitKind kind)
    {
        if (kind == UnitKind.Code && !quote.Contains('`')) return quote.Contains('\n') ? $"```\n{quote.ReplaceLineEndings("\n")}\n```" : $"`{quote}`";
        var shown = kind == UnitKind.Row ? quote.ReplaceLineEndings("\n") : WhiteSpace().Replace(quote, " ");
        // The source's own note marks would read as citations of this answer, and its back-ticks would make code of what follows.
        return NoteMarks().Replace(shown, "").Replace('`', '\'');
    }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WhiteSpace();

    [GeneratedRegex(@" ?\[[0-9]{1,3}\]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NoteMarks();
}
