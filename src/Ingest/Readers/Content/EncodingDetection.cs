using System.Text;
using UtfUnknown;

namespace LongRag.Ingest;

/// <summary>What a run of bytes was found to be encoded in.</summary>
/// <param name="Encoding">Throws on invalid bytes.</param>
/// <param name="Preamble">Length of the byte order mark.</param>
/// <param name="IsDamaged">True where some bytes are invalid in it; they are to be replaced, and said to be.</param>
internal readonly record struct DetectedEncoding(Encoding Encoding, int Preamble = 0, bool IsDamaged = false);

/// <summary>Finds the encoding of text: byte order mark, UTF-16 by its control characters, UTF-8, what the document declares, then a legacy code page by its letter statistics.</summary>
internal static class EncodingDetection
{
    private const int MostStatistics = 256 * 1024;

    // From here on the letter statistics decide; below, everyday characters of two bytes come first. UTF.Unknown gives 0.5 to windows-1252 where it knows nothing better.
    private const float TrustedConfidence = 0.6f;

    // Below this the letter statistics are little better than a guess.
    private const float LeastConfidence = 0.3f;

    // Invalid bytes in a text with at least this many times as many valid sequences of several bytes are damage, not another encoding.
    private const int ValidPerInvalid = 4;

    private static readonly Encoding Utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

    /// <param name="bytes">The text, or as much of it as is there.</param>
    /// <param name="isWhole">False where the bytes may end inside of a character.</param>
    /// <param name="declared">Name of the character set that the document gives; null for none.</param>
    public static DetectedEncoding Detect(ReadOnlySpan<byte> bytes, bool isWhole, string? declared = null)
    {
        if (ByMark(bytes) is { } marked) return marked;
        var (valid, invalid) = CountUtf8(bytes, isWhole);
        var isUtf8 = valid > 0 && valid >= invalid * ValidPerInvalid;
        if (!isUtf8 && WideText.CodePageOf(bytes) is > 0 and var wide) return new(EncodingLabels.Find(wide == 1200 ? "utf-16" : "utf-16be")!);
        var escapes = bytes.IndexOf("\u001b$"u8) >= 0 || bytes.IndexOf("\u001b(J"u8) >= 0;
        if (invalid == 0 && !escapes) return new(Utf8);
        if (invalid == 0) return new(Decodes("iso-2022-jp", bytes, isWhole) ?? Utf8);
        if (isUtf8) return new(Utf8, IsDamaged: true);
        if (declared is not null && Decodes(declared, bytes, isWhole) is { } trusted && trusted.CodePage != Utf8.CodePage) return new(trusted);
        return ByStatistics(bytes, isWhole) is { } guessed ? new(guessed) : new(Utf8, IsDamaged: true);
    }

    private static DetectedEncoding? ByMark(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, ..] => new(Utf8, 3, CountUtf8(bytes, isWhole: false).Invalid > 0),
        [0xFF, 0xFE, 0, 0, ..] => new(EncodingLabels.Find("utf-32")!, 4),
        [0, 0, 0xFE, 0xFF, ..] => new(EncodingLabels.Find("utf-32be")!, 4),
        [0xFF, 0xFE, ..] => new(EncodingLabels.Find("utf-16")!, 2),
        [0xFE, 0xFF, ..] => new(EncodingLabels.Find("utf-16be")!, 2),
        _ => null,
    };

    private static (int Valid, int Invalid) CountUtf8(ReadOnlySpan<byte> bytes, bool isWhole)
    {
        var (valid, invalid) = (0, 0);
        while (true)
        {
            var ascii = bytes.IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
            if (ascii < 0) return (valid, invalid);
            bytes = bytes[ascii..];
            var status = Rune.DecodeFromUtf8(bytes, out _, out var used);
            if (status == System.Buffers.OperationStatus.Done) valid++;
            else if (status != System.Buffers.OperationStatus.NeedMoreData || isWhole) invalid++;
            bytes = bytes[used..];
        }
    }

    private static Encoding? ByStatistics(ReadOnlySpan<byte> bytes, bool isWhole)
    {
        // English passages around the foreign ones say nothing: statistics begin at the first byte that is not ASCII.
        var first = Math.Max(0, bytes.IndexOfAnyExceptInRange((byte)0, (byte)0x7F) - 256);
        var sample = bytes[first..Math.Min(bytes.Length, first + MostStatistics)].ToArray();
        if (LatinPages.Guess(sample) is { } latin && Decodes(latin, bytes, isWhole) is { } page) return page;
        var found = CharsetDetector.DetectFromBytes(sample).Details.OrderByDescending(d => d.Confidence).ToArray();
        string[] names =
        [
            .. found.Where(d => d.Confidence >= TrustedConfidence).Select(d => d.EncodingName),
            .. DoubleByteStatistics.Guess(sample),
            .. found.Where(d => d.Confidence is >= LeastConfidence and < TrustedConfidence).Select(d => d.EncodingName),
        ];
        foreach (var name in names)
            if (Decodes(CyrillicPages.Refine(name.ToLowerInvariant(), sample), bytes, isWhole) is { } encoding) return encoding;
        return null;
    }

    /// <summary>The encoding of that name if all bytes are valid in it.</summary>
    private static Encoding? Decodes(string label, ReadOnlySpan<byte> bytes, bool isWhole)
    {
        if (EncodingLabels.Find(label) is not { } encoding) return null;
        try
        {
            var decoder = encoding.GetDecoder();
            decoder.GetCharCount(bytes, flush: isWhole);
            return encoding;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
