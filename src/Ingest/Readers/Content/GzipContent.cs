using ICSharpCode.SharpZipLib;
using ICSharpCode.SharpZipLib.GZip;

namespace LongRag.Ingest;

/// <summary>
/// The bytes inside of a gzip file. A cut or damaged one ends in a named error, and so does one that grows beyond reason.
/// SharpZipLib checks sums and ends of every member; the framework's <c>GZipStream</c> takes a cut file for a whole one.
/// </summary>
internal sealed class GzipContent(string name, HashingStream compressed, Stream replayed) : ReadOnlyStream
{
    // Text compresses by 3 to 20, repetitive records by 50; what grows by more than this was made to.
    private const int MostGrowth = 250;
    private const long AlwaysAllowed = 16 * 1024 * 1024;

    private readonly GZipInputStream _inner = new(replayed, 64 * 1024);
    private long _produced;

    public static bool IsGzip(ReadOnlySpan<byte> head) => head is [0x1F, 0x8B, 8, ..];

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return Checked(_inner.Read(buffer));
        }
        catch (Exception e) when (e is SharpZipBaseException or EndOfStreamException or InvalidOperationException)
        {
            throw Damaged(e);
        }
    }

    // Decompression is work, not waiting: there is nothing to await.
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
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

    private LongRagException Damaged(Exception e) => e is EndOfStreamException || e.Message.Contains("EOF", StringComparison.OrdinalIgnoreCase) || e.Message.Contains("EOS", StringComparison.Ordinal)
        ? new LongRagException(IngestCodes.Truncated, $"'{name}' ends before its end.", e)
        : new LongRagException(IngestCodes.Corrupt, $"'{name}' is no valid gzip file: {e.Message}", e);
}
