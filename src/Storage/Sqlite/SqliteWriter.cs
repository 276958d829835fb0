using Microsoft.Data.Sqlite;

namespace LongRag.Storage;

/// <summary>The one connection that writes, with its statements prepared: row objects and statement texts would cost more than the rows.</summary>
internal sealed class SqliteWriter : IDisposable
{
    // Pages of 4 KiB in the log before it is copied into the database: a batch of some megabytes is not copied at once, and the log stays small enough to search.
    private const int CheckpointPages = 4000;

    // The log file is cut back to this after a larger transaction.
    private const int LogLimit = 64 << 20;

    private readonly List<SqliteCommand> _commands = [];
    private readonly SqliteCommand _position, _moveTo, _findCollection, _findDocument, _deleteDocument, _forgetDeletion, _rememberDeletion;
    private readonly SqliteCommand _insertDocument, _insertText, _insertSection, _insertPassage;

    private SqliteWriter(SqliteConnection connection)
    {
        Connection = connection;
        _position = Prepare("SELECT position FROM corpus");
        _moveTo = Prepare("UPDATE corpus SET position = @0", 1);
        _findCollection = Prepare("SELECT key FROM collections WHERE name = @0", 1);
        _findDocument = Prepare("SELECT sequence, collection, content_hash FROM documents WHERE id = @0", 1);
        _deleteDocument = Prepare("DELETE FROM documents WHERE sequence = @0", 1);
        _forgetDeletion = Prepare("DELETE FROM deletions WHERE document_id = @0", 1);
        _rememberDeletion = Prepare("INSERT INTO deletions (sequence, collection, document_id) VALUES (@0, @1, @2)", 3);
        _insertDocument = Prepare(
            """
            INSERT INTO documents (sequence, id, collection, source, title, media_type, content_hash, text_length, passages, pages, stored_at, tags, metadata, page_starts)
            VALUES (@0, @1, @2, @3, @4, @5, @6, @7, @8, @9, @10, @11, @12, @13)
            """,
            14);
        _insertText = Prepare("INSERT INTO texts (document, start, text) VALUES (@0, @1, @2)", 3);
        _insertSection = Prepare(
            """
            INSERT INTO sections (document, ordinal, parent, level, origin, start, "end", heading_start, heading_end, heading)
            VALUES (@0, @1, @2, @3, @4, @5, @6, @7, @8, @9)
            """,
            10);
        _insertPassage = Prepare(
            """
            INSERT INTO passages (document, ordinal, id, start, "end", section, page_start, page_end, section_path)
            VALUES (@0, @1, @2, @3, @4, @5, @6, @7, @8)
            """,
            9);
    }

    public SqliteConnection Connection { get; }

    public static SqliteWriter Open(string path)
    {
        var connection = Connect(path);
        try
        {
            return new SqliteWriter(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A connection that writes beside readers and flushes each commit to the disk.</summary>
    public static SqliteConnection Connect(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, ForeignKeys = true, Pooling = false }.ToString());
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = {CheckpointPages}; PRAGMA journal_size_limit = {LogLimit};";
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs in a transaction that has the write lock from its beginning, so that what it reads stays true; leaves nothing behind where it throws.</summary>
    public T InTransaction<T>(Func<SqliteTransaction, T> write)
    {
        using var transaction = Connection.BeginTransaction(deferred: false);
        foreach (var command in _commands) command.Transaction = transaction;
        var result = write(transaction);
        transaction.Commit();
        return result;
    }

    public long Position() => (long)_position.ExecuteScalar()!;

    public void MoveTo(long position) => Run(_moveTo, position);

    public long? FindCollection(string name) => (long?)With(_findCollection, name).ExecuteScalar();

    public (long Sequence, long Collection, string Hash)? FindDocument(DocumentId id)
    {
        using var row = With(_findDocument, id.Value).ExecuteReader();
        return row.Read() ? (row.GetInt64(0), row.GetInt64(1), row.GetString(2)) : null;
    }

    /// <summary>Deletes the document with all that belongs to it.</summary>
    public void DeleteDocument(long sequence) => Run(_deleteDocument, sequence);

    public void ForgetDeletion(DocumentId id) => Run(_forgetDeletion, id.Value);

    public void RememberDeletion(long sequence, long collection, DocumentId id) => Run(_rememberDeletion, sequence, collection, id.Value);

    public void Insert(CorpusEntry entry, long collection, long sequence, DateTimeOffset storedAt)
    {
        var (document, passages) = entry;
        Run(
            _insertDocument,
            sequence,
            document.Id.Value,
            collection,
            document.Source,
            document.Title,
            document.MediaType,
            document.ContentHash,
            document.Text.Length,
            passages.Count,
            document.PageStarts.Count,
            storedAt.ToUnixTimeMilliseconds(),
            JsonColumns.Of(document.Tags),
            JsonColumns.Of(document.Metadata),
            JsonColumns.Of(document.PageStarts));
        foreach (var piece in TextPieces.Of(document.Text)) Run(_insertText, sequence, piece.Start, piece.Of(document.Text));
        foreach (var s in document.Sections)
            Run(_insertSection, sequence, s.Ordinal, s.Parent, s.Level, (int)s.Origin, s.Span.Start, s.Span.End, s.HeadingSpan.Start, s.HeadingSpan.End, s.Heading);
        var paths = new SectionPathColumn();
        foreach (var p in passages)
            Run(_insertPassage, sequence, p.Ordinal, p.Id.Value, p.Span.Start, p.Span.End, p.Section, p.PageStart, p.PageEnd, paths.Of(p.SectionPath));
    }

    public void Dispose()
    {
        foreach (var command in _commands) command.Dispose();
        Connection.Dispose();
    }

    private static void Run(SqliteCommand command, params ReadOnlySpan<object?> values) => With(command, values).ExecuteNonQuery();

    private static SqliteCommand With(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }

    private SqliteCommand Prepare(string sql, int parameters = 0)
    {
        var command = Connection.CreateCommand();
#pragma warning disable CA2100 // the constants of the constructor
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 0; i < parameters; i++) command.Parameters.Add(new SqliteParameter { ParameterName = $"@{i}" });
        _commands.Add(command);
        return command;
    }
}
