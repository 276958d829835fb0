using System.Runtime.CompilerServices;
using LongRag.Ingest.Pdf;

namespace LongRag.Ingest;

/// <summary>Reads PDF, page by page: only the pages nearby are held, for telling running headers from text.</summary>
public sealed class PdfReader : IDocumentReader
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> MediaTypes { get; } = [LongRag.Ingest.MediaTypes.Pdf];

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadItem> ReadAsync(ReaderInput input, ReadOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // PdfPig reads as it is asked, so there is nothing to wait for.
        await Task.CompletedTask;
        using var file = PdfFile.Open(input, options);
        var writer = new BlockWriter(options.MaxCharacters);
        var text = new PdfText(writer, file.Headings, file.Hyphens);
        var running = new RunningLines();
        var window = new List<PageChunks>();
        var pictures = new List<int>();
        var next = 0;
        foreach (var number in file.Pages)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = file.Read(number, out var issue, cancellationToken);
            if (issue is not null) yield return new ReadItem.Issue(issue);
            if (page.IsPicture) pictures.Add(number);
            window.Add(page);
            if (window.Count - next > RunningLines.Window) Write();
            yield return new ReadItem.Progress(number - options.FirstPage + 1, file.Pages.Count);
        }

        while (next < window.Count) Write();
        text.Finish();
        if (file.IsUnreadable) throw new LongRagException(IngestCodes.Corrupt, $"No page of '{input.Name}' can be read.");
        if (pictures.Count > 0) yield return new ReadItem.Issue(new IngestIssue(input.Name, "read", IngestCodes.NoTextLayer, file.PicturesMessage(pictures), IsWarning: true));
        if (writer.IsEmpty && pictures.Count > 0) yield break;
        yield return new ReadItem.Parsed(writer.Finish(file.Title, file.Metadata));

        void Write()
        {
            var page = window[next];
            var (before, after) = running.TakeOut(page, [.. window.Where(p => p != page)]);
            text.Add(page, before, after);
            if (next == RunningLines.Window) window.RemoveAt(0);
            else next++;
        }
    }
}
