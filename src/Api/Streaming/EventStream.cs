using System.Text;
using LongRag.Api.Errors;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;

namespace LongRag.Api.Streaming;

/// <summary>An event on its way to the client.</summary>
/// <param name="Name">Of the event; null for an unnamed one.</param>
/// <param name="Data">One line.</param>
internal readonly record struct StreamEvent(string? Name, string Data);

/// <summary>Writes server-sent events as their source gives them.</summary>
/// <remarks>
/// The answer begins with the first event, or with the first keep-alive comment: what goes wrong before that still gets a status of its own.
/// A client that leaves cancels the source.
/// </remarks>
internal sealed class EventStream(HttpContext http, TimeProvider time, TimeSpan keepAlive)
{
    public const string MediaType = "text/event-stream";

    /// <summary>Proxies and clients give up connections on which nothing comes for half a minute or so.</summary>
    public static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    private static readonly byte[] Comment = ": keep-alive\n\n"u8.ToArray();
    private bool _isOpen;

    /// <summary>Sends what <paramref name="source"/> gives, as <paramref name="write"/> writes it.</summary>
    /// <param name="source">Ends when everything is said; given a token that ends when the client leaves.</param>
    /// <param name="write">The events of a piece; none to pass over it.</param>
    /// <param name="failed">The event that says what broke; nothing follows it.</param>
    /// <param name="ended">Events after the last piece.</param>
    /// <param name="until">Ends the stream before its end, without <paramref name="ended"/>; none where a service that stops waits for it.</param>
    public async Task SendAsync<T>(Func<CancellationToken, IAsyncEnumerable<T>> source, Func<T, IEnumerable<StreamEvent>> write, Func<Refusal, StreamEvent> failed, Func<IEnumerable<StreamEvent>> ended, CancellationToken until)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, until);
        try
        {
            await PumpAsync(source(leaving.Token), write, leaving);
            foreach (var last in ended()) await WriteAsync(last, leaving.Token);
        }
        catch (OperationCanceledException) when (until.IsCancellationRequested && !http.RequestAborted.IsCancellationRequested)
        {
        }
        catch (Exception error) when (_isOpen && (!http.RequestAborted.IsCancellationRequested || HasTimedOut))
        {
            await WriteAsync(failed(Refusal.Of(error, http)), CancellationToken.None);
        }
    }

    private bool HasTimedOut => http.Features.Get<IHttpRequestTimeoutFeature>()?.RequestTimeoutToken.IsCancellationRequested == true;

    private async Task PumpAsync<T>(IAsyncEnumerable<T> source, Func<T, IEnumerable<StreamEvent>> write, CancellationTokenSource leaving)
    {
        var pieces = source.GetAsyncEnumerator(leaving.Token);
        var next = pieces.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                while (!await ComesInTimeAsync(next)) await WriteAsync(Comment, leaving.Token);
                if (!await next) return;
                foreach (var piece in write(pieces.Current)) await WriteAsync(piece, leaving.Token);
                next = pieces.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            // An enumerator must not be disposed while it moves.
            if (!next.IsCompleted) await leaving.CancelAsync();
            await next.ContinueWith(static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            await pieces.DisposeAsync();
        }
    }

    private async ValueTask<bool> ComesInTimeAsync(Task next)
    {
        if (next.IsCompleted) return true;
        using var waiting = new CancellationTokenSource();
        var first = await Task.WhenAny(next, Task.Delay(keepAlive, time, waiting.Token));
        await waiting.CancelAsync();
        return first == next;
    }

    private Task WriteAsync(StreamEvent piece, CancellationToken cancellationToken) =>
        WriteAsync(Encoding.UTF8.GetBytes(piece.Name is null ? $"data: {piece.Data}\n\n" : $"event: {piece.Name}\ndata: {piece.Data}\n\n"), cancellationToken);

    private async Task WriteAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        Open();
        await http.Response.BodyWriter.WriteAsync(bytes, cancellationToken);
    }

    private void Open()
    {
        if (_isOpen) return;
        _isOpen = true;
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentType = MediaType;
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }
}
