using System.IO.Hashing;

namespace LongRag.Ingest;

/// <summary>Passes bytes on while it hashes and counts them. Forward only.</summary>
internal sealed class HashingStream(Stream inner) : ReadOnlyStream
{
    private readonly XxHash128 _hash = new();

    /// <summary>Bytes passed so far.</summary>
    public long Count { get; private set; }

    /// <summary>Hash of the bytes passed so far, in hexadecimal.</summary>
    public string Hash => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public override int Read(Span<byte> buffer) => Seen(buffer, inner.Read(buffer));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        return Seen(buffer.Span, read);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    private int Seen(ReadOnlySpan<byte> buffer, int read)
    {
        _hash.Append(buffer[..read]);
        Count += read;
        return read;
    }
}
