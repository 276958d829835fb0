using System.Net;
using System.Text;
using System.Text.Json;

namespace LongRag.Models.Tests.Encoders;

/// <summary>A real HTTP server on this machine that answers <c>/v1/embeddings</c> as a test says.</summary>
internal sealed class EmbeddingServerDouble : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<Request, Answer> _answer;
    private readonly Task _loop;

    public sealed record Request(int Number, string[] Input, string Model, string? Authorization);

    public sealed record Answer(int Status, string Body, string? RetryAfter = null, TimeSpan Delay = default);

    public EmbeddingServerDouble(Func<Request, Answer> answer)
    {
        _answer = answer;
        for (var port = 21_000 + (Environment.ProcessId % 9000); ; port++)
        {
            _listener = new HttpListener();
            _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
            try
            {
                _listener.Start();
                Endpoint = $"http://127.0.0.1:{port}/v1";
                break;
            }
            catch (HttpListenerException)
            {
                // taken: the next
            }
        }

        _loop = ServeAsync();
    }

    public string Endpoint { get; }

    public List<Request> Requests { get; } = [];

    /// <summary>The vector of a text: its length, a one, and zeros.</summary>
    public static string Vectors(IEnumerable<string> texts, int dimensions = 4) =>
        JsonSerializer.Serialize(new { data = texts.Select((text, i) => new { index = i, embedding = (float[])[text.Length, 1, .. new float[dimensions - 2]] }).Reverse() });

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            _ = AnswerAsync(context);
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var document = await JsonDocument.ParseAsync(context.Request.InputStream);
        var body = document.RootElement;
        Answer answer;
        lock (Requests)
        {
            var request = new Request(Requests.Count + 1, [.. body.GetProperty("input").EnumerateArray().Select(t => t.GetString()!)], body.GetProperty("model").GetString()!, context.Request.Headers["Authorization"]);
            Requests.Add(request);
            answer = _answer(request);
        }

        await Task.Delay(answer.Delay);
        context.Response.StatusCode = answer.Status;
        if (answer.RetryAfter is not null) context.Response.AddHeader("Retry-After", answer.RetryAfter);
        try
        {
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer.Body));
            context.Response.Close();
        }
        catch (HttpListenerException)
        {
            // the client is gone
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _loop;
    }
}
