using System.Text;

namespace LongRag.Ingest.Pdf;

/// <summary>A paragraph, heading, list item or table of a page.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text; empty for a table.</param>
/// <param name="Size">Type size.</param>
/// <param name="Bold">True where all of it is bold.</param>
/// <param name="IsOpen">True where its last line runs to the edge and ends no sentence: the next column or page may go on with it.</param>
/// <param name="Lines">How many lines it has.</param>
/// <param name="Rows">Rows of a table.</param>
internal sealed record Paragraph(BlockKind Kind, string Text, double Size, bool Bold, bool IsOpen, int Lines, IReadOnlyList<IReadOnlyList<string>>? Rows = null)
{
    /// <summary>Level of a heading.</summary>
    public int Level { get; init; }
}

/// <summary>Makes paragraphs of the lines of a column.</summary>
internal sealed class ParagraphBuilder(Hyphens hyphens)
{
    // All in type sizes.
    private const double FirstLineIndent = 0.8;
    private const double LargestIndent = 6;
    private const double RoomToSpare = 1.5;

    private const double WidestLeading = 3;
    private const double UsualLeading = 1.2;
    private const double WiderLeading = 1.3;
    private const double OtherSize = 0.1;
    private const double ShortLine = 0.85;

    /// <summary>The paragraphs of a column.</summary>
    public IEnumerable<Paragraph> Build(IReadOnlyList<TextLine> lines)
    {
        var leadings = Leading(lines);
        var (left, right) = Edges(lines);
        var start = 0;
        for (var i = 1; i <= lines.Count; i++)
        {
            if (i < lines.Count && !Breaks(lines, start, i, leadings, left, right)) continue;
            yield return Join(lines, start, i, left, right);
            start = i;
        }
    }

    private Paragraph Join(IReadOnlyList<TextLine> lines, int start, int end, double left, double right)
    {
        var text = new StringBuilder();
        for (var i = start; i < end; i++)
        {
            if (i > start)
            {
                var (drop, glue) = hyphens.Between(lines[i - 1].Text, lines[i].Text);
                text.Length -= drop;
                text.Append(drop == 0 && EndsEarly(lines[i - 1], lines[i], right) ? "\n" : glue);
            }

            text.Append(lines[i].Text);
        }

        var last = lines[end - 1];
        var paragraph = text.Replace("\u00ad", "").ToString();
        var isOpen = end == lines.Count && last.X1 > left + ShortLine * (right - left) && !EndsSentence(last.Text);
        return new Paragraph(ListMarker.Begins(paragraph) ? BlockKind.ListItem : BlockKind.Paragraph, paragraph, lines[start].Size, AllBold(lines, start, end), isOpen, end - start) { Level = last.HeadingLevel };
    }

    private static bool AllBold(IReadOnlyList<TextLine> lines, int start, int end)
    {
        for (var i = start; i < end; i++)
            if (!lines[i].Bold) return false;
        return true;
    }

    private static bool Breaks(IReadOnlyList<TextLine> lines, int start, int at, Dictionary<int, double> leadings, double left, double right)
    {
        var (before, line) = (lines[at - 1], lines[at]);
        if (before.HeadingLevel > 0 || line.HeadingLevel > 0) return before.HeadingLevel != line.HeadingLevel || before.HeadingOrder != line.HeadingOrder;
        var size = Math.Max(before.Size, line.Size);
        var step = before.Y - line.Y;
        var leading = leadings.GetValueOrDefault(SizeKey(line), UsualLeading * size);
        if (step > WiderLeading * leading && step > 1.1 * size || step < 0) return true;
        if (Math.Abs(before.Size - line.Size) > OtherSize * size && (before.Text.Length > 2 && line.Text.Length > 2)) return true;
        if (before.Bold != line.Bold) return true;
        if (ListMarker.HasBullet(line.Text)) return true;
        var ended = EndsSentence(before.Text) || before.X1 < left + ShortLine * (right - left);
        if (ended && ListMarker.Begins(line.Text)) return true;
        if (before.X1 < left + ShortLine * (right - left) && EndsSentence(before.Text) && EndsEarly(before, line, right)) return true;

        var indent = line.X0 - before.X0;
        var isListItem = ListMarker.Begins(lines[start].Text);
        if (indent > FirstLineIndent * size && indent < LargestIndent * size && !isListItem && Math.Abs(before.X0 - left) < FirstLineIndent * size && (at - start > 1 || !EndsHyphenated(before.Text) && EndsSentence(before.Text))) return true;
        // Back from a hanging indent.
        return indent < -FirstLineIndent * size && at - start >= 2 && Math.Abs(lines[at - 2].X0 - before.X0) < 0.3 * size;
    }

    /// <summary>A line that ends although the next word had room: the break is meant.</summary>
    private static bool EndsEarly(TextLine line, TextLine next, double right) => line.X1 + next.FirstWord + RoomToSpare * line.Size < right;

    private static bool EndsHyphenated(string text) => text.Length > 0 && text[^1] is '-' or '\u00ad' or '\u2010';

    private static bool EndsSentence(string text)
    {
        var plain = text.AsSpan().TrimEnd("\"'\u201d\u2019)]\u00bb0123456789\u00b9\u00b2\u00b3");
        if (plain.Length == 0) plain = text;
        return plain.Length > 0 && plain[^1] is '.' or '!' or '?' or ':' or ';' or '\u3002' or '\uff01' or '\uff1f' or '\u061f' or '\u06d4';
    }

    /// <summary>Distance of the lines of a paragraph, by type size: notes stand closer than the text.</summary>
    private static Dictionary<int, double> Leading(IReadOnlyList<TextLine> lines)
    {
        var steps = new Dictionary<int, List<double>>();
        for (var i = 1; i < lines.Count; i++)
        {
            var size = SizeKey(lines[i]);
            if (Math.Abs(SizeKey(lines[i - 1]) - size) > 1 || lines[i - 1].Y - lines[i].Y is not (> 0 and var step) || step > WidestLeading * lines[i].Size) continue;
            if (!steps.TryGetValue(size, out var own)) steps[size] = own = [];
            own.Add(step);
        }

        // The lower third: paragraphs of one line make larger steps common.
        foreach (var own in steps.Values) own.Sort();
        return steps.ToDictionary(s => s.Key, s => s.Value[s.Value.Count / 3]);
    }

    private static int SizeKey(TextLine line) => (int)Math.Round(line.Size * 2);

    private static (double Left, double Right) Edges(IReadOnlyList<TextLine> lines)
    {
        var rights = lines.Select(l => l.X1).Order().ToArray();
        return (lines.Count == 0 ? 0 : lines.Min(l => l.X0), rights.Length == 0 ? 0 : rights[^1]);
    }
}
