using System.Buffers;
using System.Text;

namespace LongRag.Models.Chat.OpenAi;

/// <summary>The bytes of an answer as they come, line by line or as a whole. Not thread-safe.</summary>
/// <param name="response">Owned: disposing of it closes the connection where the answer is not at its end.</param>
/// <param name="stream">Its body.</param>
/// <param name="silence">Owned.</param>
/// <param name="server">Makes the errors.</param>
/// <param name="slow">Makes the error of a server that fell silent.</param>
internal sealed class ChatAnswerStream(HttpResponseMessage response, Stream stream, SilenceTimer silence, ChatServer server, Func<Exception, LongRagException> slow) : IDisposable
{
    /// <summary>Most bytes of one line, and of a whole answer that is not streamed.</summary>
    public const int MostBytes = 4 * 1024 * 1024;

    // An event of one token has some 300 bytes.
    private const long MostStreamBytes = 64 * 1024 * 1024;

    private readonly byte[] _chunk = new byte[16 * 1024];
    private readonly ArrayBufferWriter<byte> _line = new();
    private int _start;
    private int _end;
    private long _bytes;
    private TimeSpan _waited;
    private bool _isFirst = true;

    /// <summary>Whether the server streams events: it says so, or what came first looks so.</summary>
    public bool IsEventStream => string.Equals(response.Content.Headers.ContentType?.MediaType, "text/event-stream", StringComparison.OrdinalIgnoreCase) || _chunk.AsSpan(_start, _end - _start).StartsWith("data:"u8);

    /// <summary>Says that something of an answer came: the server is waited for anew.</summary>
    public void Progressed() => _waited = TimeSpan.Zero;

    /// <summary>Waits for bytes where none are left; false at the end.</summary>
    /// <exception cref="LongRagException"><c>model_timeout</c>, also where bytes come but nothing of an answer (<see cref="Progressed"/>); <c>answer_too_long</c>; <c>bad_model_answer</c> where the connection broke.</exception>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_start < _end) return true;
        if (_waited >= server.LongestWait) throw server.OnlyAlive();
        var started = server.Time.GetTimestamp();
        try
        {
            silence.Restart();
            _end = await stream.ReadAsync(_chunk, silence.Token);
            (_start, _isFirst) = (0, false);
            silence.Stop();
            // Only this: how long the reader takes between two calls is not the server's fault.
            _waited += server.Time.GetElapsedTime(started);
            if ((_bytes += _end) > MostStreamBytes) throw server.TooLong($"more than {MostStreamBytes / 1024 / 1024} MB");
            return _end > 0;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw slow(e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException && !_isFirst)
        {
            throw server.Bad("broke off in the middle of its answer", e);
        }
    }

    /// <summary>The next line without its end; null at the end of the stream. The last one may be half of one: <see cref="EndedInALine"/>.</summary>
    public async ValueTask<string?> LineAsync(CancellationToken cancellationToken)
    {
        _line.ResetWrittenCount();
        while (await FillAsync(cancellationToken))
        {
            var rest = _chunk.AsSpan(_start, _end - _start);
            var end = rest.IndexOf((byte)'\n');
            var part = end < 0 ? rest : rest[..end];
            if (_line.WrittenCount + part.Length > MostBytes) throw server.TooLong($"a line of more than {MostBytes / 1024 / 1024} MB");
            _line.Write(part);
            _start += end < 0 ? part.Length : end + 1;
            if (end >= 0) return Encoding.UTF8.GetString(_line.WrittenSpan).TrimEnd('\r');
        }

        EndedInALine = _line.WrittenCount > 0;
        return EndedInALine ? Encoding.UTF8.GetString(_line.WrittenSpan) : null;
    }

    /// <summary>Whether the stream ended before a line did.</summary>
    public bool EndedInALine { get; private set; }

    /// <summary>All that is left.</summary>
    public async Task<byte[]> RestAsync(CancellationToken cancellationToken)
    {
        var whole = new ArrayBufferWriter<byte>();
        while (await FillAsync(cancellationToken))
        {
            if (whole.WrittenCount + _end - _start > MostBytes) throw server.TooLong($"more than {MostBytes / 1024 / 1024} MB");
            whole.Write(_chunk.AsSpan(_start, _end - _start));
            _start = _end;
        }

        return whole.WrittenSpan.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        response.Dispose();
        silence.Dispose();
    }
}
