using System.Globalization;
using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace LongRag.Ingest;

/// <summary>Writes the blocks of an HTML tree as a browser would show them. One use for each document; fragments of one document may follow each other.</summary>
internal sealed partial class HtmlBlocks(BlockWriter writer)
{
    // Looking into every table of a deep nest would take time that grows with the square of the depth.
    private const int MostLayoutTables = 16;

    private readonly HtmlText _text = new();
    private readonly Stack<HtmlList> _lists = new();

    // What stands before the next text: the number of a list item; empty for a bullet, which style draws and no text holds.
    private string? _marker;
    private int _headingLevel;
    private int _preformatted;
    private int _quotes;
    private int _layoutTables;
    private bool _isAfterLink;

    // A term was read and what it means was not: both become one block.
    private bool _isTermOpen;

    /// <summary>Parses and writes a piece of HTML that stands inside of another format.</summary>
    public void WriteFragment(string html)
    {
        var start = html.AsSpan().TrimStart();
        var isRow = start.StartsWith("<tr", StringComparison.OrdinalIgnoreCase) || start.StartsWith("<td", StringComparison.OrdinalIgnoreCase) || start.StartsWith("<tbody", StringComparison.OrdinalIgnoreCase);
        using var document = HtmlReader.ParsePage(isRow ? "<table>" + html : html);
        if (document.Body is { } body) Write(body);
    }

    /// <summary>Writes everything inside of a node.</summary>
    public void Write(INode root)
    {
        HtmlWalk.Run(root, Enter, Leave);
        Flush();
    }

    private bool Enter(INode node)
    {
        if (node is IText text)
        {
            _isAfterLink = false;
            if (_preformatted > 0) _text.AppendPreformatted(text.Data);
            else
            {
                _text.Append(text.Data);
                if (_isTermOpen && !string.IsNullOrWhiteSpace(text.Data)) _isTermOpen = false;
            }

            return false;
        }

        return node is IElement element && EnterElement(element);
    }

    private bool EnterElement(IElement element)
    {
        if (_headingLevel > 0 && HtmlElements.IsPermalink(element)) return false;
        switch (element.LocalName)
        {
            case "br":
                if (_preformatted == 0 && _text.EndsWithBreak && _headingLevel == 0) Flush();
                else _text.Break();
                return false;
            case "img":
                AppendFormula(element);
                return false;
            case "button" when _headingLevel == 0:
                return false;
        }

        if (HtmlElements.IsUnread(element)) return false;
        if (element.LocalName == "q") _text.Append("“");

        // Links side by side are a menu, which styles set apart.
        if (element.LocalName == "a" && _isAfterLink) _text.Blank();
        _isAfterLink = false;
        if (!HtmlElements.IsBlock(element)) return true;
        if (_preformatted > 0)
        {
            if (_text.Length > 0 && !_text.EndsWithBreak) _text.Break();
            return true;
        }

        if (_headingLevel > 0 && element.LocalName is "div" or "center" or "hgroup") _text.Blank();
        else if (_isTermOpen && element.LocalName is "dt" or "dd" or "div" or "p") BreakOnce();
        else Flush();
        return Open(element);
    }

    private bool Open(IElement element)
    {
        switch (element.LocalName)
        {
            case "table" when _layoutTables < MostLayoutTables && new HtmlTable(element).Read() is { } rows:
                foreach (var caption in element.Children.Where(child => child.LocalName == "caption" && !HtmlElements.IsUnread(child))) Write(caption);
                writer.AddTable(rows);
                return false;
            case "table":
                _layoutTables++;
                break;
            case "pre" or "listing" or "xmp" or "plaintext":
                _preformatted++;
                break;
            case "ul" or "ol" or "menu" or "dir":
                _lists.Push(new HtmlList(element));
                break;
            case "li":
                _marker = _lists.TryPeek(out var list) ? list.Marker(element) : "";
                break;
            case "blockquote":
                _quotes++;
                break;
            default:
                if (HtmlElements.HeadingLevel(element) is > 0 and var level) _headingLevel = level;
                break;
        }

        return true;
    }

    private void Leave(IElement element)
    {
        if (element.LocalName == "q") _text.Append("”");
        _isAfterLink = element.LocalName == "a";
        if (!HtmlElements.IsBlock(element)) return;
        switch (element.LocalName)
        {
            case "dt" when _text.Length > 0:
                _isTermOpen = true;
                return;
            case "pre" or "listing" or "xmp" or "plaintext":
                Flush();
                _preformatted--;
                return;
            case "div" or "center" or "hgroup" when _headingLevel > 0:
                _text.Blank();
                return;
        }

        if (_preformatted > 0) return;
        Flush();
        switch (element.LocalName)
        {
            case "ul" or "ol" or "menu" or "dir":
                _lists.TryPop(out _);
                break;
            case "table":
                _layoutTables--;
                break;
            case "li":
                _marker = null;
                break;
            case "blockquote":
                _quotes--;
                break;
            default:
                if (HtmlElements.HeadingLevel(element) > 0) _headingLevel = 0;
                break;
        }
    }

    private void BreakOnce()
    {
        if (!_text.EndsWithBreak) _text.Break();
    }

    private void Flush()
    {
        _isTermOpen = false;
        var text = _text.Take();
        if (string.IsNullOrWhiteSpace(text)) return;
        if (_preformatted > 0)
        {
            writer.Add(BlockKind.Code, text);
        }
        else if (_headingLevel > 0)
        {
            // A heading that was never closed ends at the first block inside of it.
            writer.Add(BlockKind.Heading, EditLink().Replace(BlockWriter.OneLine(text), ""), _headingLevel);
            _headingLevel = 0;
        }
        else if (_marker is { } marker)
        {
            _marker = null;
            writer.Add(BlockKind.ListItem, marker + text, Math.Max(0, _lists.Count - 1));
        }
        else
        {
            writer.Add(_quotes > 0 ? BlockKind.Quote : BlockKind.Paragraph, text);
        }
    }

    /// <summary>Pictures are left out, but a formula drawn as a picture has its source as alternative text.</summary>
    private void AppendFormula(IElement image)
    {
        if (image.ClassName is { } names && (names.Contains("math", StringComparison.OrdinalIgnoreCase) || names.Contains("latex", StringComparison.OrdinalIgnoreCase)) && image.GetAttribute("alt") is { } formula)
            _text.Append(formula);
    }

    [GeneratedRegex(@"\s*\[\s*edit( source)?\s*\]$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EditLink();

    /// <summary>A list that is open, and the marker of its next item.</summary>
    private sealed class HtmlList(IElement list)
    {
        private readonly bool _isOrdered = list.LocalName == "ol";
        private readonly string? _type = list.GetAttribute("type");
        private int _next = int.TryParse(list.GetAttribute("start"), CultureInfo.InvariantCulture, out var start) ? start : 1;

        public string Marker(IElement item)
        {
            if (!_isOrdered) return "";
            if (int.TryParse(item.GetAttribute("value"), CultureInfo.InvariantCulture, out var value)) _next = value;
            var number = unchecked(_next++);
            return _type is "a" or "A" && number is >= 1 and <= 26 ? $"{(char)(_type[0] + number - 1)}. " : string.Create(CultureInfo.InvariantCulture, $"{number}. ");
        }
    }
}
