using System.Net;
using System.Text;
using System.Text.Json;

namespace LongRag.Rankers.Tests.Pointwise;

/// <summary>A real HTTP server on this machine that answers <c>/v1/rerank</c> as a test says.</summary>
internal sealed class RerankServerDouble : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<Request, Answer> _answer;
    private readonly Task _loop;

    public sealed record Request(int Number, string Path, JsonElement Body, string? Authorization)
    {
        public string[] Passages => [.. (Body.TryGetProperty("documents", out var documents) ? documents : Body.GetProperty("texts")).EnumerateArray().Select(text => text.GetString()!)];
    }

    public sealed record Answer(int Status, string Body, TimeSpan Delay = default);

    public RerankServerDouble(Func<Request, Answer> answer)
    {
        _answer = answer;
        for (var port = 31_000 + (Environment.ProcessId % 9000); ; port++)
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

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                _ = AnswerAsync(await _listener.GetContextAsync());
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var document = await JsonDocument.ParseAsync(context.Request.InputStream);
        Answer answer;
        lock (Requests)
        {
            var request = new Request(Requests.Count + 1, context.Request.Url!.AbsolutePath, document.RootElement.Clone(), context.Request.Headers["Authorization"]);
            Requests.Add(request);
            answer = _answer(request);
        }

        await Task.Delay(answer.Delay);
        try
        {
            context.Response.StatusCode = answer.Status;
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer.Body));
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
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
