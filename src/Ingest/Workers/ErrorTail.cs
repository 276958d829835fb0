using System.Text;

namespace LongRag.Ingest;

/// <summary>Reads a worker's standard error, so that it never waits for a reader and never reaches the terminal, and keeps the end of it.</summary>
internal sealed class ErrorTail
{
    private const int Kept = 8 * 1024;

    private readonly byte[] _tail = new byte[Kept];
    private readonly Lock _gate = new();
    private readonly Task _reading;
    private long _seen;

    public ErrorTail(Stream stream) => _reading = ReadAsync(stream);

    /// <summary>The last lines, once the process has ended.</summary>
    public async Task<string> TextAsync()
    {
        await _reading;
        lock (_gate)
        {
            var (length, start) = ((int)Math.Min(_seen, Kept), _seen > Kept ? (int)(_seen % Kept) : 0);
            byte[] all = [.. _tail.AsSpan(start, length - start), .. _tail.AsSpan(0, start)];
            return Encoding.UTF8.GetString(all).Trim();
        }
    }

    private async Task ReadAsync(Stream stream)
    {
        var buffer = new byte[4 * 1024];
        try
        {
            for (int read; (read = await stream.ReadAsync(buffer)) > 0;)
                lock (_gate)
                    for (var i = 0; i < read; i++) _tail[_seen++ % Kept] = buffer[i];
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The pipe went with its process.
        }
    }
}
