using System.Text;

namespace LongRag.Ingest;

/// <summary>From the name of a character set, as documents and detectors write it, to an encoding. Names that the web uses for a superset get the superset (WHATWG Encoding Standard, §4.2).</summary>
internal static class EncodingLabels
{
    static EncodingLabels() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The encoding, throwing on invalid bytes; null for an unknown name.</summary>
    public static Encoding? Find(string label)
    {
        var codePage = label.Trim().ToLowerInvariant() switch
        {
            "utf-8" or "utf8" or "unicode-1-1-utf-8" => 65001,
            "ascii" or "us-ascii" or "iso-8859-1" or "iso8859-1" or "latin1" or "latin-1" or "windows-1252" or "cp1252" or "x-cp1252" => 1252,
            "iso-8859-9" or "latin5" or "windows-1254" => 1254,
            "shift_jis" or "shift-jis" or "sjis" or "x-sjis" or "ms_kanji" or "windows-31j" or "cp932" or "csshiftjis" => 932,
            "gb2312" or "gb_2312-80" or "gbk" or "x-gbk" or "gb18030" or "hz-gb-2312" or "cp936" => 54936,
            "big5" or "big5-hkscs" or "cn-big5" or "x-x-big5" or "cp950" => 950,
            "euc-kr" or "ks_c_5601-1987" or "ksc5601" or "windows-949" or "uhc" or "cp949" => 949,
            "euc-jp" or "x-euc-jp" => 51932,
            "iso-2022-jp" => 50220,
            "utf-16" or "utf-16le" => 1200,
            "utf-16be" => 1201,
            "utf-32" or "utf-32le" => 12000,
            "utf-32be" => 12001,
            _ => 0,
        };
        try
        {
            return codePage != 0
                ? Encoding.GetEncoding(codePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
                : Encoding.GetEncoding(label.Trim(), EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
