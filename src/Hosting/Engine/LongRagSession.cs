namespace LongRag.Hosting;

/// <summary>The engine as one principal sees it. Its store, and whatever retrieves, is the principal's.</summary>
internal sealed partial class LongRagSession(LongRagEngine engine, Principal principal) : IManagedLongRag
{
    private static readonly string[] Levels = ["passage", "section", "document"];

    private readonly ICorpusStore _store = engine.StoreFor(principal);

    /// <inheritdoc/>
    public Principal Principal => principal;

    /// <inheritdoc/>
    public ServiceInfo Info() => new(
        LongRagEngine.Version, engine.Settings.Storage, engine.Retrievers.Names, engine.Models.Rankers, engine.Models.Generators,
        EncoderNames.IsNone(engine.Settings.Retrieval.Encoder) ? null : engine.Settings.Retrieval.Encoder, principal.Name, principal.Right.ToString().ToLowerInvariant());

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CollectionInfo>> ListCollectionsAsync(CancellationToken cancellationToken = default)
    {
        var found = new List<CollectionInfo>();
        foreach (var collection in await _store.ListCollectionsAsync(cancellationToken)) found.Add(await MeasuredAsync(collection, cancellationToken));
        return found;
    }

    private async Task<CollectionInfo> MeasuredAsync(Collection collection, CancellationToken cancellationToken) => CollectionInfo.From(collection, await _store.MeasureAsync(collection.Name, cancellationToken));

    // What cannot be a name is none, and no question for a database.
    private async Task<Collection> CollectionAsync(string name, CancellationToken cancellationToken) =>
        (Collection.IsName(name) ? await _store.FindCollectionAsync(name, cancellationToken) : null) ?? throw Access.NoCollection(name);

    private async Task<DocumentSummary> SummaryAsync(string id, CancellationToken cancellationToken) =>
        (await _store.SummariesAsync([new DocumentId(id)], cancellationToken)).GetValueOrDefault(new DocumentId(id)) ?? throw Access.NoDocument(id);

    /// <summary>The collections of a request, as they are now.</summary>
    private async Task<IReadOnlyList<Collection>> CollectionsAsync(SearchRequest request, CancellationToken cancellationToken)
    {
        if (request.Collections is not { Count: > 0 } named) return await UsualCollectionsAsync(cancellationToken);
        string[] names = [.. named.Distinct(StringComparer.Ordinal)];
        if (names.Length > MostCollections) throw new LongRagException("bad_argument", $"{names.Length} collections were named; at most {MostCollections} can be searched at once.");
        var found = new List<Collection>();
        foreach (var name in names) found.Add(await CollectionAsync(name, cancellationToken));
        return found;
    }

    /// <summary>Where a request looks that names no collection: in the default one; for a principal that may not see that, in its own, those of them that exist.</summary>
    private async Task<IReadOnlyList<Collection>> UsualCollectionsAsync(CancellationToken cancellationToken)
    {
        if (principal.MaySee(Collection.DefaultName) || principal.Collections is not { Count: > 0 } own) return [await CollectionAsync(Collection.DefaultName, cancellationToken)];
        if (own.Count > MostCollections) throw new LongRagException("bad_argument", $"Name the collections to be searched: this key has {own.Count}, and at most {MostCollections} can be searched at once.");
        var found = (await _store.ListCollectionsAsync(cancellationToken)).OrderBy(collection => collection.Name, StringComparer.Ordinal).ToList();
        return found.Count > 0 ? found : throw Access.NoCollection(own.Order(StringComparer.Ordinal).First());
    }

    /// <summary>Notes in the words that this caller may hear: who does not run the service is not told of machines and paths.</summary>
    private IReadOnlyList<AnswerNote> Told(IEnumerable<AnswerNote> notes) =>
        [.. principal.IsOperator ? notes : notes.Select(note => note with { Text = PublicMessage.Of(note.Code, note.Text) })];

    private const int MostCollections = 32;

    private SessionRetriever RetrieverOf(SearchRequest request, IReadOnlyList<Collection> collections)
    {
        engine.Retrievers.Choose(request.Retriever);
        return new SessionRetriever(principal, collections, (collection, work) => engine.Retrievers.UseAsync(collection, request.Retriever, work), LevelOf(request));
    }

    private static string LevelOf(SearchRequest request) => request.Level is null ? Levels[0]
        : Levels.Contains(request.Level, StringComparer.Ordinal) ? request.Level : throw new LongRagException("bad_argument", $"'{request.Level}' is no level: choose one of {string.Join(", ", Levels)}.");

    private static Query QueryOf(SearchRequest request, int top) => new Query
    {
        Text = request.Query,
        Instruction = string.IsNullOrWhiteSpace(request.Instruction) ? null : request.Instruction,
        Top = request.Top ?? top,
        Filter = request.Filters is { ValueKind: not System.Text.Json.JsonValueKind.Null } filters ? FilterJson.Read(filters) : null,
        Explain = request.Explain,
    }.Checked();
}
