using System.Text;
using System.Text.Json;

namespace LongRag.Ingest;

/// <summary>
/// Builds a <see cref="ParsedDocument"/> block by block and keeps its promises: blocks in order, nothing but white space between them, blank lines between blocks and single line ends between
/// list items. Nested list items are indented by two blanks a level, outside of their spans.
/// </summary>
/// <param name="maxCharacters">Most characters of text: markup can say more than it has characters (substitutions, say), so the bound is kept here.</param>
internal sealed class BlockWriter(int maxCharacters)
{
    /// <summary>Stands between the cells of a row.</summary>
    public const string CellDivider = " | ";

    // Deeper items are no further to the right: the text must not grow with the square of the depth.
    private const int MostIndented = 16;

    private readonly StringBuilder _text = new();
    private readonly List<Block> _blocks = [];
    private readonly StringBuilder _row = new();
    private readonly List<int> _pages = [];

    /// <summary>True while nothing was written.</summary>
    public bool IsEmpty => _blocks.Count == 0;

    /// <summary>Text of the first heading of level 1; null while there is none.</summary>
    public string? FirstTitle { get; private set; }

    /// <summary>What is appended from here on stands on the next page (slide).</summary>
    public void StartPage() => _pages.Add(_text.Length);

    /// <summary>Appends a block, without the white space at its ends; nothing where there is nothing else. A code block keeps the indentation of its first line.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="text">Its text, markup rendered away.</param>
    /// <param name="level">1 to 6 for headings, nesting depth from 0 for list items.</param>
    /// <param name="pagesWithin">Where in <paramref name="text"/> new pages start, for a block that goes over pages.</param>
    public void Add(BlockKind kind, string text, int level = 0, IReadOnlyList<int>? pagesWithin = null)
    {
        text = CleanText.Of(text, out _).TrimEnd();
        var start = 0;
        while (start < text.Length && char.IsWhiteSpace(text[start])) start++;
        if (start == text.Length) return;
        var line = kind == BlockKind.Code ? text.LastIndexOf('\n', start) + 1 : start;
        if (_text.Length + (text.Length - line) > maxCharacters)
            throw new LongRagException(IngestCodes.TooLarge, FormattableString.Invariant($"The document's text is more than one document may hold ({maxCharacters} characters)."));

        Divide(kind, level);
        var at = _text.Length + start - line;
        _text.Append(text, line, text.Length - line);
        _blocks.Add(new Block(kind, new TextSpan(at, _text.Length), level));
        foreach (var page in pagesWithin ?? []) _pages.Add(Math.Clamp(at + page - start, at, _text.Length));
        if (kind == BlockKind.Heading && level == 1) FirstTitle ??= text[start..];
    }

    /// <summary>Appends a table: one line a row, cells on one line each. Empty cells at the end of a row and empty rows are left out.</summary>
    public void AddTable(IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new StringBuilder();
        foreach (var row in rows)
        {
            var last = row.Count - 1;
            while (last >= 0 && string.IsNullOrWhiteSpace(row[last])) last--;
            if (last < 0) continue;
            if (table.Length > 0) table.Append('\n');
            _row.Clear();
            for (var i = 0; i <= last; i++) _row.Append(i == 0 ? "" : CellDivider).Append(OneLine(row[i]));
            table.Append(_row);
        }

        Add(BlockKind.Table, table.ToString());
    }

    /// <summary>The document as written so far.</summary>
    /// <param name="title">Its title; null for that of the first heading of level 1.</param>
    /// <param name="metadata">What it says of itself.</param>
    public ParsedDocument Finish(string? title = null, IReadOnlyDictionary<string, JsonElement>? metadata = null) => new()
    {
        Text = _text.ToString(),
        Blocks = [.. _blocks],
        PageStarts = [.. _pages],
        Title = string.IsNullOrWhiteSpace(title) ? FirstTitle is null ? null : OneLine(FirstTitle) : OneLine(CleanText.Of(title, out _)),
        Metadata = metadata ?? LongRag.Document.EmptyMetadata,
    };

    /// <summary>The text with every run of white space as one blank.</summary>
    public static string OneLine(string text)
    {
        var plain = true;
        for (var i = 0; i < text.Length && plain; i++)
            plain = !char.IsWhiteSpace(text[i]) || text[i] == ' ' && i > 0 && i < text.Length - 1 && text[i - 1] != ' ';
        return plain ? text : string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Running text as it is shown: every run of blanks as one, none around line ends.</summary>
    public static string Flow(string text)
    {
        if (text.AsSpan().IndexOfAny('\t', '\n') < 0 && !text.Contains("  ", StringComparison.Ordinal)) return text;
        var flow = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is ' ' or '\t')
            {
                if (flow.Length > 0 && flow[^1] is not (' ' or '\n')) flow.Append(' ');
            }
            else
            {
                if (c == '\n' && flow.Length > 0 && flow[^1] == ' ') flow.Length--;
                flow.Append(c);
            }
        }

        return flow.ToString();
    }

    private void Divide(BlockKind kind, int level)
    {
        if (_blocks.Count > 0) _text.Append(kind == BlockKind.ListItem && _blocks[^1].Kind == BlockKind.ListItem ? "\n" : "\n\n");
        if (kind == BlockKind.ListItem) _text.Append(' ', 2 * Math.Min(level, MostIndented));
    }
}
