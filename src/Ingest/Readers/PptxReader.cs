using System.Runtime.CompilerServices;

namespace LongRag.Ingest;

/// <summary>
/// Reads PowerPoint presentations, with or without macros (which are never run): each slide is a page, its title a heading, its shapes in reading order, then its notes and comments. Hidden slides
/// are marked. Memory is bounded by the text and one slide.
/// </summary>
public sealed class PptxReader : IDocumentReader
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> MediaTypes { get; } = [LongRag.Ingest.MediaTypes.Pptx, LongRag.Ingest.MediaTypes.Pptm];

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadItem> ReadAsync(ReaderInput input, ReadOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // Archives are read from the places their directory names, so there is nothing to wait for.
        await Task.CompletedTask;
        var deck = OfficeFailure.Name(input.Name, () => new PptxDeck(input, options));
        var last = Math.Min(options.LastPage, deck.Count);
        for (var page = Math.Max(1, options.FirstPage); page <= last; page++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = page;
            OfficeFailure.Name(input.Name, () => deck.Read(read));
            yield return new ReadItem.Progress(page - options.FirstPage + 1, last - options.FirstPage + 1);
        }

        foreach (var issue in deck.Issues) yield return new ReadItem.Issue(issue);
        yield return new ReadItem.Parsed(OfficeFailure.Name(input.Name, deck.Finish));
    }
}
