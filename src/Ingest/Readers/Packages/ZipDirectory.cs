using System.Buffers.Binary;
using System.Text;

namespace LongRag.Ingest;

/// <summary>
/// Reads the directory at the end of a zip container (PKWARE APPNOTE 4.3.12 to 4.3.16, zip64 included). The framework's <c>ZipArchive</c> hides where parts lie, cuts them at the size they claim
/// and believes the number of entries, so the checks against hostile containers need a reader of their own. Throws <c>corrupt_archive</c> and <c>decompression_bomb</c>.
/// </summary>
internal static class ZipDirectory
{
    /// <summary>Most entries a container may have. A presentation of 3,000 slides has about 15,000.</summary>
    public const int MostEntries = 100_000;

    // 160 bytes for each of the entries allowed and some more: names of books and slides have 30 to 80.
    private const int MostDirectoryBytes = 32 * 1024 * 1024;

    private const int EndRecordBytes = 22;
    private const int MostCommentBytes = ushort.MaxValue;
    private const int Zip64LocatorBytes = 20;
    private const int Zip64RecordBytes = 56;
    private const int EntryBytes = 46;
    private const int LocalHeaderBytes = 30;
    private const uint EndSignature = 0x06054b50;
    private const uint Zip64LocatorSignature = 0x07064b50;
    private const uint Zip64RecordSignature = 0x06064b50;
    private const uint EntrySignature = 0x02014b50;
    private const ushort Zip64Extra = 1;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>The parts in the order of the directory, folders left out. The stream must be seekable; its position is changed.</summary>
    public static IReadOnlyList<ZipPart> Read(Stream stream, string source)
    {
        var (count, size, at, shift) = FindDirectory(stream, source);
        if (count > MostEntries || size > MostDirectoryBytes) throw new LongRagException(IngestCodes.DecompressionBomb, FormattableString.Invariant($"'{source}' lists {count} parts; {MostEntries} are the most a container may have."));
        if (size < count * EntryBytes) throw Corrupt(source, "its directory is cut");
        var directory = new byte[size];
        stream.Position = at;
        stream.ReadExactly(directory);
        var parts = new List<ZipPart>((int)count);
        var next = 0;
        for (var i = 0; i < count; i++)
        {
            if (directory.Length - next < EntryBytes || U32(directory, next) != EntrySignature) throw Corrupt(source, "its directory is damaged");
            var (name, extra, comment) = (U16(directory, next + 28), U16(directory, next + 30), U16(directory, next + 32));
            if (directory.Length - next < EntryBytes + name + extra + comment) throw Corrupt(source, "its directory is damaged");
            var part = Entry(directory.AsSpan(next, EntryBytes + name + extra), name, shift, source);
            next += EntryBytes + name + extra + comment;
            if (part.HeaderAt < 0 || part.Compressed < 0 || part.Declared < 0 || part.HeaderAt > at - part.Compressed - LocalHeaderBytes) throw Corrupt(source, $"its part '{part.Name}' lies outside of the file");
            if (!part.Name.EndsWith('/')) parts.Add(part);
        }

        CheckOverlaps(parts, source);
        return parts;
    }

    private static (long Count, long Size, long At, long Shift) FindDirectory(Stream stream, string source)
    {
        var length = stream.Length;
        var tail = new byte[Math.Min(length, EndRecordBytes + MostCommentBytes)];
        stream.Position = length - tail.Length;
        stream.ReadExactly(tail);
        var end = tail.Length < EndRecordBytes ? -1 : tail.AsSpan(0, tail.Length - EndRecordBytes + 4).LastIndexOf("PK\u0005\u0006"u8);
        if (end < 0) throw Corrupt(source, "its directory is missing, so the file is cut or damaged");
        var endAt = length - tail.Length + end;
        var (count, size, at) = ((long)U16(tail, end + 10), (long)U32(tail, end + 12), (long)U32(tail, end + 16));
        if (count == ushort.MaxValue || size == uint.MaxValue || at == uint.MaxValue) (count, size, at, endAt) = Zip64(stream, endAt, source) ?? (count, size, at, endAt);
        if (count < 0 || size < 0 || at < 0 || size > endAt) throw Corrupt(source, "its directory lies outside of the file");

        // Bytes put in front of a container (a self-extractor, a mail header) move everything that it says by their number.
        var shift = endAt - size - at;
        if (shift < 0) throw Corrupt(source, "its directory lies outside of the file");
        if (shift > 0 && count > 0 && IsEntryAt(stream, at)) shift = 0;
        return (count, size, at + shift, shift);
    }

