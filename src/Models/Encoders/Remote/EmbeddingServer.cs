using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace LongRag.Models.Encoders.Remote;

/// <summary>One server's <c>/embeddings</c>: asks, waits and asks again where that can help, and checks the answer. The key goes into the header of a request and nowhere else. Thread-safe.</summary>
internal sealed class EmbeddingServer : IDisposable
{
    private const int Attempts = 6;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private readonly HttpClient _client;
    private readonly string _name;
    private readonly Uri _address;
    private readonly string _model;
    private readonly string? _key;
    private readonly TimeSpan _timeout;
    private readonly TimeSpan _firstWait;
    private readonly TimeProvider _time;
    private volatile LongRagException? _refused;

    /// <param name="name">The encoder's name, for messages.</param>
    /// <param name="endpoint">Address up to and with the version.</param>
    /// <param name="model">The model's name at the server.</param>
    /// <param name="key">Null for none.</param>
    /// <param name="timeout">For one request.</param>
    /// <param name="firstWait">Before the second attempt; doubled for each further. Null for half a second.</param>
    /// <param name="time">Null for the system's.</param>
    public EmbeddingServer(string name, Uri endpoint, string model, string? key, TimeSpan timeout, TimeSpan? firstWait = null, TimeProvider? time = null)
    {
        (_name, _model, _key, _timeout) = (name, model, key, timeout);
        _address = new Uri(endpoint.AbsoluteUri.TrimEnd('/') + "/embeddings");
        _firstWait = firstWait ?? TimeSpan.FromSeconds(0.5);
        _time = time ?? TimeProvider.System;
        _client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = 512L * 1024 * 1024 };
    }

    /// <summary>One vector for each text; null where the server finds several texts too large for one request.</summary>
    /// <exception cref="LongRagException"><c>encoder_unreachable</c>, <c>encoder_refused</c>, <c>bad_embeddings</c>.</exception>
    public async Task<float[][]?> EmbedAsync(ReadOnlyMemory<string> texts, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (_refused is { } refused) throw refused;
            var (vectors, again, problem) = await AskAsync(texts, cancellationToken);
            if (problem is null) return vectors;
            if (again is null || attempt == Attempts) throw problem;
            var wait = again > TimeSpan.Zero ? again.Value : _firstWait * (1 << (attempt - 1));
            await Task.Delay(wait < LongestWait ? wait : LongestWait, _time, cancellationToken);
        }
    }

    private async Task<(float[][]? Vectors, TimeSpan? Again, LongRagException? Problem)> AskAsync(ReadOnlyMemory<string> texts, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = JsonContent.Create(new { model = _model, input = texts, encoding_format = "float" }) };
            if (_key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _key);
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseContentRead, both.Token);
            var body = await response.Content.ReadAsByteArrayAsync(both.Token);
            if (response.IsSuccessStatusCode) return (EmbeddingResponse.Read(body, texts.Length, Bad), null, null);
            return Failed(response, body, texts.Length);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, TimeSpan.Zero, new LongRagException("encoder_unreachable", FormattableString.Invariant($"The server {_address} of the encoder '{_name}' did not answer within {_timeout.TotalSeconds:0.#} s, {Attempts} times.")));
        }
        catch (HttpRequestException e)
        {
            return (null, TimeSpan.Zero, new LongRagException("encoder_unreachable", $"The server {_address} of the encoder '{_name}' cannot be reached: {e.Message}"));
        }
    }

    private (float[][]? Vectors, TimeSpan? Again, LongRagException? Problem) Failed(HttpResponseMessage response, byte[] body, int texts)
    {
        var status = response.StatusCode;
        if (status == HttpStatusCode.RequestEntityTooLarge && texts > 1) return (null, null, null);
        var said = Said(body);
        var passing = status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
            && !said.Contains("insufficient_quota", StringComparison.Ordinal);
        if (passing) return (null, Wait(response.Headers.RetryAfter), new LongRagException("encoder_unreachable", $"The server {_address} of the encoder '{_name}' answered {(int)status} {Attempts} times{said}"));
        var advice = status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? (_key is null ? "; no key was sent: set ApiKeyEnvironment or ApiKeyFile" : "; check its key") : "";
        var problem = new LongRagException("encoder_refused", $"The server {_address} of the encoder '{_name}' answered {(int)status}{advice}{said}");
        if (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) _refused = problem;
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
        var text = System.Text.Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 4096)));
        if (_key is not null) text = text.Replace(_key, "[key]", StringComparison.Ordinal);
        text = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length == 0 ? "." : $": {(text.Length > 300 ? text[..300] + "…" : text)}";
    }

    private LongRagException Bad(string what) => new("bad_embeddings", $"The server {_address} of the encoder '{_name}' {what}.");

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
