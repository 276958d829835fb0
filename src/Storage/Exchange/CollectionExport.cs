using System.Text.Json;

namespace LongRag.Storage.Exchange;

/// <summary>Writes a collection as JSON Lines: complete, so that importing it gives the same documents, sections, passages and ids.</summary>
public static class CollectionExport
{
    internal const int Version = 1;

    /// <summary>Writes all documents by source; returns how many.</summary>
    public static async Task<long> WriteAsync(ICorpusStore store, Collection collection, TextWriter output, CancellationToken cancellationToken = default)
    {
        await output.WriteLineAsync(JsonSerializer.Serialize(new ExportHeader(Version, collection.Name, collection.Language, collection.PassageTokens), ExchangeJson.Lines.ExportHeader).AsMemory(), cancellationToken);
        var written = 0L;
        await foreach (var summary in store.ListDocumentsAsync(collection.Name, cancellationToken))
        {
            // Deleted since it was listed: no longer part of the collection.
            if (await store.FindDocumentAsync(summary.Id, cancellationToken) is not { } document) continue;
            var passages = await store.PassagesOfAsync(summary.Id, cancellationToken);
            await output.WriteLineAsync(JsonSerializer.Serialize(Of(document, passages), ExchangeJson.Lines.ExportedDocument).AsMemory(), cancellationToken);
            written++;
        }

        return written;
    }

    private static ExportedDocument Of(Document document, IReadOnlyList<Passage> passages) => new(
        document.Source, document.Title, document.MediaType, document.ContentHash, document.Text, document.PageStarts, document.Metadata, document.Tags,
        [.. document.Sections.Select(s => new ExportedSection(s.Parent, s.Level, s.Heading, Names[(int)s.Origin], s.Span.Start, s.Span.End, s.HeadingSpan.Start, s.HeadingSpan.End))],
        [.. passages.Select(p => new ExportedPassage(p.Span.Start, p.Span.End, p.Section, p.SectionPath))]);

    /// <summary>Names of <see cref="SectionOrigin"/>, by value.</summary>
    internal static readonly string[] Names = ["root", "authored", "induced", "model"];
}
