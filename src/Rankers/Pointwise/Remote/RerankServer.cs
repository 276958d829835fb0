using System.Net;
using System.Net.Http.Headers;
using LongRag.Models.Remote;

namespace LongRag.Rankers.Pointwise.Remote;

/// <summary>One server's <c>/rerank</c>: asks, waits and asks again where that can help, and checks the answer. The key goes into the header of a request and nowhere else. Thread-safe.</summary>
internal sealed class RerankServer : IDisposable
{
    private const int MostAttempts = 4;

    private readonly HttpClient _client = new() { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = 64L * 1024 * 1024 };
    private readonly string _name;
    private readonly Uri _address;
    private readonly RerankProtocol _protocol;
    private readonly string? _model;
    private readonly ServerKey _key;
    private readonly TimeSpan _timeout;
    private readonly Attempts _attempts;
    private readonly TimeProvider _time;

    /// <param name="name">The ranker's name, for messages.</param>
    /// <param name="endpoint">Address up to and with the version.</param>
    /// <param name="protocol">What it speaks.</param>
    /// <param name="model">The model's name at the server; null where it has one only.</param>
    /// <param name="key">What it is asked with.</param>
    /// <param name="timeout">For one request.</param>
    /// <param name="firstWait">Before the second attempt; doubled for each further. Null for half a second.</param>
    /// <param name="time">Null for the system's.</param>
    public RerankServer(string name, Uri endpoint, RerankProtocol protocol, string? model, ServerKey key, TimeSpan timeout, TimeSpan? firstWait = null, TimeProvider? time = null)
    {
        (_name, _protocol, _model, _key, _timeout) = (name, protocol, model, key, timeout);
        _address = new Uri(endpoint.AbsoluteUri.TrimEnd('/') + "/rerank");
        _time = time ?? TimeProvider.System;
        _attempts = new Attempts(MostAttempts, firstWait ?? TimeSpan.FromSeconds(0.5), _time);
    }

    /// <summary>A score for each passage; null where the server finds several passages too large for one request.</summary>
    /// <exception cref="LongRagException"><c>ranker_unreachable</c>, <c>ranker_refused</c>, <c>bad_scores</c>.</exception>
    public Task<RerankScores?> ScoreAsync(string query, IReadOnlyList<string> passages, CancellationToken cancellationToken) => _attempts.RunAsync(token => AskAsync(query, passages, token), cancellationToken);

    private async Task<Attempt<RerankScores?>> AskAsync(string query, IReadOnlyList<string> passages, CancellationToken cancellationToken)
    {
        var key = _key.ToSend();
        using var timeout = new CancellationTokenSource(_timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var content = new ByteArrayContent(RerankBody.Write(_protocol, _model, query, passages));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = content };
            if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseContentRead, both.Token);
            var body = await response.Content.ReadAsByteArrayAsync(both.Token);
            return response.IsSuccessStatusCode ? new(RerankBody.Read(_protocol, body, passages.Count, key, Bad)) : Failed(response, body, key, passages.Count);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It had all the time it is given: asked again, a server that stalls would cost as much each time.
            return new(null, new LongRagException("ranker_unreachable", FormattableString.Invariant($"The server {_address} of the ranker '{_name}' did not answer within {_timeout.TotalSeconds:0.#} s (TimeoutSeconds).")));
        }
        catch (HttpRequestException e)
        {
            return new(null, new LongRagException("ranker_unreachable", $"The server {_address} of the ranker '{_name}' cannot be reached: {e.Message}"), TimeSpan.Zero);
        }
    }

    private Attempt<RerankScores?> Failed(HttpResponseMessage response, byte[] body, string? key, int passages)
    {
        var status = response.StatusCode;
        if (status == HttpStatusCode.RequestEntityTooLarge && passages > 1) return new(null);
        var said = ServerFailure.Said(body, key);
        var wait = ServerFailure.Wait(response.Headers.RetryAfter, _time);
        if (ServerFailure.IsPassing(status, said)) return new(null, new LongRagException("ranker_unreachable", $"The server {_address} of the ranker '{_name}' answered {(int)status}{_attempts.Times(wait)}{said}"), wait);
        var problem = new LongRagException("ranker_refused", $"The server {_address} of the ranker '{_name}' answered {(int)status}{ServerFailure.Advice(status, key)}{said}");
        return new(null, problem, status == HttpStatusCode.Unauthorized && _key.Refuse(key, problem) ? TimeSpan.Zero : null);
    }

    private LongRagException Bad(string what) => new("bad_scores", $"The server {_address} of the ranker '{_name}' {what}.");

    public void Dispose() => _client.Dispose();
}
