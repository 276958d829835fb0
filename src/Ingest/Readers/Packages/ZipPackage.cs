using System.Buffers.Binary;
using System.IO.Compression;

namespace LongRag.Ingest;

/// <summary>
/// A zip container opened safely (Office, EPUB): names stay inside, and what parts inflate to is counted while they are read, never believed. Not thread-safe; parts may be open side by side.
/// Throws <see cref="LongRagException"/> with <c>corrupt_archive</c>, <c>decompression_bomb</c> or <c>encrypted</c>. The stream stays the caller's.
/// </summary>
internal sealed class ZipPackage
{
    /// <summary>What is never called a bomb: a part of this many inflated bytes, and all parts together of eight times as many.</summary>
    public const long AlwaysAllowed = 32L * 1024 * 1024;

    /// <summary>Most growth of larger parts, and of a container as a whole. Sheets of repeated cells grow by 20 to 100.</summary>
    public const int MostGrowth = 250;

    private const int LocalHeaderBytes = 30;
    private const uint LocalSignature = 0x04034b50;
    private const int AllPartsFactor = 8;

    // Never read for their text, and too many bytes to inflate them only to count: their growth is judged by what they claim, which the framework holds them to.
    private static readonly string[] MediaEndings = [".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf", ".tif", ".tiff", ".bmp", ".svg", ".mp3", ".mp4", ".m4a", ".wav", ".avi", ".mov", ".wmv", ".bin", ".ttf", ".otf", ".odttf", ".fntdata", ".xlsx", ".docx", ".pptx", ".wdp", ".webp"];

    private readonly Stream _stream;
    private readonly Dictionary<string, ZipPart> _parts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ZipPart> _anyCase = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<ZipPart, long> _inflated = new(ReferenceEqualityComparer.Instance);
    private long _total;

    /// <summary>Opens a container.</summary>
    /// <param name="stream">A seekable stream, read from its start.</param>
    /// <param name="source">Its name, for messages.</param>
    public ZipPackage(Stream stream, string source)
    {
        (_stream, Source) = (stream, source);
        Parts = ZipDirectory.Read(stream, source);
        foreach (var part in Parts)
        {
            // Of parts with one name the first counts, as in the framework.
            _parts.TryAdd(part.Name, part);
            _anyCase.TryAdd(part.Name, part);
        }
    }

    /// <summary>Its name, for messages.</summary>
    public string Source { get; }

    /// <summary>The parts in the order of the directory, folders left out.</summary>
    public IReadOnlyList<ZipPart> Parts { get; }

    /// <summary>
    /// Refuses a container before a library reads its parts without counting: inflates every part that could be a bomb and is no picture or sound, and throws. The position of the stream is the start afterwards.
    /// </summary>
    /// <param name="stream">A seekable stream, read from its start.</param>
    /// <param name="source">Its name, for messages.</param>
    /// <param name="mostPartBytes">Most inflated bytes of a part (<c>too_large</c>), for a library that loads parts whole.</param>
    /// <param name="cancellationToken">Stops it between blocks.</param>
    public static void Check(Stream stream, string source, long mostPartBytes = long.MaxValue, CancellationToken cancellationToken = default)
    {
        var package = new ZipPackage(stream, source);
        var buffer = new byte[64 * 1024];
        foreach (var part in package.Parts)
        {
            package.Count(part, Math.Min(part.Declared, part.MostBytes));
            var isMedia = MediaEndings.Contains(Path.GetExtension(part.Name), StringComparer.OrdinalIgnoreCase);
            if (!isMedia && part.Declared > mostPartBytes) throw TooLarge(part);
            if (isMedia || part.MostBytes <= Math.Min(AlwaysAllowed, mostPartBytes)) continue;
            using var content = package.Open(part);
            long count = 0;
            for (int read; (read = content.Read(buffer)) > 0; cancellationToken.ThrowIfCancellationRequested())
                if ((count += read) > mostPartBytes) throw TooLarge(part);
        }

        stream.Position = 0;

        LongRagException TooLarge(ZipPart part) => new(IngestCodes.TooLarge, FormattableString.Invariant($"'{source}': its part '{part.Name}' has more than {mostPartBytes} bytes."));
    }

    /// <summary>A part by its path, in the case given or else in any; null for none.</summary>
    public ZipPart? Find(string name) => _parts.GetValueOrDefault(name) ?? _anyCase.GetValueOrDefault(name);

    /// <summary>Opens a part by its path; throws <c>corrupt_archive</c> where there is none.</summary>
    public Stream Open(string name) => Open(Find(name) ?? throw ZipDirectory.Corrupt(Source, $"its part '{name}' is missing"));

    /// <summary>Opens a part: a forward stream that counts, checks the sum at its end, and throws.</summary>
    public Stream Open(ZipPart part)
    {
        if (part.IsEncrypted) throw new LongRagException(IngestCodes.Encrypted, $"'{Source}' is encrypted by zip (its part '{part.Name}'), which is not opened, not even with a password.");
        var header = new byte[LocalHeaderBytes];
        _stream.Position = part.HeaderAt;
        _stream.ReadExactly(header);
        var start = part.HeaderAt + LocalHeaderBytes + BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(26)) + BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(28));
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != LocalSignature || start > _stream.Length - part.Compressed) throw ZipDirectory.Corrupt(Source, $"its part '{part.Name}' is damaged");
        var bytes = new StreamSegment(_stream, start, part.Compressed);
        return part.Method switch
        {
            ZipPart.Stored => new PartStream(this, part, bytes),
            ZipPart.Deflated => new PartStream(this, part, new DeflateStream(bytes, CompressionMode.Decompress)),
            _ => throw ZipDirectory.Corrupt(Source, FormattableString.Invariant($"its part '{part.Name}' is compressed by method {part.Method}, which documents do not use")),
        };
    }

    /// <summary>Notes that a part has inflated to so many bytes. A part that is read again counts once.</summary>
    internal void Count(ZipPart part, long inflated)
    {
        var before = _inflated.GetValueOrDefault(part);
        if (inflated <= before) return;
        _inflated[part] = inflated;
        _total = _total > long.MaxValue - (inflated - before) ? long.MaxValue : _total + (inflated - before);
        if (inflated > AlwaysAllowed && inflated / MostGrowth > part.Compressed)
            throw new LongRagException(IngestCodes.DecompressionBomb, FormattableString.Invariant($"'{Source}' is a decompression bomb: its part '{part.Name}' grows to more than {MostGrowth} times its size."));
        if (_total > AlwaysAllowed * AllPartsFactor && _total / MostGrowth > _stream.Length)
            throw new LongRagException(IngestCodes.DecompressionBomb, FormattableString.Invariant($"'{Source}' is a decompression bomb: it grows to more than {MostGrowth} times its size."));
    }
}
