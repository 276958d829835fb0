using System.Runtime.CompilerServices;
using Markdig;
using Markdig.Extensions.EmphasisExtras;

namespace LongRag.Ingest;

/// <summary>Reads Markdown: CommonMark with pipe and grid tables, footnotes, definition lists, task lists, alerts, struck text and YAML front matter.</summary>
public sealed class MarkdownReader : IDocumentReader
{
    /// <summary>Nesting that the parser follows, blocks and inline elements alike; the walk over its tree is recursive and relies on it.</summary>
    internal const int MaxDepth = 128;

    private const int LongWord = 4096;

    // Characters that may be read for the links of one word: about a second's work.
    private const long MostLinkReading = 250_000_000;

    private readonly MarkdownPipeline _pipeline = Pipeline(withFrontMatter: true);
    private readonly MarkdownPipeline _withoutFrontMatter = Pipeline(withFrontMatter: false);

    /// <inheritdoc/>
    public IReadOnlyCollection<string> MediaTypes { get; } = [LongRag.Ingest.MediaTypes.Markdown];

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadItem> ReadAsync(ReaderInput input, ReadOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var decoded = await DecodedText.ReadAsync(input, options, cancellationToken: cancellationToken);
        foreach (var issue in decoded.Issues) yield return new ReadItem.Issue(issue);
        yield return new ReadItem.Parsed(Parse(decoded.Text, options));
    }

    /// <summary>Reads a text that is a document of its own.</summary>
    internal ParsedDocument Parse(string text, ReadOptions options)
    {
        text = CleanText.Of(text, out _);
        CheckMarkers(text);
        try
        {
            return Read(text, options, _pipeline) ?? Read(text, options, _withoutFrontMatter)!;
        }
        catch (ArgumentException e) when (e.Message.Contains("too deeply nested", StringComparison.Ordinal))
        {
            throw TooDeep(e);
        }
    }

    /// <summary>Refuses lines that open more containers than are followed: the parser would find that out in time that grows with the square of their length.</summary>
    private static void CheckMarkers(string text)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            CheckLinks(line);
            var rest = line.TrimStart();
            var (markers, isRule) = (0, true);
            var first = rest.IsEmpty ? default : rest[0];
            for (var width = MarkerWidth(rest); width > 0; width = MarkerWidth(rest))
            {
                markers++;
                isRule &= rest[0] == first && first is '-' or '*';
                rest = rest[width..].TrimStart();
            }

            // A line of one sign alone is a rule, however long.
            if (markers > MaxDepth && !(isRule && (rest.IsEmpty || rest.TrimStart(first).IsEmpty))) throw TooDeep(null);
        }
    }

    /// <summary>Refuses words full of link destinations that do not end: the parser reads the rest of the word for each.</summary>
    private static void CheckLinks(ReadOnlySpan<char> line)
    {
        foreach (var range in line.SplitAny(' ', '\t'))
        {
            var word = line[range];
            if (word.Length > LongWord && (long)word.Length * word.Count("](") > MostLinkReading)
                throw new LongRagException(IngestCodes.TooDeep, "Thousands of links within links are not followed.");
        }
    }

    /// <summary>Length of the marker of a quote or a list item at the start of a text; 0 for none.</summary>
    private static int MarkerWidth(ReadOnlySpan<char> text)
    {
        if (text is ['>', ..]) return 1;
        if (text is ['-' or '*' or '+', ' ' or '\t', ..]) return 2;
        var digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits])) digits++;
        return digits > 0 && text[digits..] is ['.' or ')', ' ' or '\t', ..] ? digits + 2 : 0;
    }

    private static LongRagException TooDeep(Exception? inner) => new(IngestCodes.TooDeep, $"Markdown nested more than {MaxDepth} levels deep is not followed.", inner);

    /// <summary>The document; null where what stands at its head is no front matter after all but text between two rules.</summary>
    private static ParsedDocument? Read(string text, ReadOptions options, MarkdownPipeline pipeline)
    {
        var writer = new BlockWriter(options.MaxCharacters);
        var walk = new MarkdownBlocks(writer);
        if (!walk.Write(Markdig.Markdown.Parse(text, pipeline))) return null;
        return writer.Finish(walk.Metadata.TryGetValue("title", out var title) ? title.ToString() : null, walk.Metadata);
    }

    private static MarkdownPipeline Pipeline(bool withFrontMatter)
    {
        var builder = new MarkdownPipelineBuilder { MaximumNestingDepth = MaxDepth }
            .UsePipeTables().UseGridTables().UseFootnotes().UseDefinitionLists().UseTaskLists().UseAlertBlocks().UseEmphasisExtras(EmphasisExtraOptions.Strikethrough);
        return (withFrontMatter ? builder.UseYamlFrontMatter() : builder).Build();
    }
}
