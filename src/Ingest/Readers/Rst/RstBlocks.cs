using System.Text.RegularExpressions;

namespace LongRag.Ingest;

/// <summary>
/// Writes the body elements of reStructuredText (Docutils, "reStructuredText Markup Specification"). Sections take their level from the order in which the styles of their titles appear; nested
/// bodies are read by the same rules once their indentation is taken off. One use.
/// </summary>
internal sealed partial class RstBlocks
{
    /// <summary>Deepest nesting of bodies that is followed.</summary>
    public const int MaxDepth = 100;

    private const int DeepestHeading = 6;

    // An underline this long makes a title of longer text, too (Docutils does so with a warning).
    private const int LeastAdornment = 4;

    private readonly BlockWriter _writer;
    private readonly RstInlines _inlines;
    private readonly RstDirectives _directives;
    private readonly List<string> _styles = [];
    private readonly int _headingOffset;

    // What stands before the next paragraph: the marker of an item, or a term whose meaning follows.
    private string? _lead;
    private bool _leadIsMarker;
    private int _listDepth = -1;
    private int _quotes;
    private int _depth;

    /// <param name="writer">Takes the blocks.</param>
    /// <param name="definitions">What the document defines.</param>
    /// <param name="headingOffset">Levels above the first section: 1 where the document's title was written already.</param>
    public RstBlocks(BlockWriter writer, RstDefinitions definitions, int headingOffset)
    {
        _writer = writer;
        _inlines = new RstInlines(definitions);
        _headingOffset = headingOffset;
        _directives = new RstDirectives(this);
        Definitions = definitions;
    }

    public RstDefinitions Definitions { get; }

    public string Inline(string text) => _inlines.Render(text);

    /// <summary>Writes a body, its indentation taken off.</summary>
    public void WriteBody(List<string> lines)
    {
        if (++_depth > MaxDepth) throw new LongRagException(IngestCodes.TooDeep, FormattableString.Invariant($"Text nested more than {MaxDepth} levels deep is not followed."));
        for (var at = 0; at < lines.Count;)
        {
            if (lines[at].Length == 0) at++;
            else at = WriteElement(lines, at);
        }

        _depth--;
    }

    /// <summary>Writes a body with something before its first paragraph.</summary>
    public void WriteLed(string lead, List<string> body)
    {
        FlushLead();
        (_lead, _leadIsMarker) = (lead, false);
        WriteBody(body);
        FlushLead();
    }

    public void WriteText(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return;
        text = BlockWriter.Flow(text);
        var (lead, isMarker) = (_lead, _leadIsMarker);
        _lead = null;
        if (isMarker && lead is not null) _writer.Add(BlockKind.ListItem, lead + " " + text.TrimStart(), Math.Max(0, _listDepth));
        else _writer.Add(_quotes > 0 ? BlockKind.Quote : BlockKind.Paragraph, lead is null ? text : lead + "\n" + text.TrimStart());
    }

    public void WriteCode(IEnumerable<string> lines)
    {
        FlushLead();
        _writer.Add(BlockKind.Code, string.Join('\n', lines));
    }

    public void WriteTable(IEnumerable<IReadOnlyList<string>> rows)
    {
        FlushLead();
        _writer.AddTable(rows.Select(row => row.Select(Inline).ToArray()));
    }

    private void FlushLead()
    {
        if (_lead is { } lead && !_leadIsMarker)
        {
            _lead = null;
            _writer.Add(_quotes > 0 ? BlockKind.Quote : BlockKind.Paragraph, lead);
        }
    }

    private int WriteElement(List<string> lines, int at)
    {
        var line = lines[at];
        if (line[0] == ' ') return WriteQuote(lines, at);
        if (line is ".." || line.StartsWith(".. ", StringComparison.Ordinal)) return WriteExplicit(lines, at);
        if (line is "__" || line.StartsWith("__ ", StringComparison.Ordinal)) return RstLines.EndOfIndented(lines, at + 1);
        if (RstTables.IsGridBorder(line)) return WriteGrid(lines, at);
        if (RstTables.IsSimpleBorder(line) && RstTables.EndOfSimple(lines, at) is var table && table > at)
        {
            WriteTable(RstTables.Simple(lines, at, table));
            return table;
        }

        if (RstLines.IsAdornment(line) && WriteTitleOrRule(lines, at) is var title && title > at) return title;
        if (line.StartsWith(">>> ", StringComparison.Ordinal)) return WriteDoctest(lines, at);
        if (line is "|" || line.StartsWith("| ", StringComparison.Ordinal)) return WriteLineBlock(lines, at);
        if (Bullet().Match(line) is { Success: true } bullet) return WriteItem(lines, at, bullet.Length, "-");
        if (Enumerator().Match(line) is { Success: true } number && IsItem(lines, at, number.Length))
            return WriteItem(lines, at, number.Length, number.Groups["auto"].Success ? "-" : number.Groups["marker"].Value);
        if (RstLines.Field().Match(line) is { Success: true } field) return WriteField(lines, at, field);
        if (OptionList().Match(line) is { Success: true } option && (option.Groups["text"].Success || at + 1 < lines.Count && lines[at + 1].StartsWith(' '))) return WriteOption(lines, at, option);
        if (at + 1 < lines.Count && IsUnderline(line, lines[at + 1]))
        {
            WriteHeading(line, lines[at + 1][..1]);
            return at + 2;
        }

        if (at + 1 < lines.Count && lines[at + 1].StartsWith(' ') && !line.EndsWith("::", StringComparison.Ordinal)) return WriteDefinition(lines, at);
        return WriteParagraph(lines, at);
    }

