using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LongRag.TestKit.Chat;

/// <summary>A real server on this machine that speaks OpenAI's protocol as a test says, well or badly, and keeps what it was asked. One request a connection.</summary>
public sealed class ScriptedChatServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<RecordedChatRequest> _requests = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Func<RecordedChatRequest, ChatScript> _script;
    private readonly Task _loop;
    private int _count;

    /// <param name="script">Decides from the request how to answer it.</param>
    public ScriptedChatServer(Func<RecordedChatRequest, ChatScript> script)
    {
        _script = script;
        _listener.Start();
        Endpoint = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/v1");
        _loop = ServeAsync();
    }

    /// <param name="scripts">One for each request, in their order; the last for all that follow.</param>
    public ScriptedChatServer(params ChatScript[] scripts) : this(request => scripts[Math.Min(request.Number, scripts.Length) - 1])
    {
    }

    /// <summary>Its address, up to and with the version.</summary>
    public string Endpoint { get; }

    /// <summary>The requests so far.</summary>
    public IReadOnlyList<RecordedChatRequest> Requests => [.. _requests];

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _connections.Add(AnswerAsync(client));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        try
        {
            using var owned = client;
            client.NoDelay = true;
            await using var stream = client.GetStream();
            if (await ReadAsync(stream) is not { } request) return;
            _requests.Enqueue(request);
            var closed = WatchAsync(stream, request);
            await _script(request).PlayAsync(new ChatConnection(stream, request, _stop.Token));
            client.Client.Shutdown(SocketShutdown.Send);
            await closed;
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The asker is gone, or the test is over.
        }
    }

    /// <summary>Nothing comes after a request: what is read next is the end.</summary>
    private async Task WatchAsync(NetworkStream stream, RecordedChatRequest request)
    {
        try
        {
            _ = await stream.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, _stop.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Reset is closed too.
        }

        request.Close();
    }

    private async Task<RecordedChatRequest?> ReadAsync(NetworkStream stream)
    {
        var bytes = new List<byte>();
        var buffer = new byte[8192];
        int end;
        while ((end = HeadEnd(bytes)) < 0)
        {
            var read = await stream.ReadAsync(buffer, _stop.Token);
            if (read == 0) return null;
            bytes.AddRange(buffer.AsSpan(0, read));
        }

        var lines = Encoding.ASCII.GetString([.. bytes[..end]]).Split("\r\n");
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(parts => parts[0], parts => parts[^1], StringComparer.OrdinalIgnoreCase);
        var length = headers.TryGetValue("Content-Length", out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
        while (bytes.Count < end + 4 + length)
        {
            var read = await stream.ReadAsync(buffer, _stop.Token);
            if (read == 0) return null;
            bytes.AddRange(buffer.AsSpan(0, read));
        }

        var body = Encoding.UTF8.GetString([.. bytes[(end + 4)..(end + 4 + length)]]);
        return new RecordedChatRequest(Interlocked.Increment(ref _count), lines[0].Split(' ')[1], headers, body.Length == 0 ? "{}" : body);
    }

    private static int HeadEnd(List<byte> bytes)
    {
        for (var i = 3; i < bytes.Count; i++)
            if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n' && bytes[i - 3] == '\r') return i - 3;
        return -1;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _loop;
        foreach (var request in _requests) request.Close();
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }
}
