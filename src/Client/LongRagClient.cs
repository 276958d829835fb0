using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using LongRag.Client.Wire;

namespace LongRag.Client;

/// <summary>A LongRag service over HTTP. Thread-safe; the <see cref="HttpClient"/> stays the caller's, who also sets how long an answer may take (<see cref="HttpClient.Timeout"/>).</summary>
/// <remarks>
/// Codes beside the service's own: <c>service_unreachable</c> (no connection, or no answer in time), <c>broken_stream</c> (an answer that broke off), <c>bad_response</c> (something that is no LongRag service answered),
/// <c>unauthorized</c>, and <c>busy</c> where somebody before the service says 429 or 503.
/// </remarks>
public sealed class LongRagClient : ILongRag
{
    private readonly ServiceCalls _calls;
    private readonly LongRagClientOptions _options;

    /// <param name="http">Sends the requests; nothing of it is changed.</param>
    /// <param name="service">Address of the service, such as <c>http://127.0.0.1:8080</c>; null for <see cref="HttpClient.BaseAddress"/>.</param>
    /// <param name="key">The API key; null where the service wants none.</param>
    /// <param name="options">How it waits; null for the defaults.</param>
    public LongRagClient(HttpClient http, Uri? service = null, string? key = null, LongRagClientOptions? options = null)
    {
        service ??= http.BaseAddress;
        if (service is not { IsAbsoluteUri: true, Scheme: "http" or "https" }) throw new ArgumentException("An absolute http or https address of the service is needed.", nameof(service));
        _options = options ?? new LongRagClientOptions();
        _calls = new ServiceCalls(http, service, string.IsNullOrEmpty(key) ? null : key, _options);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CollectionInfo>> ListCollectionsAsync(CancellationToken cancellationToken = default)
    {
        var all = new List<CollectionInfo>();
        string? cursor = null;
        do
        {
            var page = await _calls.GetAsync(cursor is null ? "v1/collections" : $"v1/collections?cursor={Uri.EscapeDataString(cursor)}", ServiceJson.Reading<ListPage<CollectionInfo>>(), cancellationToken);
            all.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return all;
    }

    /// <inheritdoc/>
    public Task<SearchResponse> SearchAsync(SearchRequest request, CancellationToken cancellationToken = default) =>
        _calls.PostAsync("v1/search", request, ServiceJson.Compact.SearchRequest, ServiceJson.Reading<SearchResponse>(), cancellationToken);

    /// <inheritdoc/>
    public Task<AskResponse> AskAsync(AskRequest request, CancellationToken cancellationToken = default) =>
        _calls.PostAsync("v1/ask", request, ServiceJson.Compact.AskRequest, ServiceJson.Reading<AskResponse>(), cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Who stops reading closes the connection, which stops the work behind it.</remarks>
    public async IAsyncEnumerable<AskEvent> AskStreamAsync(AskRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var body = JsonSerializer.SerializeToNode(request, ServiceJson.Compact.AskRequest)!;
        body["stream"] = true;
        using var response = await _calls.StreamAsync("v1/ask", Encoding.UTF8.GetBytes(body.ToJsonString()), cancellationToken);
        await using var stream = await _calls.BodyAsync(response, cancellationToken);
        await foreach (var piece in AskEvents.ReadAsync(response, stream, cancellationToken)) yield return piece;
    }

    /// <inheritdoc/>
    public Task<DocumentInfo> GetDocumentAsync(string id, CancellationToken cancellationToken = default) => _calls.GetAsync(Document(id), ServiceJson.Reading<DocumentInfo>(), cancellationToken);

    /// <inheritdoc/>
    public Task<DocumentText> ReadDocumentAsync(string id, int? start = null, int? end = null, CancellationToken cancellationToken = default)
    {
        List<string> range = [];
        if (start is { } from) range.Add(string.Create(CultureInfo.InvariantCulture, $"start={from}"));
        if (end is { } to) range.Add(string.Create(CultureInfo.InvariantCulture, $"end={to}"));
        return _calls.GetAsync($"{Document(id)}/content{(range.Count == 0 ? "" : "?" + string.Join('&', range))}", ServiceJson.Reading<DocumentText>(), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<DocumentOutline> GetOutlineAsync(string id, CancellationToken cancellationToken = default) => _calls.GetAsync($"{Document(id)}/outline", ServiceJson.Reading<DocumentOutline>(), cancellationToken);

    /// <inheritdoc/>
    /// <remarks>A reranker that the service does not know means the configured one; the answer names who it was.</remarks>
    public async Task<RerankResponse> RerankAsync(RerankRequest request, CancellationToken cancellationToken = default)
    {
        var body = new RerankBody(request.Query, request.Documents, request.TopN, request.Reranker, request.Instruction, request.MaxTokensPerDocument);
        var answer = await _calls.PostAsync("v1/rerank", body, WireJson.Default.RerankBody, WireJson.Default.RerankAnswer, cancellationToken);
        var results = answer.Results ?? throw new LongRagException("bad_response", "v1/rerank: no results");
        return new RerankResponse(answer.Model ?? request.Reranker ?? "", [.. results.Select(r => new RerankedText(r.Index, r.RelevanceScore, r.Truncated))], (long)(answer.Meta?.Tokens?.InputTokens ?? 0), answer.Notes ?? []);
    }

    /// <inheritdoc/>
    /// <remarks>The text is read by a job of the service, which goes on where this is cancelled.</remarks>
    public async Task<SavedText> SaveTextAsync(SaveTextRequest request, CancellationToken cancellationToken = default)
    {
        var body = new TextBody(request.Text, string.IsNullOrWhiteSpace(request.Source) ? null : request.Source, request.MediaType, request.Metadata, request.Tags);
        var accepted = await _calls.PostAsync($"v1/collections/{Segment(request.Collection, "no_such_collection")}/documents", body, WireJson.Default.TextBody, ServiceJson.Reading<AcceptedUpload>(), cancellationToken);
        if (accepted is not { JobId: { } job, Documents: [{ } document, ..] }) throw new LongRagException("bad_response", "The service did not say which job reads the text.");
        return new SavedText(document.DocumentId ?? "", document.Source, JobOutcome.Of(await EndAsync(job, cancellationToken)));
    }

    /// <inheritdoc/>
    public Task DeleteDocumentAsync(string id, CancellationToken cancellationToken = default) => _calls.DeleteAsync(Document(id), cancellationToken);

    private async Task<JobInfo> EndAsync(string id, CancellationToken cancellationToken)
    {
        for (var wait = _options.FirstPoll; ; wait = wait * 2 < _options.SlowestPoll ? wait * 2 : _options.SlowestPoll)
        {
            if (await LookAsync(id, cancellationToken) is { Status: not ("queued" or "running") } job) return job;
            await Task.Delay(wait, _options.Time, cancellationToken);
        }
    }

    /// <summary>A job; null where the service has no time to say.</summary>
    private async Task<JobInfo?> LookAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await _calls.GetAsync($"v1/jobs/{Segment(id, "no_such_job")}", ServiceJson.Reading<JobInfo>(), cancellationToken);
        }
        catch (LongRagException e) when (e.Code is "busy" or "too_many_requests")
        {
            return null;
        }
    }

    private static string Document(string id) => $"v1/documents/{Segment(id, "no_such_document")}";

    /// <summary>A name as one segment of a path. The dots that would lead out of it name nothing.</summary>
    private static string Segment(string name, string code) => name is "" or "." or ".." ? throw new LongRagException(code, $"'{name}' is no name.") : Uri.EscapeDataString(name);
}
