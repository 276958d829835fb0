using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using LongRag.Models.Remote;

namespace LongRag.Models.Encoders.Remote;

/// <summary>One server's <c>/embeddings</c>: asks, waits and asks again where that can help, and checks the answer. The key goes into the header of a request and nowhere else. Thread-safe.</summary>
internal sealed class EmbeddingServer : IDisposable
{
    private readonly HttpClient _client;
    private readonly string _name;
    private readonly Uri _address;
    private readonly string _model;
    private readonly string? _key;
    private readonly TimeSpan _timeout;
    private readonly Attempts _attempts;
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
        _time = time ?? TimeProvider.System;
        _attempts = new Attempts(6, firstWait ?? TimeSpan.FromSeconds(0.5), _time);
        _client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = 512L * 1024 * 1024 };
    }

    /// <summary>One vector for each text; null where the server finds several texts too large for one request.</summary>
    /// <exception cref="LongRagException"><c>encoder_unreachable</c>, <c>encoder_refused</c>, <c>bad_embeddings</c>.</exception>
    public Task<float[][]?> EmbedAsync(ReadOnlyMemory<string> texts, CancellationToken cancellationToken) => _attempts.RunAsync(token => AskAsync(texts, token), cancellationToken);

    private async Task<Attempt<float[][]?>> AskAsync(ReadOnlyMemory<string> texts, CancellationToken cancellationToken)
    {
        if (_refused is { } refused) throw refused;
        using var timeout = new CancellationTokenSource(_timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = JsonContent.Create(new { model = _model, input = texts, encoding_format = "float" }) };
            if (_key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _key);
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseContentRead, both.Token);
            var body = await response.Content.ReadAsByteArrayAsync(both.Token);
            if (response.IsSuccessStatusCode) return new(EmbeddingResponse.Read(body, texts.Length, Bad));
            return Failed(response, body, texts.Length);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(null, new LongRagException("encoder_unreachable", FormattableString.Invariant($"The server {_address} of the encoder '{_name}' did not answer within {_timeout.TotalSeconds:0.#} s, {_attempts.Most} times.")), TimeSpan.Zero);
        }
        catch (HttpRequestException e)
        {
            return new(null, new LongRagException("encoder_unreachable", $"The server {_address} of the encoder '{_name}' cannot be reached: {e.Message}"), TimeSpan.Zero);
        }
    }

    private Attempt<float[][]?> Failed(HttpResponseMessage response, byte[] body, int texts)
    {
        var status = response.StatusCode;
        if (status == HttpStatusCode.RequestEntityTooLarge && texts > 1) return new(null);
        var said = ServerFailure.Said(body, _key);
        var wait = ServerFailure.Wait(response.Headers.RetryAfter, _time);
        if (ServerFailure.IsPassing(status, said)) return new(null, new LongRagException("encoder_unreachable", $"The server {_address} of the encoder '{_name}' answered {(int)status}{_attempts.Times(wait)}{said}"), wait);
        var problem = new LongRagException("encoder_refused", $"The server {_address} of the encoder '{_name}' answered {(int)status}{ServerFailure.Advice(status, _key)}{said}");
        if (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) _refused = problem;
        return new(null, problem);
    }

    private LongRagException Bad(string what) => new("bad_embeddings", $"The server {_address} of the encoder '{_name}' {what}.");

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
