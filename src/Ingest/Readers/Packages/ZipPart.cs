namespace LongRag.Ingest;

/// <summary>One part (entry) of a zip container, as the container's directory lists it. Nothing of it is believed: sizes are counted when the part is read.</summary>
/// <param name="Name">Its path with slashes, e.g. <c>xl/workbook.xml</c>.</param>
/// <param name="Method">0 stored, 8 deflated, 9 deflated with a larger window.</param>
/// <param name="IsEncrypted">Encrypted by the container (not by Office).</param>
/// <param name="Compressed">Its bytes in the file.</param>
/// <param name="Declared">The bytes it claims to inflate to.</param>
/// <param name="Checksum">CRC-32 of the inflated bytes.</param>
/// <param name="HeaderAt">Where its local header starts in the file.</param>
internal sealed record ZipPart(string Name, int Method, bool IsEncrypted, long Compressed, long Declared, uint Checksum, long HeaderAt)
{
    public const int Stored = 0;
    public const int Deflated = 8;

    // DEFLATE gives at most 258 bytes for two bits (zlib's technical notes, "maximum compression factor").
    private const int MostDeflateGrowth = 1032;

    /// <summary>The most bytes that it can inflate to, whatever its header claims.</summary>
    public long MostBytes => Method switch
    {
        Stored => Compressed,
        Deflated => Compressed > long.MaxValue / MostDeflateGrowth ? long.MaxValue : Compressed * MostDeflateGrowth,
        _ => long.MaxValue,
    };
}
