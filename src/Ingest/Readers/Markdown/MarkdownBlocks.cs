using System.Globalization;
using System.Text.Json;
using Markdig.Extensions.Alerts;
using Markdig.Extensions.DefinitionLists;
using Markdig.Extensions.Footnotes;
using Markdig.Extensions.Tables;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;

namespace LongRag.Ingest;

/// <summary>Writes the blocks of a Markdown tree. One use.</summary>
internal sealed class MarkdownBlocks(BlockWriter writer)
{
    private readonly HtmlBlocks _html = new(writer);

    // What stands before the next paragraph: the marker of a list item or the label of a footnote.
    private string? _marker;
    private int _listDepth = -1;
    private bool _inQuote;

    /// <summary>Values of the front matter.</summary>
    public IReadOnlyDictionary<string, JsonElement> Metadata { get; private set; } = LongRag.Document.EmptyMetadata;

    /// <summary>Writes a tree; false where its front matter is none.</summary>
    public bool Write(MarkdownDocument document)
    {
        if (document.Count > 0 && document[0] is YamlFrontMatterBlock head)
        {
            if (FrontMatter.Parse(head.Lines.ToString()) is not { } values) return false;
            Metadata = values;
        }

        WriteAll(document);
        return true;
    }

    // The depth of blocks is bounded by the parser's own limit.
    private void WriteAll(ContainerBlock container)
    {
        for (var i = 0; i < container.Count; i++) Write(container[i]);
    }

    private void Write(Markdig.Syntax.Block block)
    {
        switch (block)
        {
            case YamlFrontMatterBlock or LinkReferenceDefinition or LinkReferenceDefinitionGroup or ThematicBreakBlock or BlankLineBlock:
                break;
            case HeadingBlock heading:
                writer.Add(BlockKind.Heading, BlockWriter.OneLine(MarkdownInlines.Render(heading.Inline)), heading.Level);
                break;
            case HtmlBlock html:
                _html.WriteFragment(html.Lines.ToString());
                break;
            case CodeBlock code:
                writer.Add(BlockKind.Code, code.Lines.ToString());
                break;
            case Table table:
                writer.AddTable(table.OfType<TableRow>().Select(row => row.OfType<TableCell>().Select(CellText).ToArray()));
                break;
            case ListBlock list:
                WriteList(list);
                break;
            case QuoteBlock quote:
                WriteQuote(quote);
                break;
            case FootnoteGroup notes:
                foreach (var note in notes.OfType<Footnote>()) WriteItem(note, "[" + MarkdownInlines.FootnoteNumber(note) + "]", depth: 0);
                break;
            case DefinitionItem definition:
                WriteDefinition(definition);
                break;
            case ContainerBlock container:
                WriteAll(container);
                break;
            case LeafBlock leaf:
                WriteText(leaf.Inline is null ? leaf.Lines.ToString() : MarkdownInlines.Render(leaf.Inline));
                break;
        }
    }

    private void WriteText(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return;
        text = BlockWriter.Flow(text);
        if (_marker is { } marker)
        {
            _marker = null;
            writer.Add(BlockKind.ListItem, marker + " " + text.TrimStart(), _listDepth);
        }
        else
        {
            writer.Add(_inQuote ? BlockKind.Quote : BlockKind.Paragraph, text);
        }
    }

    private void WriteList(ListBlock list)
    {
        foreach (var item in list.OfType<ListItemBlock>())
            WriteItem(item, list.IsOrdered ? string.Create(CultureInfo.InvariantCulture, $"{item.Order}{list.OrderedDelimiter}") : "-", _listDepth + 1);
    }

    private void WriteItem(ContainerBlock item, string marker, int depth)
    {
        var outer = _listDepth;
        (_listDepth, _marker) = (depth, marker);
        WriteAll(item);
        (_listDepth, _marker) = (outer, null);
    }

    private void WriteQuote(QuoteBlock quote)
    {
        var outer = _inQuote;
        _inQuote = true;
        var kind = (quote as AlertBlock)?.Kind.ToString();
        if (kind is { Length: > 0 } && quote.Count > 0 && quote[0] is ParagraphBlock first)
        {
            // "[!NOTE]" is shown as the word Note above the text.
            WriteText(kind[..1].ToUpperInvariant() + kind[1..].ToLowerInvariant() + "\n" + MarkdownInlines.Render(first.Inline));
            for (var i = 1; i < quote.Count; i++) Write(quote[i]);
        }
        else
        {
            WriteAll(quote);
        }

        _inQuote = outer;
    }

    /// <summary>Terms and the first paragraph about them are one block: apart, neither says anything.</summary>
    private void WriteDefinition(DefinitionItem definition)
    {
        var lines = new List<string>();
        var next = 0;
        for (; next < definition.Count && definition[next] is DefinitionTerm term; next++) lines.Add(MarkdownInlines.Render(term.Inline));
        for (; next < definition.Count && definition[next] is ParagraphBlock paragraph; next++) lines.Add(MarkdownInlines.Render(paragraph.Inline));
        WriteText(string.Join('\n', lines));
        for (; next < definition.Count; next++) Write(definition[next]);
    }

    private static string CellText(TableCell cell) => string.Join(' ', cell.Descendants<LeafBlock>().Select(leaf => leaf.Inline is null ? leaf.Lines.ToString() : MarkdownInlines.Render(leaf.Inline)));
}
