using System.Net;
using System.Net.Http.Headers;
using System.Text;
using LongRag.Models.Remote;

namespace LongRag.Models.Chat.OpenAi;

/// <summary>One server's <c>/chat/completions</c>: asks, waits and asks again where that can help. The key goes into the header of a request and nowhere else. Thread-safe.</summary>
internal sealed class ChatServer : IDisposable
{
    private const int MostFailureBytes = 64 * 1024;

    private readonly HttpClient _client;
    private readonly string _name;
    private readonly Uri _address;
    private readonly ServerKey _key;
    private readonly TimeSpan _silence;
    private readonly Attempts _attempts;
    private readonly TimeProvider _time;

    /// <param name="name">The model's name in the configuration, for messages.</param>
    /// <param name="endpoint">Address up to and with the version.</param>
    /// <param name="key">What it is asked with.</param>
    /// <param name="silence">How long the server may send nothing.</param>
    /// <param name="firstWait">Before the second attempt; doubled for each further. Null for half a second.</param>
    /// <param name="time">Null for the system's.</param>
    public ChatServer(string name, Uri endpoint, ServerKey key, TimeSpan silence, TimeSpan? firstWait = null, TimeProvider? time = null)
    {
        (_name, _key, _silence) = (name, key, silence);
        _address = new Uri(endpoint.AbsoluteUri.TrimEnd('/') + "/chat/completions");
        _time = time ?? TimeProvider.System;
        _attempts = new Attempts(5, firstWait ?? TimeSpan.FromSeconds(0.5), _time);
        // What is left of an answer that nobody wants is not read to its end: the connection is closed.
        _client = new HttpClient(new SocketsHttpHandler { MaxResponseDrainSize = 0 }) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Sends a request and waits for the first byte of its answer. What comes after that is never asked for again.</summary>
    /// <exception cref="LongRagException"><c>model_unreachable</c>, <c>model_busy</c>, <c>model_refused</c>, <c>model_timeout</c>, <c>context_exceeded</c>; <see cref="ParameterRefusedException"/> stands in for a refusal that names a parameter.</exception>
    public Task<ChatAnswerStream> AskAsync(byte[] body, CancellationToken cancellationToken) => _attempts.RunAsync(token => AskOnceAsync(body, token), cancellationToken);

    /// <summary>How long a server may send bytes without anything of an answer in them.</summary>
    public TimeSpan LongestWait => 10 * _silence;

    /// <summary>The clock.</summary>
    public TimeProvider Time => _time;

    /// <summary>A server that only keeps its connection alive.</summary>
    public LongRagException OnlyAlive() => new("model_timeout", FormattableString.Invariant($"The server {_address} of the model '{_name}' sent nothing of an answer for {LongestWait.TotalSeconds:0.#} s (ten times TimeoutSeconds), though it kept the connection alive."));

    /// <summary>An answer that cannot be used.</summary>
    public LongRagException Bad(string what, Exception? inner = null) => new("bad_model_answer", $"The server {_address} of the model '{_name}' {what}.", inner);

    /// <summary>How an answer begins, without the key.</summary>
    public string Start(ReadOnlySpan<byte> answer) => ServerFailure.Start(answer, _key.Value);

    /// <summary>An answer with no end.</summary>
    public LongRagException TooLong(string what) => new("answer_too_long", $"The server {_address} of the model '{_name}' sent {what}; the answer was given up.");

    /// <summary>What a server says inside an answer that began well.</summary>
    public LongRagException Failed(string said) => ContextWords.AreIn(said)
        ? new LongRagException("context_exceeded", $"The prompt is longer than the model '{_name}' reads{ServerFailure.Said(said, _key.Value)}")
        : new LongRagException("model_refused", $"The server {_address} of the model '{_name}' broke off with an error{ServerFailure.Said(said, _key.Value)}");

    /// <summary>The server does not say how likely its tokens are.</summary>
    public LongRagException NoScores() => new("no_logprobs", $"The server {_address} of the model '{_name}' does not give the probabilities of tokens (logprobs).");

    private async Task<Attempt<ChatAnswerStream>> AskOnceAsync(byte[] body, CancellationToken cancellationToken)
    {
        var key = _key.ToSend();
        HttpResponseMessage? response = null;
        var silence = new SilenceTimer(_silence, _time, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token);
            if (!response.IsSuccessStatusCode) return await FailedAsync(response, key, silence);
            var stream = await response.Content.ReadAsStreamAsync(silence.Token);
            var answer = new ChatAnswerStream(response, stream, silence, this, Slow);
            await answer.FillAsync(cancellationToken);
            (response, silence) = (null, null);
            return new(answer);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Slow(e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new(null, new LongRagException("model_unreachable", $"The server {_address} of the model '{_name}' cannot be reached: {ServerFailure.Said(e.Message, key)[2..]}"), TimeSpan.Zero);
        }
        finally
        {
            response?.Dispose();
            silence?.Dispose();
        }
    }

    private LongRagException Slow(Exception e) => new("model_timeout", FormattableString.Invariant($"The server {_address} of the model '{_name}' sent nothing for {_silence.TotalSeconds:0.#} s (TimeoutSeconds)."), e);

    private async Task<Attempt<ChatAnswerStream>> FailedAsync(HttpResponseMessage response, string? key, SilenceTimer silence)
    {
        var status = response.StatusCode;
        var text = await TextAsync(response, silence.Token);
        var said = ServerFailure.Said(FailureText.Of(text), key);
        if (ServerFailure.IsPassing(status, text))
        {
            var wait = ServerFailure.Wait(response.Headers.RetryAfter, _time);
            var code = status == HttpStatusCode.TooManyRequests ? "model_busy" : "model_unreachable";
            return new(null, new LongRagException(code, $"The server {_address} of the model '{_name}' answered {(int)status}{_attempts.Times(wait)}{said}"), wait);
        }

        if (ContextWords.AreIn(text)) return new(null, new LongRagException("context_exceeded", $"The prompt is longer than the model '{_name}' reads{said}"));
        var problem = new LongRagException("model_refused", $"The server {_address} of the model '{_name}' answered {(int)status}{ServerFailure.Advice(status, key)}{said}");
        if (status is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity) throw new ParameterRefusedException(text, problem);
        // 403 speaks of this request: another model, another place, a rule for content.
        return new(null, problem, status == HttpStatusCode.Unauthorized && _key.Refuse(key, problem) ? TimeSpan.Zero : null);
    }

    private static async Task<string> TextAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[MostFailureBytes];
        var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, read);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
