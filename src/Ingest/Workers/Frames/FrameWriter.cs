using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace LongRag.Ingest;

/// <summary>Writes frames into one buffer that goes out when it is full or at <see cref="Flush"/>. Not thread-safe.</summary>
internal sealed class FrameWriter(Stream output)
{
    /// <summary>Bytes of a frame before its payload.</summary>
    public const int HeaderBytes = 5;

    /// <summary>Most bytes of one payload.</summary>
    public const int MostPayload = 1024 * 1024;

    /// <summary>UTF-8 that refuses lone surrogates, on both sides.</summary>
    public static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly UTF8Encoding Lenient = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false);

    // A pipe holds 64 KiB: less at a time would be more calls, more would wait anyway.
    private const int FlushAt = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _buffer = new(2 * FlushAt);
    private byte[] _frame = new byte[4 * 1024];
    private int _length;
    private FrameKind _kind;

    public FrameWriter Begin(FrameKind kind)
    {
        (_kind, _length) = (kind, 0);
        return this;
    }

    /// <summary>Bytes of the payload so far.</summary>
    public int PayloadLength => _length;

    public FrameWriter Byte(byte value)
    {
        Room(1)[0] = value;
        _length++;
        return this;
    }

    public FrameWriter Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>A number from 0, seven bits a byte.</summary>
    public FrameWriter Number(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        for (; value >= 0x80; value >>= 7) Byte((byte)(value | 0x80));
        return Byte((byte)value);
    }

    /// <summary>A string that must arrive as it is (a path); throws where it holds a lone surrogate.</summary>
    public FrameWriter Exact(ReadOnlySpan<char> value)
    {
        var bytes = Strict.GetByteCount(value);
        Number(bytes);
        Strict.GetBytes(value, Room(bytes));
        _length += bytes;
        return this;
    }

    /// <summary>A string for people or from a document; lone surrogates become U+FFFD, and what is beyond <paramref name="most"/> characters is cut.</summary>
    public FrameWriter Text(string value, int most)
    {
        var cut = value.Length <= most ? value : value[..(most - (char.IsHighSurrogate(value[most - 1]) ? 1 : 0))];
        var bytes = Lenient.GetByteCount(cut);
        Number(bytes);
        Lenient.GetBytes(cut, Room(bytes));
        _length += bytes;
        return this;
    }

    public FrameWriter Optional(string? value, int most) => value is null ? Flag(false) : Flag(true).Text(value, most);

    public FrameWriter Bytes(ReadOnlySpan<byte> value)
    {
        Number(value.Length);
        value.CopyTo(Room(value.Length));
        _length += value.Length;
        return this;
    }

    /// <summary>All the payload is this text.</summary>
    public void Whole(FrameKind kind, ReadOnlySpan<char> text)
    {
        Begin(kind);
        _length = Strict.GetBytes(text, Room(Strict.GetMaxByteCount(text.Length)));
        End();
    }

    public void End()
    {
        if (_length > MostPayload) throw new InvalidOperationException($"A frame of {_length} bytes is too long.");
        var header = _buffer.GetSpan(HeaderBytes + _length);
        header[0] = (byte)_kind;
        BinaryPrimitives.WriteInt32LittleEndian(header[1..], _length);
        _frame.AsSpan(0, _length).CopyTo(header[HeaderBytes..]);
        _buffer.Advance(HeaderBytes + _length);
        if (_buffer.WrittenCount >= FlushAt) Flush();
    }

    public void Flush()
    {
        if (_buffer.WrittenCount == 0) return;
        output.Write(_buffer.WrittenSpan);
        output.Flush();
        _buffer.ResetWrittenCount();
    }

    private Span<byte> Room(int bytes)
    {
        if (_frame.Length - _length < bytes) Array.Resize(ref _frame, Math.Max(_frame.Length * 2, _length + bytes));
        return _frame.AsSpan(_length, bytes);
    }
}