    private int WriteTitleOrRule(List<string> lines, int at)
    {
        if (at + 2 < lines.Count && lines[at + 1].Length > 0 && RstLines.IsAdornment(lines[at + 2]) && lines[at + 2][0] == lines[at][0] && !RstLines.IsAdornment(lines[at + 1])
            && (lines[at].Length >= LeastAdornment || lines[at].Length >= RstLines.Width(lines[at + 1].Trim())))
        {
            WriteHeading(lines[at + 1].Trim(), lines[at][..1] + "over");
            return at + 3;
        }

        var isAlone = (at == 0 || lines[at - 1].Length == 0) && (at + 1 == lines.Count || lines[at + 1].Length == 0);
        return isAlone && lines[at].Length >= LeastAdornment ? at + 1 : at;
    }

    private void WriteHeading(string title, string style)
    {
        FlushLead();
        var level = _styles.IndexOf(style);
        if (level < 0)
        {
            level = _styles.Count;
            _styles.Add(style);
        }

        _writer.Add(BlockKind.Heading, BlockWriter.OneLine(Inline(title)), Math.Min(level + 1 + _headingOffset, DeepestHeading));
    }

    private static bool IsUnderline(string title, string underline) =>
        RstLines.IsAdornment(underline) && (underline.Length >= LeastAdornment || underline.Length >= RstLines.Width(title)) && !RstLines.IsAdornment(title);

    private int WriteQuote(List<string> lines, int at)
    {
        var end = RstLines.EndOfIndented(lines, at);
        // Inside of an item or after a term, deeper text is part of it.
        FlushLead();
        _quotes++;
        WriteBody(RstLines.Dedent(lines, at, end));
        _quotes--;
        return end;
    }

    private int WriteGrid(List<string> lines, int at)
    {
        var end = at;
        while (end < lines.Count && lines[end] is ['+' or '|', ..]) end++;
        WriteTable(RstTables.Grid(lines.GetRange(at, end - at)));
        return end;
    }

    private int WriteDoctest(List<string> lines, int at)
    {
        var end = at;
        while (end < lines.Count && lines[end].Length > 0) end++;
        WriteCode(lines.GetRange(at, end - at));
        return end;
    }

    private int WriteLineBlock(List<string> lines, int at)
    {
        var text = new List<string>();
        for (; at < lines.Count && lines[at].Length > 0; at++)
        {
            if (lines[at] is "|") text.Add("");
            else if (lines[at].StartsWith("| ", StringComparison.Ordinal)) text.Add(lines[at][2..].TrimEnd());
            else if (lines[at][0] == ' ' && text.Count > 0) text[^1] += " " + lines[at].Trim();
            else break;
        }

        WriteText(Inline(string.Join('\n', text)));
        return at;
    }

    /// <summary>An enumerator starts an item only where what follows is indented, blank or another item: "A. Einstein was" starts a paragraph.</summary>
    private static bool IsItem(List<string> lines, int at, int width) =>
        at + 1 == lines.Count || lines[at + 1].Length == 0 || RstLines.Indent(lines[at + 1]) >= Math.Min(width, 2) || Enumerator().IsMatch(lines[at + 1]);

    private int WriteItem(List<string> lines, int at, int width, string marker)
    {
        var end = RstLines.EndOfIndented(lines, at + 1);
        var body = new List<string> { new string(' ', Math.Min(width, lines[at].Length)) + lines[at][Math.Min(width, lines[at].Length)..] };
        body.AddRange(lines.GetRange(at + 1, end - at - 1));
        if (string.IsNullOrWhiteSpace(body[0])) body[0] = "";
        FlushLead();
        _listDepth++;
        (_lead, _leadIsMarker) = (marker, true);
        WriteBody(RstLines.Dedent(body, 0, body.Count));
        (_lead, _leadIsMarker) = (null, false);
        _listDepth--;
        return end;
    }

