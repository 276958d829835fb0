using System.Runtime.CompilerServices;

namespace LongRag.Ingest;

/// <summary>
/// Reads Word documents, transitional and strict, with or without macros (which are never run), in one pass over their markup. Tracked changes are read as accepted; hidden text, comments and field
/// codes are left out; notes follow the paragraph or table that refers to them; headers and footers stand once, after the text. There are no pages: only a layout engine knows them.
/// </summary>
public sealed class DocxReader : IDocumentReader
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> MediaTypes { get; } = [LongRag.Ingest.MediaTypes.Docx, LongRag.Ingest.MediaTypes.Docm];

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadItem> ReadAsync(ReaderInput input, ReadOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // Archives are read from the places their directory names, so there is nothing to wait for.
        await Task.CompletedTask;
        var issues = new List<IngestIssue>();
        var document = OfficeFailure.Name(input.Name, () => Parse(input, options, issues, cancellationToken));
        foreach (var issue in issues) yield return new ReadItem.Issue(issue);
        yield return new ReadItem.Parsed(document);
    }

    private static ParsedDocument Parse(ReaderInput input, ReadOptions options, List<IngestIssue> issues, CancellationToken cancellationToken)
    {
        var package = new OfficePackage(input.Content, input.Name);
        var source = new DocxSource(package, input.Name, options, cancellationToken);
        var writer = new BlockWriter(options.MaxCharacters);
        var properties = CoreProperties.Of(package, options.MaxCharacters);
        var flow = new DocxFlow(source, package.Main, isFurniture: false);
        WritePart(package, package.Main, flow, writer);
        WriteFurniture(source, flow.Furniture, writer);
        issues.AddRange(source.Issues);
        return writer.Finish(source.Title ?? properties.Title, properties.Metadata);
    }

    private static void WritePart(OfficePackage package, string part, DocxFlow flow, BlockWriter writer)
    {
        using var reader = package.OpenXml(part);
        var blocks = new List<OfficeBlock>();
        flow.Read(reader, blocks, afterEach: Write);
        Write();

        void Write()
        {
            foreach (var block in blocks) block.WriteTo(writer);
            blocks.Clear();
        }
    }

    /// <summary>Headers and footers, each text once: those of sections and of left and right pages are mostly the same.</summary>
    private static void WriteFurniture(DocxSource source, IEnumerable<string> parts, BlockWriter writer)
    {
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in parts)
        {
            var blocks = new List<OfficeBlock>();
            using var reader = source.Package.OpenXml(part);
            new DocxFlow(source, part, isFurniture: true).Read(reader, blocks);
            if (!written.Add(BlockWriter.OneLine(string.Join(' ', blocks.Select(block => block.Flat))))) continue;

            // Styles of headings in a header make no sections.
            foreach (var block in blocks) (block.Rows is null ? block with { Kind = BlockKind.Paragraph, Level = 0 } : block).WriteTo(writer);
        }
    }
}
