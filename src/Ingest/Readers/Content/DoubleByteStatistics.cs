namespace LongRag.Ingest;

/// <summary>
/// Tells East Asian encodings apart in texts of a few characters, where letter statistics fail: each standard keeps its everyday characters in one row range
/// (JIS X 0208 level 1 and kana, GB 2312 level 1, Big5 level 1, KS X 1001 Hangul), which bytes in another encoding meet only by accident.
/// </summary>
internal static class DoubleByteStatistics
{
    private const double LeastShare = 0.7;
    private const int LeastCharacters = 2;

    /// <summary>Names of the encodings whose everyday rows hold most of the text, best first; empty where none does.</summary>
    public static IEnumerable<string> Guess(ReadOnlySpan<byte> bytes)
    {
        var kana = Share(bytes, lead => lead is 0x82 or 0x83, IsShiftJisLead).Share;
        var eucKana = Share(bytes, lead => lead is 0xA4 or 0xA5, IsEucLead).Share;
        // Hangul first: its range lies inside that of GB 2312, so a text that fits into it would fit into both.
        return new (string Name, (double Share, int Count) Found)[]
        {
            ("shift_jis", Share(bytes, lead => lead is 0x82 or 0x83 or (>= 0x88 and <= 0x97), IsShiftJisLead)),
            ("euc-jp", eucKana > 0.15 ? Share(bytes, lead => lead is 0xA4 or 0xA5 or (>= 0xB0 and <= 0xCF), IsEucLead) : default),
            ("euc-kr", Share(bytes, lead => lead is >= 0xB0 and <= 0xC8, IsEucLead)),
            ("gb18030", kana > 0.3 ? default : Share(bytes, lead => lead is >= 0xB0 and <= 0xD7, IsEucLead)),
            ("big5", kana > 0.3 ? default : Share(bytes, lead => lead is >= 0xA4 and <= 0xC6, lead => lead is >= 0xA1 and <= 0xF9)),
        }.Where(candidate => candidate.Found.Share >= LeastShare && candidate.Found.Count >= LeastCharacters).OrderByDescending(candidate => candidate.Found.Share).Select(candidate => candidate.Name).ToArray();
    }

    private static bool IsShiftJisLead(byte lead) => lead is (>= 0x81 and <= 0x9F) or (>= 0xE0 and <= 0xFC);

    private static bool IsEucLead(byte lead) => lead is >= 0xA1 and <= 0xFE;

    /// <summary>Share of the characters of two bytes whose first byte is an everyday one; a lead byte without a possible second byte counts against.</summary>
    private static (double Share, int Count) Share(ReadOnlySpan<byte> bytes, Func<byte, bool> isEveryday, Func<byte, bool> isLead)
    {
        var (everyday, all) = (0, 0);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] < 0x80) continue;
            all++;
            if (!isLead(bytes[i]) || i + 1 >= bytes.Length || bytes[i + 1] < 0x40) continue;
            // Punctuation rows (A1-A3, 81) are shared by all and say nothing.
            if (bytes[i] is 0x81 or (>= 0xA1 and <= 0xA3)) all--;
            else if (isEveryday(bytes[i])) everyday++;
            i++;
        }

        return (all == 0 ? 0 : (double)everyday / all, everyday);
    }
}
