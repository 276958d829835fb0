using System.Buffers;

namespace LongRag.Evaluation;

/// <summary>The fields of a line, parted by the white space of C's isspace; other blanks, such as U+00A0, are part of a field.</summary>
internal ref struct LineFields(ReadOnlySpan<char> line)
{
    private static readonly SearchValues<char> Blanks = SearchValues.Create(" \t\r\v\f");

    private ReadOnlySpan<char> _rest = line;

    public static bool HasBlank(string text) => text.AsSpan().ContainsAny(Blanks) || text.Contains('\n', StringComparison.Ordinal);

    /// <summary>The next field; empty after the last.</summary>
    public ReadOnlySpan<char> Next()
    {
        var start = _rest.IndexOfAnyExcept(Blanks);
        if (start < 0) return _rest = default;
        _rest = _rest[start..];
        var end = _rest.IndexOfAny(Blanks);
        var field = end < 0 ? _rest : _rest[..end];
        _rest = _rest[field.Length..];
        return field;
    }
}
