using Dapper;
using Microsoft.Data.Sqlite;

namespace LongRag.Storage;

public sealed partial class SqliteCorpusStore
{
    /// <inheritdoc/>
    public override Task SaveCollectionAsync(Collection collection, CancellationToken cancellationToken = default)
    {
        Collection.CheckName(collection.Name);
        EntryCheck.CheckText(collection.Language, $"The language of the collection '{collection.Name}'");
        return WriteAsync(
            (writer, transaction) => writer.Connection.Execute(
                "INSERT INTO collections (name, settings) VALUES (@Name, @Settings) ON CONFLICT (name) DO UPDATE SET settings = excluded.settings",
                new { collection.Name, Settings = JsonColumns.Of(collection) },
                transaction),
            cancellationToken);
    }

    /// <inheritdoc/>
    public override Task<bool> DeleteCollectionAsync(string name, CancellationToken cancellationToken = default) => WriteAsync(
        (writer, transaction) =>
        {
            var existed = writer.Connection.Execute("DELETE FROM collections WHERE name = @name", new { name }, transaction) > 0;
            if (existed) writer.MoveTo(writer.Position() + 1);
            return existed;
        },
        cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A source twice, an id not made from collection and source, sections or passages out of order, a passage that is not the text of its span.</exception>
    /// <exception cref="LongRagException"><c>no_such_collection</c>, <c>bad_text</c>, <c>disk_full</c>, <c>locked</c>, <c>read_only_store</c>.</exception>
    public override Task<SaveResult> SaveAsync(IReadOnlyList<CorpusEntry> entries, CancellationToken cancellationToken = default)
    {
        EntryCheck.Check(entries);
        return WriteAsync(
            (writer, _) =>
            {
                var keys = new Dictionary<string, long>(StringComparer.Ordinal);
                var (outcomes, sequences) = (new SaveOutcome[entries.Count], new long[entries.Count]);
                var before = writer.Position();
                var (position, storedAt) = (before, _time.GetUtcNow());
                for (var i = 0; i < entries.Count; i++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var document = entries[i].Document;
                    if (!keys.TryGetValue(document.Collection, out var collection))
                        keys[document.Collection] = collection = writer.FindCollection(document.Collection) ?? throw NoSuchCollection(document.Collection);

                    var stored = writer.FindDocument(document.Id);
                    outcomes[i] = stored is null ? SaveOutcome.Added : stored.Value.Hash == document.ContentHash ? SaveOutcome.Unchanged : SaveOutcome.Changed;
                    if (outcomes[i] == SaveOutcome.Unchanged) continue;
                    if (stored is { } old) writer.DeleteDocument(old.Sequence);
                    else writer.ForgetDeletion(document.Id);
                    writer.Insert(entries[i], collection, sequences[i] = ++position, storedAt);
                }

                if (position > before) writer.MoveTo(position);
                return new SaveResult(outcomes, before, position, sequences);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="LongRagException"><c>no_such_collection</c>.</exception>
    public override Task<int> DeleteAsync(string collection, IReadOnlyList<DocumentId> documents, CancellationToken cancellationToken = default) => WriteAsync(
        (writer, _) =>
        {
            var key = writer.FindCollection(collection) ?? throw NoSuchCollection(collection);
            var before = writer.Position();
            var position = before;
            foreach (var id in documents)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (writer.FindDocument(id) is not { } stored || stored.Collection != key) continue;
                writer.DeleteDocument(stored.Sequence);
                writer.RememberDeletion(++position, key, id);
            }

            if (position > before) writer.MoveTo(position);
            return (int)(position - before);
        },
        cancellationToken);

    /// <summary>One transaction, after those that came before.</summary>
    private async Task<T> WriteAsync<T>(Func<SqliteWriter, SqliteTransaction, T> write, CancellationToken cancellationToken)
    {
        if (Writer is not { } writer) throw new LongRagException(StorageCodes.ReadOnlyStore, $"'{Path}' is open for reading only.");
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return writer.InTransaction(transaction => write(writer, transaction));
        }
        catch (SqliteException failure)
        {
            if (SqliteFailures.Explain(failure, Path) is { } explained) throw explained;
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }
}
