namespace LongRag.Retrievers.Dense;

/// <summary>A dense index of documents: each is one passage, all its text, with its document's id. What the encoder does not read of it, it does not know.</summary>
/// <param name="index">Holds them; owned.</param>
public sealed class WholeDocumentIndex(DenseIndex index) : IPassageIndex
{
    /// <inheritdoc/>
    public string Collection => index.Collection;

    /// <inheritdoc/>
    public long Position => index.Position;

    /// <inheritdoc/>
    public bool IsSlow => index.IsSlow;

    /// <inheritdoc/>
    public Task PrepareAsync(IReadOnlyList<CorpusChange> changes, CancellationToken cancellationToken = default) => index.PrepareAsync([.. changes.Select(Whole)], cancellationToken);

    /// <inheritdoc/>
    public Task ApplyAsync(IReadOnlyList<CorpusChange> changes, CancellationToken cancellationToken = default) => index.ApplyAsync([.. changes.Select(Whole)], cancellationToken);

    /// <inheritdoc/>
    public Task CommitAsync(long position, CancellationToken cancellationToken = default) => index.CommitAsync(position, cancellationToken);

    /// <inheritdoc/>
    public Task ClearAsync(CancellationToken cancellationToken = default) => index.ClearAsync(cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<PassageId> ListPassageIdsAsync(CancellationToken cancellationToken = default) => index.ListPassageIdsAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => index.DisposeAsync();

    private static CorpusChange Whole(CorpusChange change)
    {
        if (change.Entry is not { } entry) return change;
        var document = entry.Document;
        return change with { Entry = entry with { Passages = [new Passage { Id = new PassageId(document.Id.Value), DocumentId = document.Id, Ordinal = 0, Text = document.Text, Span = new TextSpan(0, document.Text.Length), Section = 0, SectionPath = [] }] } };
    }
}
