namespace LongRag.Hosting;

internal sealed partial class LongRagSession
{
    /// <inheritdoc/>
    public async Task<CollectionInfo> GetCollectionAsync(string name, CancellationToken cancellationToken = default) => await MeasuredAsync(await CollectionAsync(name, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async Task<CollectionInfo> CreateCollectionAsync(CollectionChange settings, CancellationToken cancellationToken = default)
    {
        var name = Collection.CheckName(settings.Name ?? throw new LongRagException("bad_argument", "A collection needs a name."));
        // One that exists and may not be seen is refused in the words in which any other is.
        if (!principal.May(AccessRight.Admin, name)) throw new LongRagException("forbidden", $"This key may not create a collection '{name}'.");
        var collection = Changed(new Collection { Name = name, PassageTokens = engine.Settings.Ingestion.PassageTokens }, settings);
        await engine.ChangeCollectionsAsync(async () =>
        {
            if (await _store.FindCollectionAsync(name, cancellationToken) is not null) throw new LongRagException("collection_exists", $"There is already a collection '{name}'.");
            // What was accepted for an earlier one of that name, on its way while that was deleted, is not this one's.
            await engine.CancelJobsAsync(name, cancellationToken);
            await _store.SaveCollectionAsync(collection, cancellationToken);
        }, cancellationToken);
        return await MeasuredAsync(collection, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<CollectionInfo> ChangeCollectionAsync(string name, CollectionChange settings, CancellationToken cancellationToken = default)
    {
        if (settings.Name is not null && !string.Equals(settings.Name, name, StringComparison.Ordinal)) throw new LongRagException("bad_argument", $"A collection keeps its name: 'name' is '{PrintableText.OneLine(settings.Name)}'.");
        Collection? changed = null;
        await engine.ChangeCollectionsAsync(async () =>
        {
            var before = await CollectionAsync(name, cancellationToken);
            changed = Changed(before, settings);
            var isIndexedAnew = !string.Equals(before.Language, changed.Language, StringComparison.Ordinal);
            if (isIndexedAnew) await engine.RequireAloneAsync(cancellationToken);
            // The index is built anew, and a job that may take hours has it open.
            if (isIndexedAnew && engine.IsWriting(name)) throw new LongRagException("collection_busy", $"A job writes to '{name}': change its language when that is over, or cancel it.");
            await _store.SaveCollectionAsync(changed, cancellationToken);
            if (isIndexedAnew) await engine.ReopenAsync(changed);
        }, cancellationToken);
        return await MeasuredAsync(changed!, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task DeleteCollectionAsync(string name, CancellationToken cancellationToken = default)
    {
        await CollectionAsync(name, cancellationToken);
        Access.Require(principal, AccessRight.Admin, name);
        await engine.RequireAloneAsync(cancellationToken);
        await engine.DeleteCollectionAsync(name, cancellationToken);
    }

    private static Collection Changed(Collection collection, CollectionChange settings)
    {
        if (settings.PassageTokens is < 16 or > 8192) throw new LongRagException("bad_argument", $"passage_tokens is {settings.PassageTokens}; it must lie between 16 and 8192.");
        return collection with { Language = settings.Language is null ? collection.Language : Workspace.CheckLanguage(settings.Language), PassageTokens = settings.PassageTokens ?? collection.PassageTokens };
    }
}
