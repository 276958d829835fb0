using System.Globalization;
using System.IO.Compression;
using System.Text;
using LongRag.Ingest.Tests.Readers;

namespace LongRag.Ingest.Tests.Fuzz;

/// <summary>Changes files by chance, from a seed: their bytes, and what lies compressed inside of them, where a change of the outer bytes would only break a checksum.</summary>
internal static class Mutation
{
    private const int MostChanges = 4;

    // Small files stay small, however often a block is doubled.
    private const int MostBytes = 4 * 1024 * 1024;

    // Around the bounds of the types in which parsers count, and far beyond.
    private static readonly string[] Numbers = ["0", "-1", "1", "2", "127", "255", "256", "65535", "65536", "2147483647", "2147483648", "-2147483648", "4294967295", "4294967296", "9223372036854775807", "99999999999999999999", "1e308", "0.0000001", "NaN"];

    private static readonly byte[] StreamStart = "stream"u8.ToArray();
    private static readonly byte[] StreamEnd = "endstream"u8.ToArray();

    /// <summary>A mutant of a file; the same one for the same seed.</summary>
    public static byte[] Of(byte[] whole, int seed)
    {
        if (whole.Length == 0) return whole;
        var random = new Random(seed);
        var isInside = random.Next(4) > 0;
        if (isInside && whole.AsSpan().StartsWith("PK"u8)) return InsideZip(whole, random) ?? Changed(whole, random);
        if (isInside && whole.AsSpan().StartsWith("%PDF"u8) && random.Next(2) == 0) return InsidePdf(whole, random) ?? Changed(whole, random);
        return Changed(whole, random);
    }

    private static byte[] Changed(byte[] bytes, Random random)
    {
        for (var i = random.Next(1, MostChanges + 1); i > 0 && bytes.Length > 0; i--) bytes = ChangedOnce(bytes, random);
        return bytes;
    }

    private static byte[] ChangedOnce(byte[] bytes, Random random)
    {
        var at = random.Next(bytes.Length);
        var length = random.Next(1, bytes.Length - at + 1);
        switch (random.Next(8))
        {
            case 0: return Flipped(bytes, random);
            case 1 or 2: return WithNumber(bytes, at, random);
            case 3: return Inserted(bytes, at, random);
            case 4 when bytes.Length + length < MostBytes: return [.. bytes[..(at + length)], .. bytes[at..]];
            case 5: return [.. bytes[..at], .. bytes[(at + length)..]];
            case 6: return Moved(bytes, at, length, random);
            default: return Damage.Bytes(bytes, random.Next());
        }
    }

    private static byte[] Flipped(byte[] bytes, Random random)
    {
        var flipped = (byte[])bytes.Clone();
        for (var i = random.Next(1, 17); i > 0; i--) flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
        return flipped;
    }

    /// <summary>Another number in the place of the next one written in digits.</summary>
    private static byte[] WithNumber(byte[] bytes, int from, Random random)
    {
        var start = bytes.AsSpan(from).IndexOfAnyInRange((byte)'0', (byte)'9');
        if (start < 0) return Flipped(bytes, random);
        start += from;
        var end = start;
        while (end < bytes.Length && char.IsAsciiDigit((char)bytes[end])) end++;
        var number = random.Next(3) == 0 ? random.Next().ToString(CultureInfo.InvariantCulture) : Numbers[random.Next(Numbers.Length)];
        return [.. bytes[..start], .. Encoding.ASCII.GetBytes(number), .. bytes[end..]];
    }

    private static byte[] Inserted(byte[] bytes, int at, Random random)
    {
        var inserted = new byte[random.Next(1, 65)];
        random.NextBytes(inserted);
        return [.. bytes[..at], .. inserted, .. bytes[at..]];
    }

    /// <summary>A block written over another place.</summary>
    private static byte[] Moved(byte[] bytes, int at, int length, Random random)
    {
        var moved = (byte[])bytes.Clone();
        var to = random.Next(bytes.Length);
        bytes.AsSpan(at, Math.Min(length, bytes.Length - to)).CopyTo(moved.AsSpan(to));
        return moved;
    }

    /// <summary>A sound container with a part that is not: changed, missing, empty, doubled, or in the place of another. Null where it cannot be opened.</summary>
    private static byte[]? InsideZip(byte[] whole, Random random)
    {
        if (PartsOf(whole) is not { Count: > 0 } parts) return null;
        var at = random.Next(parts.Count);
        var (name, content) = parts[at];
        switch (random.Next(8))
        {
            case 0: parts.RemoveAt(at); break;
            case 1: parts[at] = (name, []); break;
            case 2: parts.Add((name, Changed(content, random))); break;
            case 3: parts[at] = (name, parts[random.Next(parts.Count)].Content); break;
            default: parts[at] = (name, Changed(content, random)); break;
        }

        var zip = new RawZip();
        foreach (var part in parts) zip.Add(part.Name, part.Content);
        return zip.Finish();
    }

    private static List<(string Name, byte[] Content)>? PartsOf(byte[] whole)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(whole), ZipArchiveMode.Read);
            var parts = new List<(string, byte[])>();
            foreach (var entry in archive.Entries)
            {
                using var content = new MemoryStream();
                using (var stream = entry.Open()) stream.CopyTo(content);
                parts.Add((entry.FullName, content.ToArray()));
            }

            return parts;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>A change in what a compressed stream holds. Null where the stream that chance chose is none that can be inflated.</summary>
    private static byte[]? InsidePdf(byte[] whole, Random random)
    {
        var from = random.Next(whole.Length);
        var found = whole.AsSpan(from).IndexOf(StreamStart);
        if (found < 0) return null;
        var start = from + found + StreamStart.Length;
        while (start < whole.Length && whole[start] is (byte)'\r' or (byte)'\n') start++;
        var length = whole.AsSpan(start).IndexOf(StreamEnd);
        if (length <= 0 || Inflated(whole.AsSpan(start, length).ToArray()) is not { Length: > 0 } content) return null;
        var changed = Deflated(Changed(content, random));

        // What is shorter is filled up, so that all offsets stay right.
        return [.. whole[..start], .. changed, .. new byte[Math.Max(0, length - changed.Length)], .. whole[(start + length)..]];
    }

    private static byte[]? Inflated(byte[] compressed)
    {
        try
        {
            using var content = new MemoryStream();
            using var inflating = new ZLibStream(new MemoryStream(compressed), CompressionMode.Decompress);
            inflating.CopyTo(content);
            return content.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static byte[] Deflated(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var deflating = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true)) deflating.Write(content);
        return compressed.ToArray();
    }
}
