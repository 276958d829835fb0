using System.Data.Common;

namespace LongRag.Storage;

public abstract partial class RelationalCorpusStore
{
    /// <inheritdoc/>
    /// <exception cref="LongRagException"><c>no_such_collection</c>.</exception>
    public Task<IReadOnlyList<DocumentSummary>> PageOfDocumentsAsync(string collection, string? after, int limit, CancellationToken cancellationToken = default) => ReadAsync<IReadOnlyList<DocumentSummary>>(
        async connection => await QueryAsync(
            connection,
            PageOfDocumentsSql(isFirst: after is null),
            r => Rows.Summary(r),
            cancellationToken,
            ("@key", await KeyOfAsync(connection, collection, cancellationToken)),
            ("@source", after ?? ""),
            ("@limit", limit)),
        cancellationToken);

    /// <inheritdoc/>
    public Task<StoredText?> ReadTextAsync(DocumentId id, int start, int end, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfLessThan(end, start);
        return ReadSnapshotAsync(
            async connection =>
            {
                if (await SummaryAsync(connection, id, cancellationToken) is not { } document) return null;
                var span = new TextSpan(Math.Min(start, document.TextLength), Math.Min(end, document.TextLength));
                return new StoredText(document, span, await TextAsync(connection, document.Sequence, span, cancellationToken));
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<StoredTextLayout?> FindLayoutAsync(DocumentId id, CancellationToken cancellationToken = default) => ReadSnapshotAsync(
        async connection =>
        {
            if (await SummaryAsync(connection, id, cancellationToken) is not { } document) return null;
            // Both databases know the length of a text without fetching it.
            var pieces = await QueryAsync(
                connection,
                "SELECT start, octet_length(text) FROM texts WHERE document = @document ORDER BY start",
                r => (Start: r.GetInt32(0), Bytes: r.GetInt32(1)),
                cancellationToken,
                ("@document", document.Sequence));
            return new StoredTextLayout(document, [.. pieces.Select((piece, i) => new TextPiece(new TextSpan(piece.Start, i + 1 < pieces.Count ? pieces[i + 1].Start : document.TextLength), piece.Bytes))]);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<StoredOutline?> FindOutlineAsync(DocumentId id, CancellationToken cancellationToken = default) => ReadSnapshotAsync(
        async connection =>
        {
            if (await SummaryAsync(connection, id, cancellationToken) is not { } document) return null;
            var sections = await RowsAsync($"SELECT {Rows.SectionColumns} FROM sections s WHERE s.document = @document ORDER BY s.ordinal", r => Rows.Section(r, 0));
            var counts = await RowsAsync("SELECT section, CAST(count(*) AS integer) FROM passages WHERE document = @document GROUP BY section", r => (Section: r.GetInt32(0), Count: r.GetInt32(1)));
            var pages = document.Pages == 0 ? [] : (await RowsAsync("SELECT page_starts FROM documents WHERE sequence = @document", r => JsonColumns.Offsets(r.GetString(0))))[0];
            return new StoredOutline(document, sections, pages, counts.ToDictionary(c => c.Section, c => c.Count));

            Task<List<T>> RowsAsync<T>(string sql, Func<DbDataReader, T> map) => QueryAsync(connection, sql, map, cancellationToken, ("@document", document.Sequence));
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Passage>> PageOfPassagesAsync(DocumentId document, int from, int limit, CancellationToken cancellationToken = default) => ReadSnapshotAsync<IReadOnlyList<Passage>>(
        async connection =>
        {
            // Their span first, so that each piece of the text is read once however many of them lie in it.
            const string Page = """
                FROM documents d JOIN passages p ON p.document = d.sequence WHERE d.id = @id AND p.ordinal >= @from ORDER BY p.ordinal LIMIT @limit
                """;
            (string, object?)[] parameters = [("@id", document.Value), ("@from", from), ("@limit", limit)];
            var spans = await QueryAsync(connection, $"SELECT d.sequence, p.start, p.\"end\" {Page}", r => (Sequence: r.GetInt64(0), Start: r.GetInt32(1), End: r.GetInt32(2)), cancellationToken, parameters);
            if (spans.Count == 0) return [];
            var span = new TextSpan(spans.Min(s => s.Start), spans.Max(s => s.End));
            var text = await TextAsync(connection, spans[0].Sequence, span, cancellationToken);
            return await QueryAsync(connection, $"SELECT {Rows.PassageColumns} {Page}", r => Rows.Passage(r, 0, document, text, span.Start), cancellationToken, parameters);
        },
        cancellationToken);

    /// <summary>The statement of a page of documents: <c>@key</c>, <c>@source</c> unless it is the first, <c>@limit</c>.</summary>
    internal string PageOfDocumentsSql(bool isFirst) => $"""
        SELECT {Rows.SummaryColumns} FROM documents d JOIN collections c ON c.key = d.collection
        WHERE d.collection = @key {(isFirst ? "" : $"AND {AfterSource}")}
        ORDER BY {SourceOrder} LIMIT @limit
        """;

    private static async Task<DocumentSummary?> SummaryAsync(DbConnection connection, DocumentId id, CancellationToken cancellationToken) => (await QueryAsync(
        connection,
        $"SELECT {Rows.SummaryColumns} FROM documents d JOIN collections c ON c.key = d.collection WHERE d.id = @id",
        r => Rows.Summary(r),
        cancellationToken,
        ("@id", id.Value))).FirstOrDefault();

    /// <summary>The text of a span that lies within the document, out of the pieces that it touches.</summary>
    private static async Task<string> TextAsync(DbConnection connection, long document, TextSpan span, CancellationToken cancellationToken)
    {
        if (span.IsEmpty) return "";
        // A piece that holds something of it begins before its end and not a whole piece's length before its start.
        var pieces = await QueryAsync(
            connection,
            "SELECT start, text FROM texts WHERE document = @document AND start > @low AND start < @end ORDER BY start",
            r => (Start: r.GetInt32(0), Text: r.GetString(1)),
            cancellationToken,
            ("@document", document),
            ("@low", span.Start - TextPieces.Length),
            ("@end", span.End));
        return string.Create(span.Length, (Pieces: pieces, Span: span), static (text, source) =>
        {
            foreach (var (start, piece) in source.Pieces)
            {
                var (from, to) = (Math.Max(source.Span.Start, start), Math.Min(source.Span.End, start + piece.Length));
                if (from < to) piece.AsSpan(from - start, to - from).CopyTo(text[(from - source.Span.Start)..]);
            }
        });
    }
}
