using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LongRag.Client.Wire;

/// <summary>Requests to a service. Whatever goes wrong is a <see cref="LongRagException"/> with a code.</summary>
internal sealed class ServiceCalls(HttpClient http, Uri service, string? key, LongRagClientOptions options)
{
    private readonly Uri _base = service.AbsoluteUri.EndsWith('/') ? service : new Uri(service.AbsoluteUri + "/");

    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) where T : class => AskAsync(HttpMethod.Get, path, content: null, type, cancellationToken);

    public Task<T> PostAsync<TBody, T>(string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> type, CancellationToken cancellationToken) where T : class =>
        AskAsync(HttpMethod.Post, path, Content(JsonSerializer.SerializeToUtf8Bytes(body, bodyType)), type, cancellationToken);

    public async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Delete, path, content: null, "application/json", cancellationToken);
    }

    /// <summary>A stream of server-sent events.</summary>
    public Task<HttpResponseMessage> StreamAsync(string path, byte[] body, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, path, Content(body), "text/event-stream", cancellationToken);

    /// <summary>What follows a head, as long as it does not fall silent.</summary>
    public async Task<Stream> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        new SilenceLimitedStream(await response.Content.ReadAsStreamAsync(cancellationToken), options.MostSilence, options.Time);

    private async Task<T> AskAsync<T>(HttpMethod method, string path, HttpContent? content, JsonTypeInfo<T> type, CancellationToken cancellationToken) where T : class
    {
        using var response = await SendAsync(method, path, content, "application/json", cancellationToken);
        try
        {
            await using var stream = await BodyAsync(response, cancellationToken);
            return await JsonSerializer.DeserializeAsync(stream, type, cancellationToken) ?? throw new LongRagException("bad_response", $"{method} {response.RequestMessage!.RequestUri}: null");
        }
        catch (JsonException e)
        {
            throw new LongRagException("bad_response", $"{method} {response.RequestMessage!.RequestUri}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new LongRagException("broken_stream", $"{method} {response.RequestMessage!.RequestUri}: the answer broke off: {e.Message}", e);
        }
    }

    /// <summary>The head of an answer that says yes.</summary>
    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, string accept, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(_base, path)) { Content = content };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        try
        {
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.IsSuccessStatusCode) return response;
            using (response) throw await ServiceFailure.ReadAsync(response, key, options, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new LongRagException("service_unreachable", $"{method} {request.RequestUri}: {(e.InnerException ?? e).Message}", e);
        }
        catch (TaskCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LongRagException("service_unreachable", $"{method} {request.RequestUri}: no answer within {http.Timeout.TotalSeconds:0.#} s", e);
        }
    }

    private static ByteArrayContent Content(byte[] json) => new(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
