using LongRag.Storage;

namespace LongRag.Hosting;

/// <summary>Opens the store of an engine that only reads, after what it needs was made: the corpus where there is none, its present form, indexes that are not behind it. Each is done under the writer's lock, which is let go of again.</summary>
internal static class ReadStore
{
    public static async Task<ICorpusStore> OpenAsync(EngineOptions options, CancellationToken cancellationToken)
    {
        var context = new WorkspaceContext(options.Settings, options.DataPath, _ => { });
        try
        {
            await HealAsync(context, cancellationToken);
        }
        catch (LongRagException e) when (e.Code is StorageCodes.NoCorpus)
        {
            await using var made = await LongRagEngine.OpenAsync(options with { OnlyReads = false, RunsJobs = false }, cancellationToken);
        }

        return await Workspace.OpenStoreToReadAsync(context, cancellationToken);
    }

    // What another process writes, that process brings up to date. What cannot be brought up to date is told when it is asked: the other collections are read all the same.
    private static async Task HealAsync(WorkspaceContext context, CancellationToken cancellationToken)
    {
        await using var workspace = await Workspace.OpenToReadAsync(context, cancellationToken);
        foreach (var collection in await workspace.Store.ListCollectionsAsync(cancellationToken))
        {
            try
            {
                await workspace.PlainRetrieverAsync(collection.Name, RetrieverNames.Lexical, cancellationToken);
            }
            catch (LongRagException failure)
            {
                context.Tell(failure.Code, $"The collection '{collection.Name}' is not brought up to date: {failure.Message}");
            }
        }
    }
}
