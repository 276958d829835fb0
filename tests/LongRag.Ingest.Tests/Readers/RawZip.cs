using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace LongRag.Ingest.Tests.Readers;

/// <summary>Builds zip containers byte by byte, also such as no library would write.</summary>
internal sealed class RawZip
{
    private readonly MemoryStream _file = new();
    private readonly MemoryStream _directory = new();
    private int _count;

    /// <summary>A container of texts, in the order given.</summary>
    public static byte[] Of(params (string Name, string Text)[] parts)
    {
        var zip = new RawZip();
        foreach (var (name, text) in parts) zip.Add(name, Encoding.UTF8.GetBytes(text));
        return zip.Finish();
    }

    /// <summary>Adds a part, deflated.</summary>
    /// <param name="name">Its name as it stands.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="declared">The size it claims; null for the true one.</param>
    /// <param name="stored">Not compressed.</param>
    /// <param name="flags">General purpose flags; 0x800 says that the name is UTF-8.</param>
    public RawZip Add(string name, byte[] content, uint? declared = null, bool stored = false, ushort flags = 0x800) =>
        AddCompressed(name, stored ? content : Deflate(content), stored ? (ushort)0 : (ushort)8, declared ?? (uint)content.Length, Crc32.HashToUInt32(content), flags);

    /// <summary>Adds a part that shares the bytes of another one.</summary>
    public RawZip AddAgain(string name, uint headerAt, int compressed, uint declared)
    {
        Entry(Encoding.UTF8.GetBytes(name), 8, 0, (uint)compressed, declared, 0, headerAt);
        return this;
    }

    public RawZip AddCompressed(string name, byte[] compressed, ushort method, uint declared, uint sum, ushort flags = 0x800)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        var at = (uint)_file.Length;
        Write(_file, 0x04034b50u, (ushort)20, flags, method, (ushort)0, (ushort)0x21, sum, (uint)compressed.Length, declared, (ushort)bytes.Length, (ushort)0);
        _file.Write(bytes);
        _file.Write(compressed);
        Entry(bytes, method, flags, (uint)compressed.Length, declared, sum, at);
        return this;
    }

    /// <summary>Writes the directory and its end.</summary>
    /// <param name="count">The number of parts it claims; null for the true one.</param>
    public byte[] Finish(ushort? count = null)
    {
        var at = (uint)_file.Length;
        _directory.WriteTo(_file);
        Write(_file, 0x06054b50u, (ushort)0, (ushort)0, count ?? (ushort)_count, count ?? (ushort)_count, (uint)_directory.Length, at, (ushort)0);
        return _file.ToArray();
    }

    public static byte[] Deflate(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var deflate = new DeflateStream(compressed, CompressionLevel.Optimal, leaveOpen: true)) deflate.Write(content);
        return compressed.ToArray();
    }

    private void Entry(byte[] name, ushort method, ushort flags, uint compressed, uint declared, uint sum, uint at)
    {
        Write(_directory, 0x02014b50u, (ushort)20, (ushort)20, flags, method, (ushort)0, (ushort)0x21, sum, compressed, declared, (ushort)name.Length, (ushort)0, (ushort)0, (ushort)0, (ushort)0, 0u, at);
        _directory.Write(name);
        _count++;
    }

    private static void Write(Stream stream, params ReadOnlySpan<object> values)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (var value in values)
        {
            if (value is ushort two) BinaryPrimitives.WriteUInt16LittleEndian(bytes, two);
            else BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)value);
            stream.Write(bytes[..(value is ushort ? 2 : 4)]);
        }
    }
}