    private int WriteField(List<string> lines, int at, Match field)
    {
        var end = RstLines.EndOfIndented(lines, at + 1);
        var body = RstLines.Dedent(lines, at + 1, end);
        body.Insert(0, field.Groups["body"].Value.Trim());
        if (body.Count > 1 && body[0].Length > 0 && body[1].Length > 0)
        {
            // The body's first paragraph starts beside the name.
            body[0] += " " + body[1].TrimStart();
            body.RemoveAt(1);
        }

        WriteLed(Inline(field.Groups["name"].Value) + ":", body);
        return end;
    }

    private int WriteOption(List<string> lines, int at, Match option)
    {
        var end = RstLines.EndOfIndented(lines, at + 1);
        var body = RstLines.Dedent(lines, at + 1, end);
        if (option.Groups["text"].Success) body.Insert(0, option.Groups["text"].Value);
        WriteLed(option.Groups["options"].Value.TrimEnd(), body);
        return end;
    }

    private int WriteDefinition(List<string> lines, int at)
    {
        var end = RstLines.EndOfIndented(lines, at + 1);
        if (_leadIsMarker && _lead is not null)
        {
            // The marker of an item stays with the term.
            WriteText(Inline(lines[at]));
            WriteBody(RstLines.Dedent(lines, at + 1, end));
        }
        else
        {
            WriteLed(Inline(lines[at]), RstLines.Dedent(lines, at + 1, end));
        }

        return end;
    }

    private int WriteParagraph(List<string> lines, int at)
    {
        var start = at;
        while (at < lines.Count && lines[at].Length > 0 && (at == start || !lines[at].StartsWith(' '))) at++;
        var text = string.Join(' ', lines.GetRange(start, at - start));
        if (!text.EndsWith("::", StringComparison.Ordinal))
        {
            WriteText(Inline(text));
            return at;
        }

        if (text.Length > 2) WriteText(Inline(text[^3] == ' ' ? text[..^3].TrimEnd() : text[..^1]));
        return WriteLiteral(lines, at);
    }

    /// <summary>The indented block after "::", or the lines that all begin with the same sign.</summary>
    private int WriteLiteral(List<string> lines, int at)
    {
        while (at < lines.Count && lines[at].Length == 0) at++;
        if (at == lines.Count) return at;
        var end = at;
        if (lines[at][0] == ' ')
        {
            end = RstLines.EndOfIndented(lines, at);
            WriteCode(RstLines.Dedent(lines, at, end));
        }
        else if (char.IsPunctuation(lines[at][0]) || char.IsSymbol(lines[at][0]))
        {
            while (end < lines.Count && lines[end].Length > 0 && lines[end][0] == lines[at][0]) end++;
            WriteCode(lines.GetRange(at, end - at));
        }

        return end;
    }

    private int WriteExplicit(List<string> lines, int at)
    {
        var line = lines[at];
        if (line == ".." && (at + 1 == lines.Count || lines[at + 1].Length == 0)) return at + 1;
        var end = RstLines.EndOfIndented(lines, at + 1);
        if (Note().Match(line) is { Success: true } note && RstLines.IsFootnoteLabel(note.Groups["label"].Value))
        {
            var body = RstLines.Dedent(lines, at + 1, end);
            body.Insert(0, note.Groups["body"].Value);
            (_lead, _leadIsMarker) = ("[" + Definitions.NumberOfDefinition(note.Groups["label"].Value) + "]", true);
            WriteBody(body);
            (_lead, _leadIsMarker) = (null, false);
        }
        else if (RstDirective.Parse(lines, at, end) is { } directive)
        {
            _directives.Write(directive);
        }

        // Everything else is a comment, a target or the definition of a substitution.
        return end;
    }

    [GeneratedRegex(@"^[-*+•‣⁃]( +|$)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Bullet();

    [GeneratedRegex(@"^(?<marker>\(?(?<auto>#)[.)]|\(?([0-9]{1,9}|[A-Za-z]|[ivxlcdm]{1,9}|[IVXLCDM]{1,9})\)|([0-9]{1,9}|[A-Za-z]|[ivxlcdm]{1,9}|[IVXLCDM]{1,9})\.)( +|$)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Enumerator();

    [GeneratedRegex(@"^(?<options>(-[A-Za-z0-9]|--?[A-Za-z0-9][\w-]*|/[A-Z])([ =]?[A-Z<][\w<>.-]*)?(, (-[A-Za-z0-9]|--?[A-Za-z0-9][\w-]*|/[A-Z])([ =]?[A-Z<][\w<>.-]*)?)*)(  +(?<text>\S.*))?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex OptionList();

    [GeneratedRegex(@"^\.\. +\[(?<label>[^\]]+)\] *(?<body>.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Note();
}
