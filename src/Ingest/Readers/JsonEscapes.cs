namespace LongRag.Ingest;

/// <summary>Escapes in JSON strings that stand for no character: NUL, and one half of a surrogate pair. They parse, but fail later, where the string is taken or stored.</summary>
internal static class JsonEscapes
{
    private const int Length = 6;

    /// <summary>The same JSON with each such escape replaced by <c>\ufffd</c>; the given memory where there is none.</summary>
    public static ReadOnlyMemory<byte> Repaired(ReadOnlyMemory<byte> json)
    {
        if (json.Span.IndexOf("\\u0000"u8) < 0 && json.Span.IndexOf("\\ud"u8) < 0 && json.Span.IndexOf("\\uD"u8) < 0) return json;
        var copy = json.ToArray();
        for (var i = 0; i + 1 < copy.Length; i++)
        {
            if (copy[i] != (byte)'\\') continue;
            var unit = UnitAt(copy, i);
            if (unit is >= 0xD800 and <= 0xDBFF && UnitAt(copy, i + Length) is >= 0xDC00 and <= 0xDFFF)
            {
                i += 2 * Length - 1;
                continue;
            }

            if (unit is 0 or (>= 0xD800 and <= 0xDFFF)) "\\ufffd"u8.CopyTo(copy.AsSpan(i));
            // The character behind a backslash belongs to it: in "\\\\u0000" nothing is escaped but the backslash.
            i++;
        }

        return copy;
    }

    /// <summary>The code unit of a <c>\u</c> escape; -1 where there is none.</summary>
    private static int UnitAt(byte[] json, int at) =>
        at + Length <= json.Length && json[at] == (byte)'\\' && json[at + 1] == (byte)'u'
        && int.TryParse(json.AsSpan(at + 2, 4), System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture, out var unit) ? unit : -1;
}
