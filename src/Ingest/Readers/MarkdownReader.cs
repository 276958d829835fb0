using System.Runtime.CompilerServices;
using Markdig;
using Markdig.Extensions.EmphasisExtras;

namespace LongRag.Ingest;

/// <summary>Reads Markdown: CommonMark with pipe and grid tables, footnotes, definition lists, task lists, alerts, struck text and YAML front matter.</summary>
public sealed class MarkdownReader : IDocumentReader
{
    /// <summary>Nesting that the parser follows, blocks and inline elements alike; the walk over its tree is recursive and relies on it.</summary>
    internal const int MaxDepth = 128;

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
        try
        {
            return Read(text, options, _pipeline) ?? Read(text, options, _withoutFrontMatter)!;
        }
        catch (ArgumentException e) when (e.Message.Contains("too deeply nested", StringComparison.Ordinal))
        {
            throw new LongRagException(IngestCodes.TooDeep, $"Markdown nested more than {MaxDepth} levels deep is not followed.", e);
        }
    }

    /// <summary>The document; null where what stands at its head is no front matter after all but text between two rules.</summary>
    private static ParsedDocument? Read(string text, ReadOptions options, MarkdownPipeline pipeline)
    {
        var writer = new BlockWriter(options.MaxCharacters);
        var walk = new MarkdownBlocks(writer);
        if (!walk.Write(Markdig.Markdown.Parse(CleanText.Of(text, out _), pipeline))) return null;
        return writer.Finish(walk.Metadata.TryGetValue("title", out var title) ? title.ToString() : null, walk.Metadata);
    }

    private static MarkdownPipeline Pipeline(bool withFrontMatter)
    {
        var builder = new MarkdownPipelineBuilder { MaximumNestingDepth = MaxDepth }
            .UsePipeTables().UseGridTables().UseFootnotes().UseDefinitionLists().UseTaskLists().UseAlertBlocks().UseEmphasisExtras(EmphasisExtraOptions.Strikethrough);
        return (withFrontMatter ? builder.UseYamlFrontMatter() : builder).Build();
    }
}
