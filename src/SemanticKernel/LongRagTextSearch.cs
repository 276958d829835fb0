using Microsoft.SemanticKernel.Data;

namespace LongRag.SemanticKernel;

/// <summary>LongRag behind Semantic Kernel's text search.</summary>
/// <remarks>
/// A filter may compare <c>Title</c>, <c>Source</c>, <c>DocumentId</c> and <c>Metadata["name"]</c> with values and null (<c>== != &lt; &lt;= &gt; &gt;= &amp;&amp; || !</c>), ask for <c>Tags.Contains</c>, <c>Metadata.ContainsKey</c>,
/// a text's <c>Contains</c> (whatever the case) and a list's <c>Contains</c>. Errors are <see cref="LongRagException"/>: <c>bad_filter</c> names the part that has no translation.
/// </remarks>
// Semantic Kernel's own CreateWithSearch and TextSearchProvider still take the interface without a record that it calls obsolete.
#pragma warning disable CS0618
public sealed class LongRagTextSearch : ITextSearch<LongRagRecord>, ITextSearch
{
    private readonly ILongRag _rag;
    private readonly SearchRequest _settings;
    private readonly Uri? _service;

    /// <param name="rag">What searches.</param>
    /// <param name="settings">Everything of a search but its question and its top: collections, filters (which then hold beside those of a call), instruction, retriever, reranker, level; null for the defaults.</param>
    /// <param name="service">Address that links begin with; null: they begin with <c>/v1</c>.</param>
    public LongRagTextSearch(ILongRag rag, SearchRequest? settings = null, Uri? service = null) => (_rag, _settings, _service) = (rag, settings ?? new SearchRequest(), service);

    /// <inheritdoc/>
    public async Task<KernelSearchResults<LongRagRecord>> GetSearchResultsAsync(string query, TextSearchOptions<LongRagRecord>? searchOptions = null, CancellationToken cancellationToken = default)
    {
        searchOptions ??= new TextSearchOptions<LongRagRecord>();
        return Results(await FindAsync(query, searchOptions.Top, searchOptions.Skip, searchOptions.Filter is null ? null : RecordFilter.Read(searchOptions.Filter), cancellationToken), record => record);
    }

    /// <inheritdoc/>
    public async Task<KernelSearchResults<TextSearchResult>> GetTextSearchResultsAsync(string query, TextSearchOptions<LongRagRecord>? searchOptions = null, CancellationToken cancellationToken = default)
    {
        var found = await GetSearchResultsAsync(query, searchOptions, cancellationToken);
        return new KernelSearchResults<TextSearchResult>(found.Results.Select(Named));
    }

    /// <inheritdoc/>
    public async Task<KernelSearchResults<string>> SearchAsync(string query, TextSearchOptions<LongRagRecord>? searchOptions = null, CancellationToken cancellationToken = default)
    {
        var found = await GetSearchResultsAsync(query, searchOptions, cancellationToken);
        return new KernelSearchResults<string>(found.Results.Select(record => record.Text));
    }

    async Task<KernelSearchResults<string>> ITextSearch.SearchAsync(string query, TextSearchOptions? searchOptions, CancellationToken cancellationToken) =>
        Results(await FindAsync(query, searchOptions, cancellationToken), record => record.Text);

    async Task<KernelSearchResults<TextSearchResult>> ITextSearch.GetTextSearchResultsAsync(string query, TextSearchOptions? searchOptions, CancellationToken cancellationToken) =>
        Results(await FindAsync(query, searchOptions, cancellationToken), Named);

    async Task<KernelSearchResults<object>> ITextSearch.GetSearchResultsAsync(string query, TextSearchOptions? searchOptions, CancellationToken cancellationToken) =>
        Results(await FindAsync(query, searchOptions, cancellationToken), object (record) => record);

    private Task<IReadOnlyList<LongRagRecord>> FindAsync(string query, TextSearchOptions? options, CancellationToken cancellationToken)
    {
        options ??= new TextSearchOptions();
        return FindAsync(query, options.Top, options.Skip, options.Filter is null ? null : ClauseFilter.Read(options.Filter), cancellationToken);
    }

    private async Task<IReadOnlyList<LongRagRecord>> FindAsync(string query, int top, int skip, Filter? filter, CancellationToken cancellationToken)
    {
        if (filter is not null && _settings.Filters is { } always) filter = new Filter.And([FilterJson.Read(always), filter]);
        var found = await _rag.SearchAsync(_settings with { Query = query, Top = top + skip, Filters = filter is null ? _settings.Filters : FilterJson.Write(filter) }, cancellationToken);
        return [.. found.Results.Skip(skip).Select(hit => LongRagRecord.From(hit, _service))];
    }

    private static KernelSearchResults<T> Results<T>(IReadOnlyList<LongRagRecord> found, Func<LongRagRecord, T> shown) => new(found.Select(shown).ToAsyncEnumerable());

    private static TextSearchResult Named(LongRagRecord record) => new(record.Text) { Name = record.Title, Link = record.Link };
}
#pragma warning restore CS0618
