namespace LongRag.Ingest;

/// <summary>Tells pairs of Cyrillic code pages apart that share nearly all their letters, where letter statistics cannot.</summary>
internal static class CyrillicPages
{
    /// <summary>The better page of the pair that <paramref name="name"/> belongs to, or the name itself.</summary>
    public static string Refine(string name, ReadOnlySpan<byte> bytes) => name switch
    {
        "koi8-r" => HasUkrainianLetters(bytes) ? "koi8-u" : name,
        "windows-1251" or "x-mac-cyrillic" => CountMacintosh(bytes) switch { > 0 => "x-mac-cyrillic", < 0 => "windows-1251", _ => name },
        _ => name,
    };

    /// <summary>KOI8-U puts і, ї, є and ґ where KOI8-R has frames: inside of a word they are letters.</summary>
    private static bool HasUkrainianLetters(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] is not (0xA4 or 0xA6 or 0xA7 or 0xAD or 0xB4 or 0xB6 or 0xB7 or 0xBD)) continue;
            if (i > 0 && bytes[i - 1] >= 0xC0 || i + 1 < bytes.Length && bytes[i + 1] >= 0xC0) return true;
        }

        return false;
    }

    /// <summary>
    /// Both pages have а to ю at E0-FE. Windows has я at FF and its capitals at C0-DF, Macintosh has я at DF and its capitals at 80-9F. Above 0 for Macintosh, below 0 for Windows.
    /// </summary>
    private static int CountMacintosh(ReadOnlySpan<byte> bytes)
    {
        var count = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            var (before, after) = (i == 0 ? (byte)' ' : bytes[i - 1], i + 1 == bytes.Length ? (byte)' ' : bytes[i + 1]);
            if (bytes[i] == 0xDF && before >= 0xE0) count++;
            else if (bytes[i] == 0xFF && before >= 0xE0) count--;
            else if (bytes[i] is >= 0x80 and < 0x90 && before < 0x80 && after >= 0xE0) count++;
            else if (bytes[i] is >= 0xC0 and < 0xDF && before < 0x80 && after >= 0xE0) count--;
        }

        return count;
    }
}
