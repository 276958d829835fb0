using System.Data.Common;
using System.Runtime.CompilerServices;
using Dapper;

namespace LongRag.Storage;

public abstract partial class RelationalCorpusStore
{
    // Rows fetched at a time by what streams: some hundred kilobytes.
    private const int SummaryPage = 512;
    private const int DocumentsPerIdPage = 64;

    // Shorter references are more likely a short source than an id.
    private const int ShortestIdPrefix = 4;

    /// <inheritdoc/>
    public Task<IReadOnlyList<Collection>> ListCollectionsAsync(CancellationToken cancellationToken = default) => ReadAsync<IReadOnlyList<Collection>>(
        async connection =>
        {
            var rows = await connection.QueryAsync<(string Name, string Settings)>(new CommandDefinition("SELECT name, settings FROM collections ORDER BY name", cancellationToken: cancellationToken));
            return [.. rows.Select(r => JsonColumns.Collection(r.Name, r.Settings))];
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<Collection?> FindCollectionAsync(string name, CancellationToken cancellationToken = default) => ReadAsync(
        async connection => (await QueryAsync(connection, "SELECT settings FROM collections WHERE name = @name", r => JsonColumns.Collection(name, r.GetString(0)), cancellationToken, ("@name", name))).FirstOrDefault(),
        cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="LongRagException"><c>no_such_collection</c>.</exception>
    public Task<CollectionSize> MeasureAsync(string collection, CancellationToken cancellationToken = default) => ReadAsync(
        async connection =>
        {
            const string Sql = "SELECT documents AS Documents, passages AS Passages, characters AS Characters FROM collections WHERE name = @collection";
            var size = await connection.QuerySingleOrDefaultAsync<CollectionSize>(new CommandDefinition(Sql, new { collection }, cancellationToken: cancellationToken));
            return size ?? throw NoSuchCollection(collection);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<DocumentId, string>> HashesAsync(IReadOnlyList<DocumentId> documents, CancellationToken cancellationToken = default) => ReadAsync<IReadOnlyDictionary<DocumentId, string>>(
        async connection =>
        {
            var rows = await QueryAsync(
                connection,
                $"SELECT id, content_hash FROM documents WHERE {IsIn("id", "@ids")}",
                r => (Id: new DocumentId(r.GetString(0)), Hash: r.GetString(1)),
                cancellationToken,
                ("@ids", List(documents.Select(d => d.Value))));
            return rows.ToDictionary(r => r.Id, r => r.Hash);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<Document?> FindDocumentAsync(DocumentId id, CancellationToken cancellationToken = default) => ReadSnapshotAsync(
        async connection => (await EntryAsync(connection, id, cancellationToken))?.Document,
        cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="LongRagException"><c>no_such_collection</c>.</exception>
    public Task<IReadOnlyList<DocumentSummary>> ResolveAsync(string collection, string reference, int limit = 3, CancellationToken cancellationToken = default) => ReadAsync<IReadOnlyList<DocumentSummary>>(
        async connection =>
        {
            var key = await KeyOfAsync(connection, collection, cancellationToken);
            // 'g' follows the last hexadecimal digit; an empty range where the reference cannot begin an id.
            var (low, high) = reference.Length >= ShortestIdPrefix && reference.All(char.IsAsciiHexDigitLower) ? (reference, reference + "g") : ("", "");
            return await QueryAsync(
                connection,
                $"""
                SELECT {Rows.SummaryColumns} FROM documents d JOIN collections c ON c.key = d.collection
                WHERE d.collection = @key AND (d.id = @of_source OR (d.id >= @low AND d.id < @high))
                ORDER BY CASE WHEN d.id = @of_source OR d.id = @low THEN 0 ELSE 1 END, d.id LIMIT @limit
                """,
                r => Rows.Summary(r),
                cancellationToken,
                ("@key", key),
                ("@of_source", DocumentId.From(collection, reference).Value),
                ("@low", low),
                ("@high", high),
                ("@limit", limit));
        },
        cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="LongRagException"><c>no_such_collection</c>.</exception>
    public async IAsyncEnumerable<DocumentSummary> ListDocumentsAsync(string collection, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (string? last = null; ;)
        {
            var page = await PageOfDocumentsAsync(collection, last, SummaryPage, cancellationToken);
            foreach (var summary in page) yield return summary;
            if (page.Count < SummaryPage) yield break;
            last = page[^1].Source;
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<DocumentId, DocumentSummary>> SummariesAsync(IReadOnlyList<DocumentId> documents, CancellationToken cancellationToken = default) => ReadAsync<IReadOnlyDictionary<DocumentId, DocumentSummary>>(
        async connection =>
        {
            var rows = await QueryAsync(
                connection,
                $"SELECT {Rows.SummaryColumns} FROM documents d JOIN collections c ON c.key = d.collection WHERE {IsIn("d.id", "@ids")}",
                r => Rows.Summary(r),
                cancellationToken,
                ("@ids", List(documents.Select(d => d.Value))));
            return rows.ToDictionary(r => r.Id);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Passage>> PassagesOfAsync(DocumentId document, CancellationToken cancellationToken = default) => ReadSnapshotAsync<IReadOnlyList<Passage>>(
        async connection => (await EntryAsync(connection, document, cancellationToken))?.Passages ?? [],
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredPassage>> PassagesAsync(IReadOnlyList<PassageId> passages, CancellationToken cancellationToken = default) => ReadAsync<IReadOnlyList<StoredPassage>>(
        async connection =>
        {
            // A passage lies in the pieces that begin before its end and not a whole piece's length before its start.
            var sql = $"""
                SELECT {Rows.PassageColumns}, t.start, t.text, {Rows.SummaryColumns}
                FROM passages p JOIN documents d ON d.sequence = p.document JOIN collections c ON c.key = d.collection
                LEFT JOIN texts t ON t.document = p.document AND t.start > p.start - {TextPieces.Length} AND t.start < p."end"
                WHERE {IsIn("p.id", "@ids")}
                ORDER BY p.document, p.ordinal, t.start
                """;
            var assembly = new PassageAssembly();
            await QueryAsync(connection, sql, assembly.Add, cancellationToken, ("@ids", List(passages.Select(p => p.Value))));
            return assembly.Passages;
        },
        cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="LongRagException"><c>no_such_collection</c>.</exception>
    public async IAsyncEnumerable<PassageId> ListPassageIdsAsync(string collection, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        const string Sql = """
            SELECT d.sequence, p.id
            FROM (SELECT sequence FROM documents WHERE collection = @key AND sequence > @after ORDER BY sequence LIMIT @page) d
            LEFT JOIN passages p ON p.document = d.sequence
            """;
        for (var after = 0L; ;)
        {
            var last = after;
            var page = await ReadAsync(
                async connection => await QueryAsync(
                    connection,
                    Sql,
                    r => (Document: r.GetInt64(0), Passage: r.IsDBNull(1) ? null : r.GetString(1)),
                    cancellationToken,
                    ("@key", await KeyOfAsync(connection, collection, cancellationToken)),
                    ("@after", last),
                    ("@page", DocumentsPerIdPage)),
                cancellationToken);
            if (page.Count == 0) yield break;
            foreach (var (document, passage) in page)
            {
                after = Math.Max(after, document);
                if (passage is not null) yield return new PassageId(passage);
            }
        }
    }

    /// <inheritdoc/>
    public Task<long> PositionAsync(CancellationToken cancellationToken = default) => ReadAsync(
        async connection => (await QueryAsync(connection, "SELECT position FROM corpus", r => r.GetInt64(0), cancellationToken))[0],
        cancellationToken);

    private static async Task<CorpusEntry?> EntryAsync(DbConnection connection, DocumentId id, CancellationToken cancellationToken)
    {
        var found = await QueryAsync(connection, "SELECT collection, sequence FROM documents WHERE id = @id", r => (Collection: r.GetInt64(0), Sequence: r.GetInt64(1)), cancellationToken, ("@id", id.Value));
        return found is [var at] ? (await EntriesAsync(connection, at.Collection, at.Sequence, at.Sequence, cancellationToken))[0] : null;
    }
}
