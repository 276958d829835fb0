using System.IO.Hashing;

namespace LongRag.Ingest;

/// <summary>The inflated bytes of a part: counted against the limits of its container, and compared with its size and sum at the end.</summary>
internal sealed class PartStream(ZipPackage package, ZipPart part, Stream inner) : ReadOnlyStream
{
    private readonly Crc32 _sum = new();
    private long _count;
    private bool _isAtEnd;

    public override int Read(Span<byte> buffer)
    {
        if (_isAtEnd || buffer.IsEmpty) return 0;
        int read;
        try
        {
            read = inner.Read(buffer);
        }
        catch (InvalidDataException e)
        {
            throw ZipDirectory.Corrupt(package.Source, $"its part '{part.Name}' is damaged", e);
        }

        _count += read;
        _sum.Append(buffer[..read]);
        package.Count(part, _count);
        if (read > 0) return read;
        _isAtEnd = true;
        if (_count != part.Declared || _sum.GetCurrentHashAsUInt32() != part.Checksum) throw ZipDirectory.Corrupt(package.Source, $"its part '{part.Name}' is damaged (size or checksum differ)");
        return 0;
    }

    // Decompression is work, not waiting: there is nothing to await.
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
