using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace LongRag.Rankers.Pointwise.Remote;

/// <summary>One server's <c>/rerank</c>: asks, waits and asks again where that can help, and checks the answer. The key goes into the header of a request and nowhere else. Thread-safe.</summary>
internal sealed class RerankServer : IDisposable
{
    private const int Attempts = 4;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly HttpClient _client = new() { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = 64L * 1024 * 1024 };
    private readonly string _name;
    private readonly Uri _address;
    private readonly RerankProtocol _protocol;
    private readonly string? _model;
    private readonly string? _key;
    private readonly TimeSpan _timeout;
    private readonly TimeSpan _firstWait;
    private readonly TimeProvider _time;
    private volatile LongRagException? _refused;

    /// <param name="name">The ranker's name, for messages.</param>
    /// <param name="endpoint">Address up to and with the version.</param>
    /// <param name="protocol">What it speaks.</param>
    /// <param name="model">The model's name at the server; null where it has one only.</param>
    /// <param name="key">Null for none.</param>
    /// <param name="timeout">For one request.</param>
    /// <param name="firstWait">Before the second attempt; doubled for each further. Null for half a second.</param>
    /// <param name="time">Null for the system's.</param>
    public RerankServer(string name, Uri endpoint, RerankProtocol protocol, string? model, string? key, TimeSpan timeout, TimeSpan? firstWait = null, TimeProvider? time = null)
    {
        (_name, _protocol, _model, _key, _timeout) = (name, protocol, model, key, timeout);
        _address = new Uri(endpoint.AbsoluteUri.TrimEnd('/') + "/rerank");
        _firstWait = firstWait ?? TimeSpan.FromSeconds(0.5);
        _time = time ?? TimeProvider.System;
    }

    /// <summary>A score for each passage; null where the server finds several passages too large for one request.</summary>
    /// <exception cref="LongRagException"><c>ranker_unreachable</c>, <c>ranker_refused</c>, <c>bad_scores</c>.</exception>
    public async Task<RerankScores?> ScoreAsync(string query, IReadOnlyList<string> passages, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (_refused is { } refused) throw refused;
            var (scores, again, problem) = await AskAsync(query, passages, cancellationToken);
            if (problem is null) return scores;
            if (again is null || attempt == Attempts) throw problem;
            var wait = again > TimeSpan.Zero ? again.Value : _firstWait * (1 << (attempt - 1));
            await Task.Delay(wait < LongestWait ? wait : LongestWait, _time, cancellationToken);
        }
    }

    private async Task<(RerankScores? Scores, TimeSpan? Again, LongRagException? Problem)> AskAsync(string query, IReadOnlyList<string> passages, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var content = new ByteArrayContent(RerankBody.Write(_protocol, _model, query, passages));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = content };
            if (_key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _key);
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseContentRead, both.Token);
            var body = await response.Content.ReadAsByteArrayAsync(both.Token);
            return response.IsSuccessStatusCode ? (RerankBody.Read(_protocol, body, passages.Count, Bad), null, null) : Failed(response, body, passages.Count);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, TimeSpan.Zero, new LongRagException("ranker_unreachable", FormattableString.Invariant($"The server {_address} of the ranker '{_name}' did not answer within {_timeout.TotalSeconds:0.#} s, {Attempts} times.")));
        }
        catch (HttpRequestException e)
        {
            return (null, TimeSpan.Zero, new LongRagException("ranker_unreachable", $"The server {_address} of the ranker '{_name}' cannot be reached: {e.Message}"));
        }
    }

    private (RerankScores? Scores, TimeSpan? Again, LongRagException? Problem) Failed(HttpResponseMessage response, byte[] body, int passages)
    {
        var status = response.StatusCode;
        if (status == HttpStatusCode.RequestEntityTooLarge && passages > 1) return (null, null, null);
        var said = Said(body);
        var passing = status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
            && !said.Contains("insufficient_quota", StringComparison.Ordinal);
        if (passing) return (null, Wait(response.Headers.RetryAfter), new LongRagException("ranker_unreachable", $"The server {_address} of the ranker '{_name}' answered {(int)status} {Attempts} times{said}"));
        var isKey = status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
        var advice = isKey ? (_key is null ? "; no key was sent: set ApiKeyEnvironment or ApiKeyFile" : "; check its key") : "";
        var problem = new LongRagException("ranker_refused", $"The server {_address} of the ranker '{_name}' answered {(int)status}{advice}{said}");
        if (isKey) _refused = problem;
        return (null, null, problem);
    }

    private TimeSpan Wait(RetryConditionHeaderValue? after) => after switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - _time.GetUtcNow(),
        _ => TimeSpan.Zero,
    };

    /// <summary>The beginning of what a server says of its failure, on one line, without the key.</summary>
    private string Said(byte[] body)
    {
        var text = Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 4096)));
        if (_key is not null) text = text.Replace(_key, "[key]", StringComparison.Ordinal);
        text = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length == 0 ? "." : $": {(text.Length > 300 ? text[..300] + "…" : text)}";
    }

    private LongRagException Bad(string what) => new("bad_scores", $"The server {_address} of the ranker '{_name}' {what}.");

    public void Dispose() => _client.Dispose();
}
