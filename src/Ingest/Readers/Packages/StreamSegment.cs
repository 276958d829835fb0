namespace LongRag.Ingest;

/// <summary>A range of a seekable stream, which several segments may share.</summary>
internal sealed class StreamSegment(Stream stream, long start, long length) : ReadOnlyStream
{
    // The inflater asks for 8 KiB at a time; files are opened without a buffer of their own.
    private readonly byte[] _buffer = new byte[(int)Math.Clamp(length, 1, 64 * 1024)];
    private readonly long _end = start + length;
    private long _next = start;
    private int _at;
    private int _filled;

    public override int Read(Span<byte> buffer)
    {
        if (_at == _filled && !Fill()) return 0;
        var count = Math.Min(buffer.Length, _filled - _at);
        _buffer.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    private bool Fill()
    {
        var left = _end - _next;
        if (left <= 0) return false;
        stream.Position = _next;
        (_at, _filled) = (0, stream.Read(_buffer.AsSpan(0, (int)Math.Min(left, _buffer.Length))));
        _next += _filled;
        return _filled > 0;
    }
}
