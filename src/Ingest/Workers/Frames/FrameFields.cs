using System.Text;

namespace LongRag.Ingest;

/// <summary>Takes a payload apart, field by field. Nothing in it is believed: each read throws <see cref="BrokenFrameException"/> where the payload is too short or the value cannot be.</summary>
internal ref struct FrameFields(ReadOnlySpan<byte> payload)
{
    private const int MostNumberBytes = 9;

    private ReadOnlySpan<byte> _rest = payload;

    public readonly bool IsEmpty => _rest.IsEmpty;

    public byte Byte() => Take(1)[0];

    public bool Flag() => Byte() switch { 0 => false, 1 => true, var other => throw new BrokenFrameException($"{other} is neither yes nor no.") };

    public long Number()
    {
        var value = 0L;
        for (var i = 0; i < MostNumberBytes; i++)
        {
            var b = Byte();
            value |= (long)(b & 0x7F) << (7 * i);
            if (b < 0x80) return value;
        }

        throw new BrokenFrameException("A number has no end.");
    }

    /// <summary>A number of at most <paramref name="most"/>.</summary>
    public int Number(int most) => Number() is var value && value <= most ? (int)value : throw new BrokenFrameException($"{value} is more than {most}.");

    public string Text(int most)
    {
        var bytes = Bytes(most > FrameWriter.MostPayload / 3 ? FrameWriter.MostPayload : 3 * most);
        return bytes.IsEmpty ? "" : Decode(bytes);
    }

    public string? Optional(int most) => Flag() ? Text(most) : null;

    public ReadOnlySpan<byte> Bytes(int most) => Take(Number(most));

    public readonly void End()
    {
        if (!_rest.IsEmpty) throw new BrokenFrameException($"{_rest.Length} bytes too many.");
    }

    /// <summary>Text without NUL and lone surrogates.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (bytes.Contains((byte)0)) throw new BrokenFrameException("There is a NUL in the text.");
            return FrameWriter.Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new BrokenFrameException("The text is not valid UTF-8.");
        }
    }

    private ReadOnlySpan<byte> Take(int bytes)
    {
        if (_rest.Length < bytes) throw new BrokenFrameException("A frame ends before its end.");
        var taken = _rest[..bytes];
        _rest = _rest[bytes..];
        return taken;
    }
}
