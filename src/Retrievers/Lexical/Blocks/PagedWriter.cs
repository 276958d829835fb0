using System.Buffers;
using System.Runtime.InteropServices;

namespace LongRag.Retrievers.Lexical.Blocks;

/// <summary>Writes the body of a block file and takes the checksum of each page on the way.</summary>
internal sealed class PagedWriter(Stream stream) : IDisposable
{
    private readonly byte[] _page = ArrayPool<byte>.Shared.Rent(BlockFormat.PageBytes);
    private readonly List<ulong> _hashes = [];
    private int _used;

    /// <summary>Bytes of the body so far.</summary>
    public long Position { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        Position += bytes.Length;
        while (!bytes.IsEmpty)
        {
            var part = Math.Min(bytes.Length, BlockFormat.PageBytes - _used);
            bytes[..part].CopyTo(_page.AsSpan(_used));
            bytes = bytes[part..];
            _used += part;
            if (_used == BlockFormat.PageBytes) FlushPage();
        }
    }

    /// <summary>Ends the body and writes the checksums of its pages; returns the checksum of these.</summary>
    public ulong Finish()
    {
        if (_used > 0) FlushPage();
        var hashes = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_hashes));
        stream.Write(hashes);
        return BlockFormat.HashOf(hashes);
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_page);

    private void FlushPage()
    {
        var page = _page.AsSpan(0, _used);
        _hashes.Add(BlockFormat.HashOf(page));
        stream.Write(page);
        _used = 0;
    }
}
