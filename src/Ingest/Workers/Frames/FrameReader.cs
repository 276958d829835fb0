using System.Buffers.Binary;

namespace LongRag.Ingest;

/// <summary>A frame as it came in. Valid until the next one is read.</summary>
internal readonly record struct Frame(FrameKind Kind, ReadOnlyMemory<byte> Payload)
{
    public FrameFields Fields => new(Payload.Span);
}

/// <summary>Reads frames, of at most <see cref="FrameWriter.MostPayload"/> bytes each. Not thread-safe.</summary>
internal sealed class FrameReader(Stream input)
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _start, _end;

    /// <summary>The next frame; null where the pipe ends between two frames. Throws <see cref="EndOfStreamException"/> where it ends inside of one, and <see cref="BrokenFrameException"/> for a length or kind that cannot be.</summary>
    public async ValueTask<Frame?> ReadAsync()
    {
        if (!await FillAsync(FrameWriter.HeaderBytes))
        {
            if (_end > _start) throw new EndOfStreamException("The pipe ends inside of a frame.");
            return null;
        }

        var kind = (FrameKind)_buffer[_start];
        var length = BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(_start + 1));
        if (kind is < FrameKind.Hello or > FrameKind.Failed) throw new BrokenFrameException($"There is no frame of kind {(byte)kind}.");
        if (length is < 0 or > FrameWriter.MostPayload) throw new BrokenFrameException($"A frame cannot have {length} bytes.");
        if (!await FillAsync(FrameWriter.HeaderBytes + length)) throw new EndOfStreamException("The pipe ends inside of a frame.");
        var payload = _buffer.AsMemory(_start + FrameWriter.HeaderBytes, length);
        _start += FrameWriter.HeaderBytes + length;
        return new Frame(kind, payload);
    }

    private async ValueTask<bool> FillAsync(int bytes)
    {
        if (_end - _start >= bytes) return true;
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_buffer.Length < bytes) Array.Resize(ref _buffer, bytes);
        while (_end < bytes)
        {
            var read = await input.ReadAsync(_buffer.AsMemory(_end));
            if (read == 0) return false;
            _end += read;
        }

        return true;
    }
}
