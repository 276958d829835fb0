namespace LongRag.Ingest;

/// <summary>Letters and signs behind the codes of the old symbol fonts, which Office keeps at U+F000 to U+F0FF.</summary>
internal static class SymbolText
{
    public const char FirstPrivate = '\uf000';
    public const char LastPrivate = '\uf0ff';

    // Adobe's encoding of the font Symbol, 0x21 to 0x7e.
    private const string Symbol = "!∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧ∆ΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼";

    // 0xa1 to 0xfe, where a blank has no sign that text has.
    private const string SymbolUpper = "ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…  ↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈   ∑";

    /// <summary>The sign of a <c>w:sym</c>; NUL where it is a drawing.</summary>
    public static char Of(string font, int code)
    {
        code = code >= FirstPrivate ? code - FirstPrivate : code;
        if (font.StartsWith("Wingdings", StringComparison.OrdinalIgnoreCase)) return OfWingdings(code);
        if (!font.Equals("Symbol", StringComparison.OrdinalIgnoreCase)) return code is >= 0x20 and <= 0x7e ? (char)code : '\0';
        var sign = code is > 0x20 and <= 0x7e ? Symbol[code - 0x21] : code >= 0xa1 && code - 0xa1 < SymbolUpper.Length ? SymbolUpper[code - 0xa1] : ' ';
        return sign == ' ' && code != 0x20 ? '\0' : sign;
    }

    /// <summary>What a character of running text shows: codes of a symbol font are bullets and bars, and nothing that text has; all others stay.</summary>
    public static char OfPrivate(char c) => c is >= FirstPrivate and <= LastPrivate ? '\0' : c;

    private static char OfWingdings(int code) => code switch
    {
        0x6f or 0x71 or 0xa8 => '☐',
        0x78 or 0xfd or 0xfb => '☒',
        0xfe => '☑',
        0xfc => '✓',
        0xe0 => '→',
        0xdf => '←',
        _ => '\0',
    };
}
