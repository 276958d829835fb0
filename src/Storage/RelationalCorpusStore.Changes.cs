using System.Data.Common;
using System.Runtime.CompilerServices;

namespace LongRag.Storage;

public abstract partial class RelationalCorpusStore
{
    // What one page of changes may hold in memory: changes, and characters of text unless a single document has more.
    private const int ChangesPerPage = 256;
    private const long CharactersPerPage = 2_000_000;

    /// <summary>Condition and order of a collection's documents by source, for pages that begin after <c>@source</c>.</summary>
    private protected virtual string AfterSource => "d.source > @source";

    /// <inheritdoc cref="AfterSource"/>
    private protected virtual string SourceOrder => "d.source";

    /// <inheritdoc/>
    /// <exception cref="LongRagException"><c>no_such_collection</c>.</exception>
    public async IAsyncEnumerable<CorpusChange> ReadChangesAsync(string collection, long after, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var until = await PositionAsync(cancellationToken);
        while (true)
        {
            // A page is one snapshot. A document changed between two pages has left the range: its change stands after `until`, for the next call.
            var from = after;
            var page = await ReadSnapshotAsync(connection => ChangesAsync(connection, collection, from, until, cancellationToken), cancellationToken);
            if (page.Count == 0) yield break;
            foreach (var change in page) yield return change;
            after = page[^1].Sequence;
        }
    }

    private static async Task<List<CorpusChange>> ChangesAsync(DbConnection connection, string collection, long after, long until, CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT sequence, id, text_length FROM (
              SELECT sequence, id, text_length FROM documents WHERE collection = @key AND sequence > @after AND sequence <= @until
              UNION ALL
              SELECT sequence, document_id, -1 FROM deletions WHERE collection = @key AND sequence > @after AND sequence <= @until) AS changes
            ORDER BY sequence LIMIT @page
            """;
        var key = await KeyOfAsync(connection, collection, cancellationToken);
        var heads = await QueryAsync(
            connection,
            Sql,
            r => (Sequence: r.GetInt64(0), Id: new DocumentId(r.GetString(1)), Length: r.GetInt32(2)),
            cancellationToken,
            ("@key", key),
            ("@after", after),
            ("@until", until),
            ("@page", ChangesPerPage));

        var (taken, characters) = (0, 0L);
        while (taken < heads.Count && (taken == 0 || characters + heads[taken].Length <= CharactersPerPage)) characters += heads[taken++].Length;
        if (taken == 0) return [];

        var page = heads[..taken];
        var entries = await EntriesAsync(connection, key, page[0].Sequence, page[^1].Sequence, cancellationToken);
        var stored = entries.ToDictionary(e => e.Document.Id);
        return [.. page.Select(h => new CorpusChange(h.Sequence, h.Id, stored.GetValueOrDefault(h.Id)))];
    }

    /// <summary>The documents of the collection with that key that were stored by the changes from <paramref name="first"/> to <paramref name="last"/>, whole, in that order. Call it in a snapshot.</summary>
    private static async Task<List<CorpusEntry>> EntriesAsync(DbConnection connection, long collection, long first, long last, CancellationToken cancellationToken)
    {
        const string Range = "d.collection = @collection AND d.sequence >= @first AND d.sequence <= @last";
        var documents = await RowsAsync($"SELECT {Rows.SummaryColumns}, d.page_starts FROM documents d JOIN collections c ON c.key = d.collection WHERE {Range} ORDER BY d.sequence", r => (Summary: Rows.Summary(r), PageStarts: JsonColumns.Offsets(r.GetString(13))));
        var pieces = await RowsAsync($"SELECT t.document, t.text FROM documents d JOIN texts t ON t.document = d.sequence WHERE {Range} ORDER BY d.sequence, t.start", r => (Document: r.GetInt64(0), Text: r.GetString(1)));
        var texts = pieces.GroupBy(p => p.Document, p => p.Text).ToDictionary(g => g.Key, g => TextPieces.Join([.. g]));
        var sections = (await RowsAsync($"SELECT s.document, {Rows.SectionColumns} FROM documents d JOIN sections s ON s.document = d.sequence WHERE {Range} ORDER BY d.sequence, s.ordinal", r => (Document: r.GetInt64(0), Section: Rows.Section(r, 1)))).ToLookup(s => s.Document, s => s.Section);
        var ids = documents.ToDictionary(d => d.Summary.Sequence, d => d.Summary.Id);
        var passages = (await RowsAsync($"SELECT p.document, {Rows.PassageColumns} FROM documents d JOIN passages p ON p.document = d.sequence WHERE {Range} ORDER BY d.sequence, p.ordinal", r => r.GetInt64(0) is var key ? (Document: key, Passage: Rows.Passage(r, 1, ids[key], TextOf(key))) : default)).ToLookup(p => p.Document, p => p.Passage);
        return [.. documents.Select(d => new CorpusEntry(DocumentOf(d.Summary, TextOf(d.Summary.Sequence), [.. sections[d.Summary.Sequence]], d.PageStarts), [.. passages[d.Summary.Sequence]]))];

        Task<List<T>> RowsAsync<T>(string sql, Func<DbDataReader, T> map) => QueryAsync(connection, sql, map, cancellationToken, ("@collection", collection), ("@first", first), ("@last", last));
        string TextOf(long document) => texts.GetValueOrDefault(document, "");
    }

    private static Document DocumentOf(DocumentSummary summary, string text, IReadOnlyList<Section> sections, IReadOnlyList<int> pageStarts) => new()
    {
        Id = summary.Id,
        Collection = summary.Collection,
        Source = summary.Source,
        Title = summary.Title,
        MediaType = summary.MediaType,
        Text = text,
        Sections = sections,
        PageStarts = pageStarts,
        Metadata = summary.Metadata,
        Tags = summary.Tags,
        ContentHash = summary.ContentHash,
    };
}
