namespace LongRag.Mcp.Tests;

/// <summary>One in which something is wrong, by default something that has no code.</summary>
internal sealed class BrokenLongRag(Exception? error = null) : OddLongRag
{
    public override Task<IReadOnlyList<CollectionInfo>> ListCollectionsAsync(CancellationToken cancellationToken = default) => throw error ?? new InvalidOperationException("/var/secret is broken");
}

/// <summary>One that works until it is cancelled.</summary>
internal sealed class WaitingLongRag : OddLongRag
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Started => _started.Task;

    public Task Cancelled => _cancelled.Task;

    public override async Task<IReadOnlyList<CollectionInfo>> ListCollectionsAsync(CancellationToken cancellationToken = default)
    {
        _started.SetResult();
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _cancelled.SetResult();
            throw;
        }

        return [];
    }
}

internal abstract class OddLongRag : ILongRag
{
    public abstract Task<IReadOnlyList<CollectionInfo>> ListCollectionsAsync(CancellationToken cancellationToken = default);

    public Task<SearchResponse> SearchAsync(SearchRequest request, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<AskResponse> AskAsync(AskRequest request, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public IAsyncEnumerable<AskEvent> AskStreamAsync(AskRequest request, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<DocumentInfo> GetDocumentAsync(string id, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<DocumentText> ReadDocumentAsync(string id, int? start = null, int? end = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<DocumentOutline> GetOutlineAsync(string id, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<RerankResponse> RerankAsync(RerankRequest request, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<SavedText> SaveTextAsync(SaveTextRequest request, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task DeleteDocumentAsync(string id, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
