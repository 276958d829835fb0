using System.IO.Compression;

namespace LongRag.Ingest;

/// <summary>The bytes inside of a gzip file. A cut or damaged one ends in a named error, and so does one that grows beyond reason.</summary>
internal sealed class GzipContent(string name, HashingStream compressed, Stream replayed) : ReadOnlyStream
{
    // Text compresses by 3 to 20, repetitive records by 50; what grows by more than this was made to.
    private const int MostGrowth = 250;
    private const long AlwaysAllowed = 16 * 1024 * 1024;

    private readonly GZipStream _inner = new(replayed, CompressionMode.Decompress);
    private long _produced;

    public static bool IsGzip(ReadOnlySpan<byte> head) => head is [0x1F, 0x8B, 8, ..];

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return Checked(_inner.Read(buffer));
        }
        catch (InvalidDataException e)
        {
            throw Damaged(e);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return Checked(await _inner.ReadAsync(buffer, cancellationToken));
        }
        catch (InvalidDataException e)
        {
            throw Damaged(e);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _inner.Dispose();
        base.Dispose(disposing);
    }

    private int Checked(int read)
    {
        _produced += read;
        if (_produced > AlwaysAllowed && _produced > compressed.Count * MostGrowth)
            throw new LongRagException(IngestCodes.DecompressionBomb, FormattableString.Invariant($"'{name}' grows to more than {MostGrowth} times its size."));
        return read;
    }

    private LongRagException Damaged(InvalidDataException e) => e.Message.Contains("truncated", StringComparison.OrdinalIgnoreCase)
        ? new LongRagException(IngestCodes.Truncated, $"'{name}' ends before its end.", e)
        : new LongRagException(IngestCodes.Damaged, $"'{name}' is no valid gzip file: {e.Message}", e);
}