    private static (long Count, long Size, long At, long End)? Zip64(Stream stream, long endAt, string source)
    {
        var locator = new byte[Zip64LocatorBytes];
        if (endAt < Zip64LocatorBytes) return null;
        stream.Position = endAt - Zip64LocatorBytes;
        stream.ReadExactly(locator);
        if (U32(locator, 0) != Zip64LocatorSignature) return null;
        var recordAt = BinaryPrimitives.ReadInt64LittleEndian(locator.AsSpan(8));
        if (recordAt < 0 || recordAt > endAt - Zip64LocatorBytes - Zip64RecordBytes) throw Corrupt(source, "its directory lies outside of the file");
        var record = new byte[Zip64RecordBytes];
        stream.Position = recordAt;
        stream.ReadExactly(record);
        if (U32(record, 0) != Zip64RecordSignature) throw Corrupt(source, "its directory is damaged");
        return (I64(record, 32), I64(record, 40), I64(record, 48), recordAt);
    }

    private static bool IsEntryAt(Stream stream, long at)
    {
        Span<byte> signature = stackalloc byte[4];
        stream.Position = at;
        return stream.ReadAtLeast(signature, signature.Length, throwOnEndOfStream: false) == signature.Length && BinaryPrimitives.ReadUInt32LittleEndian(signature) == EntrySignature;
    }

    private static ZipPart Entry(ReadOnlySpan<byte> entry, int nameLength, long shift, string source)
    {
        var (flags, method) = (U16(entry, 8), U16(entry, 10));
        var (compressed, declared, headerAt) = ((long)U32(entry, 20), (long)U32(entry, 24), (long)U32(entry, 42));
        for (var extra = entry[(EntryBytes + nameLength)..]; extra.Length >= 4;)
        {
            var length = Math.Min(U16(extra, 2), extra.Length - 4);
            if (U16(extra, 0) == Zip64Extra)
            {
                var values = extra.Slice(4, length);
                if (declared == uint.MaxValue) declared = Take(ref values, declared);
                if (compressed == uint.MaxValue) compressed = Take(ref values, compressed);
                if (headerAt == uint.MaxValue) headerAt = Take(ref values, headerAt);
            }

            extra = extra[(4 + length)..];
        }

        var name = Name(entry.Slice(EntryBytes, nameLength), source);
        return new ZipPart(name, method, (flags & 1) != 0, compressed, declared, U32(entry, 16), headerAt < 0 || headerAt > long.MaxValue - shift ? -1 : headerAt + shift);
    }

    private static long Take(ref ReadOnlySpan<byte> values, long otherwise)
    {
        if (values.Length < sizeof(long)) return otherwise;
        var value = BinaryPrimitives.ReadInt64LittleEndian(values);
        values = values[sizeof(long)..];
        return value;
    }

    /// <summary>The name with slashes; refuses one that leads out of the container, as no honest writer makes it.</summary>
    private static string Name(ReadOnlySpan<byte> bytes, string source)
    {
        string name;
        try
        {
            name = StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            // The old default is a code page that nobody can tell from others; the bytes at least stay apart.
            name = Encoding.Latin1.GetString(bytes);
        }

        name = name.Replace('\\', '/');
        var climbs = name.StartsWith('/') || name is [_, ':', ..] || name.Contains('\0', StringComparison.Ordinal) || name.Split('/').Contains("..");
        return climbs ? throw Corrupt(source, $"the name of its part '{CleanText.Of(BlockWriter.OneLine(name), out _)}' leads out of the container") : name;
    }

    /// <summary>Parts that share bytes are how a small file inflates to terabytes without a suspicious ratio (D. Fifield, "A better zip bomb", WOOT 2019).</summary>
    private static void CheckOverlaps(List<ZipPart> parts, string source)
    {
        ZipPart? before = null;
        foreach (var part in parts.OrderBy(part => part.HeaderAt))
        {
            if (before is not null && part.HeaderAt < before.HeaderAt + LocalHeaderBytes + before.Compressed)
                throw new LongRagException(IngestCodes.DecompressionBomb, $"'{source}' has parts that overlap ('{before.Name}' and '{part.Name}'), as only a decompression bomb has.");
            before = part;
        }
    }

    public static LongRagException Corrupt(string source, string why, Exception? inner = null) => new(IngestCodes.CorruptArchive, $"'{source}' cannot be opened as a zip container: {why}.", inner);

    private static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long I64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);
}
