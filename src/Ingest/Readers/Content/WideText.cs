using System.Buffers.Binary;
using System.Globalization;

namespace LongRag.Ingest;

/// <summary>
/// Finds UTF-16 without a byte order mark, in any script. Read byte by byte such text is full of control characters, which no text of bytes has; read in the right order of bytes
/// it consists of letters of few scripts, in the wrong order (and in binary data) of characters from everywhere.
/// </summary>
internal static class WideText
{
    private const int MostBytes = 64 * 1024;
    private const double LeastControls = 0.002;
    private const double LeastPlausible = 0.97;

    // Ideographs have many bytes above 0x7F, kana a few. Where none are, the bytes are ASCII with something odd in between.
    private const double LeastHigh = 0.05;

    /// <summary>Code page of the text, 1200 or 1201; 0 where it is no such text.</summary>
    public static int CodePageOf(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..Math.Min(bytes.Length, MostBytes)];
        var (controls, high) = (0, 0);
        foreach (var b in bytes)
        {
            if (b < 0x20 && b is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f' or 0x1B)) controls++;
            if (b >= 0x80) high++;
        }

        if (bytes.Length < 4 || controls < bytes.Length * LeastControls) return 0;
        var (little, big) = (Score(bytes, high, isBig: false), Score(bytes, high, isBig: true));
        return Math.Max(little, big) <= 0 ? 0 : little >= big ? 1200 : 1201;
    }

    /// <summary>How much the units look like text: share of characters of the two most used scripts, 0 where the rest is too much.</summary>
    private static double Score(ReadOnlySpan<byte> bytes, int high, bool isBig)
    {
        Span<int> scripts = stackalloc int[(int)Script.Count];
        var units = bytes.Length / 2;
        for (var i = 0; i < units; i++)
        {
            var pair = bytes.Slice(2 * i, 2);
            var unit = (char)(isBig ? BinaryPrimitives.ReadUInt16BigEndian(pair) : BinaryPrimitives.ReadUInt16LittleEndian(pair));
            scripts[(int)Of(unit)]++;
        }

        var neutral = scripts[(int)Script.Neutral];
        var ideographs = scripts[(int)Script.Ideographs];
        var plausible = units - scripts[(int)Script.None];
        if (plausible < units * LeastPlausible || ideographs > units / 2 && high < bytes.Length * LeastHigh || neutral == units) return 0;
        if (Math.Min(ideographs, scripts[(int)Script.Hangul]) * 10 > units) return 0;
        scripts[(int)Script.None] = scripts[(int)Script.Neutral] = 0;
        scripts.Sort();
        return (double)(neutral + scripts[^1] + scripts[^2]) / units is var share && share >= LeastPlausible - 0.07 ? share + (double)neutral / units : 0;
    }

    private static Script Of(char unit) => unit switch
    {
        '\t' or '\n' or '\r' or '\f' or (>= ' ' and <= '@') or (>= '\u00a0' and <= '\u00bf') or (>= '\u2010' and <= '\u2027') or (>= '\u3000' and <= '\u3011') or (>= '\uff01' and <= '\uff1f') => Script.Neutral,
        < ' ' or (>= '\u007f' and < '\u00a0') => Script.None,
        < '\u0250' => Script.Latin,
        >= '\u0370' and < '\u0400' => Script.Greek,
        >= '\u0400' and < '\u0530' => Script.Cyrillic,
        >= '\u0530' and < '\u0590' => Script.Armenian,
        >= '\u0590' and < '\u0600' => Script.Hebrew,
        >= '\u0600' and < '\u0700' => Script.Arabic,
        >= '\u0900' and < '\u0e00' => Script.Indic,
        >= '\u0e00' and < '\u0f00' => Script.Thai,
        >= '\u10a0' and < '\u1100' => Script.Georgian,
        >= '\u1e00' and < '\u2000' => Script.Latin,
        >= '\u3041' and < '\u3100' => Script.Ideographs,
        >= '\u4e00' and < '\ua000' => Script.Ideographs,
        >= '\uac00' and < '\ud7a4' => Script.Hangul,
        >= '\uff20' and < '\uff5f' => Script.Latin,
        >= '\u2028' and < '\u3000' => char.GetUnicodeCategory(unit) is UnicodeCategory.OtherNotAssigned or UnicodeCategory.Format ? Script.None : Script.Symbols,
        _ => Script.None,
    };

    private enum Script
    {
        None,
        Neutral,
        Latin,
        Greek,
        Cyrillic,
        Armenian,
        Hebrew,
        Arabic,
        Indic,
        Thai,
        Georgian,
        Ideographs,
        Hangul,
        Symbols,
        Count,
    }
}
