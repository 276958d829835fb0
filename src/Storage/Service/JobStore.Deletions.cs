namespace LongRag.Storage;

public sealed partial class JobStore
{
    /// <inheritdoc/>
    public Task<DeletionNote> NoteDeletionAsync(string collection, IReadOnlyCollection<DocumentId> documents, CancellationToken cancellationToken = default)
    {
        EntryCheck.CheckText(collection, "The name of a collection");
        return _database.WriteAsync(
            async connection =>
            {
                // A job that is being queued now has its id before or after, and is not missed.
                await _database.TakeTurnAsync(connection, cancellationToken);
                var last = await Statements.QueryAsync(
                    connection, "SELECT max(id) FROM jobs WHERE collection = @collection AND status <> 2", r => r.IsDBNull(0) ? null : r.GetString(0), cancellationToken, ("@collection", collection));
                if (last[0] is not { } job) return new DeletionNote(null, new Dictionary<DocumentId, string?>());
                var before = documents.ToDictionary(document => document, _ => (string?)null);
                var known = await Statements.QueryAsync(
                    connection,
                    $"SELECT document, last_job FROM job_deletions WHERE {_database.IsIn("document", "@documents")}",
                    r => (Document: new DocumentId(r.GetString(0)), LastJob: r.GetString(1)),
                    cancellationToken,
                    ("@documents", _database.List(documents.Select(document => document.Value))));
                foreach (var (document, lastJob) in known) before[document] = lastJob;
                foreach (var document in documents)
                {
                    await Statements.QueryAsync(
                        connection,
                        "INSERT INTO job_deletions (document, last_job) VALUES (@document, @job) ON CONFLICT (document) DO UPDATE SET last_job = excluded.last_job WHERE job_deletions.last_job < excluded.last_job RETURNING document",
                        r => r.GetString(0),
                        cancellationToken,
                        ("@document", document.Value),
                        ("@job", job));
                }

                return new DeletionNote(job, before);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task TakeBackDeletionAsync(DeletionNote note, IReadOnlyCollection<DocumentId> documents, CancellationToken cancellationToken = default) => _database.WriteAsync(
        async connection =>
        {
            foreach (var document in documents)
            {
                if (note.LastJob is null || !note.Before.TryGetValue(document, out var before)) continue;
                await Statements.QueryAsync(
                    connection,
                    before is null
                        ? "DELETE FROM job_deletions WHERE document = @document AND last_job = @job RETURNING document"
                        : "UPDATE job_deletions SET last_job = @before WHERE document = @document AND last_job = @job RETURNING document",
                    r => r.GetString(0),
                    cancellationToken,
                    [("@document", document.Value), ("@job", note.LastJob), .. before is null ? [] : new (string, object?)[] { ("@before", before) }]);
            }

            return documents.Count;
        },
        cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlySet<DocumentId>> DeletedSinceAsync(string job, IReadOnlyCollection<DocumentId> documents, CancellationToken cancellationToken = default)
    {
        if (documents.Count == 0 || !JobId.IsPossible(job)) return new HashSet<DocumentId>();
        var found = await _database.ReadAsync(
            $"SELECT document FROM job_deletions WHERE last_job >= @job AND {_database.IsIn("document", "@documents")}",
            r => new DocumentId(r.GetString(0)),
            cancellationToken,
            ("@job", job),
            ("@documents", _database.List(documents.Select(document => document.Value))));
        return found.ToHashSet();
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Job>> ListUnfinishedAsync(string collection, CancellationToken cancellationToken = default)
    {
        EntryCheck.CheckText(collection, "The name of a collection");
        return await _database.ReadAsync($"SELECT {JobRows.Columns} FROM jobs WHERE status <= 1 AND collection = @collection ORDER BY id", JobRows.Job, cancellationToken, ("@collection", collection));
    }
}
