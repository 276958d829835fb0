using System.Runtime.CompilerServices;

namespace LongRag.Ingest;

/// <summary>Reads plain text: it is kept as it stands, blank lines divide its paragraphs, form feeds its pages.</summary>
public sealed class PlainTextReader : IDocumentReader
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> MediaTypes { get; } = [LongRag.Ingest.MediaTypes.PlainText];

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadItem> ReadAsync(ReaderInput input, ReadOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var decoded = await DecodedText.ReadAsync(input, options, cancellationToken: cancellationToken);
        foreach (var issue in decoded.Issues) yield return new ReadItem.Issue(issue);
        yield return new ReadItem.Parsed(Parse(decoded.Text));
    }

    internal static ParsedDocument Parse(string text)
    {
        text = CleanText.Of(text, out _);
        var blocks = new List<Block>();
        var pages = new List<int>();
        for (var at = 0; at < text.Length;)
        {
            var end = EndOfParagraph(text, at, out var next);
            var span = new TextSpan(at, end).Trimmed(text);
            if (!span.IsEmpty) blocks.Add(new Block(BlockKind.Paragraph, span));
            if (end + 1 < text.Length && text[end] == '\f')
            {
                if (pages.Count == 0) pages.Add(0);
                pages.Add(end + 1);
            }

            at = next;
        }

        return new ParsedDocument { Text = text, Blocks = blocks, PageStarts = pages };
    }

    /// <summary>Where the paragraph that holds <paramref name="at"/> ends: at a blank line, a form feed or the end.</summary>
    private static int EndOfParagraph(string text, int at, out int next)
    {
        for (var i = at; i < text.Length; i++)
        {
            if (text[i] == '\f')
            {
                next = i + 1;
                return i;
            }

            if (text[i] != '\n') continue;
            var line = i + 1;
            while (line < text.Length && text[line] is ' ' or '\t') line++;
            if (line < text.Length && text[line] != '\n') continue;
            next = Math.Min(line, text.Length);
            return i;
        }

        next = text.Length;
        return text.Length;
    }
}
