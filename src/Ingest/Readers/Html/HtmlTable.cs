using System.Globalization;
using AngleSharp.Dom;

namespace LongRag.Ingest;

/// <summary>The rows of a table element, and whether it is a table at all or only puts blocks side by side.</summary>
internal sealed class HtmlTable
{
    // A cell with more text is an article or a column of a page.
    private const int LongestCell = 1000;
    private const int LongestCellWithoutHeadings = 500;
    private const int MostNodesInCell = 5000;
    private const int MostSpanned = 1000;

    private readonly IElement _table;
    private readonly List<IElement[]> _rows = [];

    public HtmlTable(IElement table)
    {
        _table = table;
        foreach (var child in table.Children)
        {
            if (child.LocalName == "tr") _rows.Add(CellsOf(child));
            else if (child.LocalName is "tbody" or "thead" or "tfoot" && !HtmlElements.IsUnread(child)) _rows.AddRange(child.Children.Where(row => row.LocalName == "tr").Select(CellsOf));
        }
    }

    /// <summary>The rows as text, a cell that spans rows standing in the first of them; null for a table that is only layout.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? Read()
    {
        if (_table.GetAttribute("role") is "presentation" or "none" || _rows.Count == 0 || _rows.Max(row => row.Length) < 2) return null;
        var isHeaded = _rows.Exists(row => Array.Exists(row, cell => cell.LocalName == "th")) || _table.Children.Any(child => child.LocalName == "caption");
        if (!isHeaded && First(_table, "table") is not null) return null;
        var longest = isHeaded ? LongestCell : LongestCellWithoutHeadings;
        var rows = new List<List<(int Column, string Text)>>(_rows.Count);
        var spans = new Dictionary<int, int>();
        foreach (var cells in _rows)
        {
            var row = new List<(int Column, string Text)>(cells.Length);
            var column = 0;
            foreach (var cell in cells)
            {
                SkipSpanned(spans, ref column, row);
                if (TextOf(cell, longest) is not { } text) return null;
                row.Add((column, text));
                var (width, height) = (Span(cell, "colspan"), Span(cell, "rowspan"));
                if (height > 1) spans[column] = height - 1;
                column += width;
            }

            SkipSpanned(spans, ref column, row);
            rows.Add(row);
        }

        // Columns without any text are gaps; where no row has two texts side by side, there is no table.
        var columns = rows.SelectMany(row => row).Where(cell => cell.Text.Length > 0).Select(cell => cell.Column).ToHashSet();
        return rows.Exists(row => row.Count(cell => cell.Text.Length > 0) > 1) ? [.. rows.Select(row => row.Where(cell => columns.Contains(cell.Column)).Select(cell => cell.Text).ToArray())] : null;
    }

    private static void SkipSpanned(Dictionary<int, int> spans, ref int column, List<(int Column, string Text)> row)
    {
        while (spans.TryGetValue(column, out var left))
        {
            if (left == 1) spans.Remove(column);
            else spans[column] = left - 1;
            row.Add((column, ""));
            column++;
        }
    }

    /// <summary>A cell on one line; null for a cell that is a part of a page: with headings, or too long.</summary>
    private static string? TextOf(IElement cell, int longest)
    {
        var text = new HtmlText();
        var nodes = 0;
        var isPage = false;
        HtmlWalk.Run(cell, Enter, element =>
        {
            if (HtmlElements.IsBlock(element)) text.Blank();
        });
        return isPage ? null : text.Take();

        bool Enter(INode node)
        {
            if (isPage || (isPage = ++nodes > MostNodesInCell || text.Length > longest)) return false;
            if (node is IText data) text.Append(data.Data);
            if (node is not IElement element || HtmlElements.IsUnread(element)) return false;
            if (HtmlElements.HeadingLevel(element) is > 0 and < 5) isPage = true;
            if (element.LocalName == "br" || HtmlElements.IsBlock(element)) text.Blank();
            return true;
        }
    }

    private static IElement[] CellsOf(IElement row) => HtmlElements.IsUnread(row) ? [] : [.. row.Children.Where(cell => cell.LocalName is "td" or "th" && !HtmlElements.IsUnread(cell))];

    private static int Span(IElement cell, string name) => int.TryParse(cell.GetAttribute(name), CultureInfo.InvariantCulture, out var span) ? Math.Clamp(span, 1, MostSpanned) : 1;

    private static IElement? First(IElement root, string name)
    {
        IElement? found = null;
        HtmlWalk.Run(root, node => (found ??= node is IElement element && element.LocalName == name ? element : null) is null, _ => { });
        return found;
    }
}
