using Dapper;
using Npgsql;

namespace LongRag.Storage;

public sealed partial class PostgresCorpusStore
{
    // A writer that waits longer than this for its turn says so.
    private const int TurnTimeoutSeconds = 60;

    /// <inheritdoc/>
    public override Task SaveCollectionAsync(Collection collection, CancellationToken cancellationToken = default)
    {
        Collection.CheckName(collection.Name);
        EntryCheck.CheckText(collection.Language, $"The language of the collection '{collection.Name}'");
        return WriteAsync(
            connection => connection.ExecuteAsync(new CommandDefinition(
                "INSERT INTO collections (name, settings) VALUES (@Name, @Settings::json) ON CONFLICT (name) DO UPDATE SET settings = excluded.settings",
                new { collection.Name, Settings = JsonColumns.Of(collection) },
                cancellationToken: cancellationToken)),
            cancellationToken);
    }

    /// <inheritdoc/>
    public override Task<bool> DeleteCollectionAsync(string name, CancellationToken cancellationToken = default) => WriteAsync(
        async connection =>
        {
            var before = await TakeTurnAsync(connection, cancellationToken);
            var existed = await connection.ExecuteAsync(new CommandDefinition("DELETE FROM collections WHERE name = @name", new { name }, commandTimeout: 0, cancellationToken: cancellationToken)) > 0;
            if (existed) await MoveToAsync(connection, before + 1, cancellationToken);
            return existed;
        },
        cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A source twice, an id not made from collection and source, sections or passages out of order, a passage that is not the text of its span.</exception>
    /// <exception cref="LongRagException"><c>no_such_collection</c>, <c>bad_text</c>, <c>disk_full</c>, <c>store_unreachable</c>, <c>read_only_store</c>.</exception>
    public override Task<SaveResult> SaveAsync(IReadOnlyList<CorpusEntry> entries, CancellationToken cancellationToken = default)
    {
        EntryCheck.Check(entries);
        return WriteAsync(
            async connection =>
            {
                var before = await TakeTurnAsync(connection, cancellationToken);
                var keys = await CollectionsAsync(connection, [.. entries.Select(e => e.Document.Collection).Distinct(StringComparer.Ordinal)], cancellationToken);
                var stored = await StoredAsync(connection, [.. entries.Select(e => e.Document.Id.Value)], cancellationToken);

                var (outcomes, sequences) = (new SaveOutcome[entries.Count], new long[entries.Count]);
                var (position, storedAt) = (before, _time.GetUtcNow());
                var copies = new List<PostgresCopy.Item>();
                var (replaced, added) = (new List<long>(), new List<string>());
                for (var i = 0; i < entries.Count; i++)
                {
                    var document = entries[i].Document;
                    var known = stored.TryGetValue(document.Id.Value, out var old);
                    outcomes[i] = !known ? SaveOutcome.Added : old.Hash == document.ContentHash ? SaveOutcome.Unchanged : SaveOutcome.Changed;
                    if (outcomes[i] == SaveOutcome.Unchanged) continue;
                    if (known) replaced.Add(old.Sequence);
                    else added.Add(document.Id.Value);
                    copies.Add(new PostgresCopy.Item(entries[i], keys[document.Collection], sequences[i] = ++position, storedAt));
                }

                if (copies.Count > 0)
                {
                    await ForgetAsync(connection, replaced, added, cancellationToken);
                    await PostgresCopy.WriteAsync(connection, copies, cancellationToken);
                    await MoveToAsync(connection, position, cancellationToken);
                }

                return new SaveResult(outcomes, before, position, sequences);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="LongRagException"><c>no_such_collection</c>.</exception>
    public override Task<int> DeleteAsync(string collection, IReadOnlyList<DocumentId> documents, CancellationToken cancellationToken = default) => WriteAsync(
        async connection =>
        {
            const string Sql = """
                WITH gone AS (DELETE FROM documents WHERE collection = @key AND id = ANY(@ids) RETURNING id)
                INSERT INTO deletions (sequence, collection, document_id)
                SELECT @before + row_number() OVER (ORDER BY array_position(@ids, id)), @key, id FROM gone
                """;
            var before = await TakeTurnAsync(connection, cancellationToken);
            var key = (await CollectionsAsync(connection, [collection], cancellationToken))[collection];
            var ids = documents.Select(d => d.Value).ToArray();
            var deleted = await connection.ExecuteAsync(new CommandDefinition(Sql, new { key, ids, before }, cancellationToken: cancellationToken));
            if (deleted > 0) await MoveToAsync(connection, before + deleted, cancellationToken);
            return deleted;
        },
        cancellationToken);

    /// <summary>Locks the counter to the end of the transaction and returns the corpus's position.</summary>
    private static Task<long> TakeTurnAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.ExecuteScalarAsync<long>(new CommandDefinition("SELECT position FROM corpus FOR UPDATE", commandTimeout: TurnTimeoutSeconds, cancellationToken: cancellationToken));

    private static Task<int> MoveToAsync(NpgsqlConnection connection, long position, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition("UPDATE corpus SET position = @position", new { position }, cancellationToken: cancellationToken));

    private static async Task<Dictionary<string, long>> CollectionsAsync(NpgsqlConnection connection, string[] names, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<(string Name, long Key)>(new CommandDefinition("SELECT name, key FROM collections WHERE name = ANY(@names)", new { names }, cancellationToken: cancellationToken));
        var keys = rows.ToDictionary(r => r.Name, r => r.Key, StringComparer.Ordinal);
        return names.FirstOrDefault(n => !keys.ContainsKey(n)) is { } missing ? throw NoSuchCollection(missing) : keys;
    }

    private static async Task<Dictionary<string, (long Sequence, string Hash)>> StoredAsync(NpgsqlConnection connection, string[] ids, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<(string Id, long Sequence, string Hash)>(new CommandDefinition("SELECT id, sequence, content_hash FROM documents WHERE id = ANY(@ids)", new { ids }, cancellationToken: cancellationToken));
        return rows.ToDictionary(r => r.Id, r => (r.Sequence, r.Hash), StringComparer.Ordinal);
    }

    /// <summary>Removes earlier contents, and the deletions of documents that come back.</summary>
    private static async Task ForgetAsync(NpgsqlConnection connection, List<long> replaced, List<string> added, CancellationToken cancellationToken)
    {
        if (replaced.Count > 0)
            await connection.ExecuteAsync(new CommandDefinition("DELETE FROM documents WHERE sequence = ANY(@replaced)", new { replaced }, cancellationToken: cancellationToken));
        if (added.Count > 0)
            await connection.ExecuteAsync(new CommandDefinition("DELETE FROM deletions WHERE document_id = ANY(@added)", new { added }, cancellationToken: cancellationToken));
    }

    private async Task<T> WriteAsync<T>(Func<NpgsqlConnection, Task<T>> write, CancellationToken cancellationToken) =>
        _readOnly ? throw new LongRagException(StorageCodes.ReadOnlyStore, $"{_server.Place} is open for reading only.") : await _server.WriteAsync(write, cancellationToken);
}
