using System.Buffers.Binary;
using System.Text;

namespace LongRag.Models.Chat.Gguf;

/// <summary>Reads a GGUF file's header from its start, believing no length that the file cannot hold.</summary>
internal sealed class GgufCursor(Stream stream, long length, Func<string, LongRagException> damaged)
{
    private const int LongestKey = 64 * 1024;

    private readonly byte[] _scratch = new byte[8];

    /// <summary>Bytes read so far.</summary>
    public long Position { get; private set; }

    public long Left => length - Position;

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8));

    /// <summary>A count of things that take so many bytes each at least.</summary>
    public long Count(string what, int least)
    {
        var count = UInt64();
        if (count > (ulong)Left / (ulong)least) throw damaged($"it says that it holds {count} {what}, which {Left} bytes cannot");
        return (long)count;
    }

    public string Key() => Text(Count("bytes of a name", 1), LongestKey);

    public string Text() => Text(Count("bytes of text", 1), int.MaxValue / 4);

    public void Skip(long bytes)
    {
        if (bytes > Left) throw damaged("it ends inside its header");
        Position += bytes;
        stream.Seek(bytes, SeekOrigin.Current);
    }

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > Left) throw damaged("it ends inside its header");
        var span = _scratch.AsSpan(0, count);
        stream.ReadExactly(span);
        Position += count;
        return span;
    }

    private string Text(long bytes, int longest)
    {
        if (bytes > longest) throw damaged($"it holds a name of {bytes} bytes");
        var text = new byte[bytes];
        stream.ReadExactly(text);
        Position += bytes;
        return Encoding.UTF8.GetString(text);
    }
}
