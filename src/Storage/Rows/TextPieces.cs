namespace LongRag.Storage;

/// <summary>How a document's text is laid out in rows: pieces that touch, in order, none longer than <see cref="Length"/>.</summary>
internal static class TextPieces
{
    /// <summary>Longest piece in UTF-16 code units: a passage of 256 tokens lies in one or two, and a row stays cheap to read (docs/decisions/storing-text.md).</summary>
    public const int Length = 8192;

    /// <summary>The pieces of <paramref name="text"/>; none for empty text. No surrogate pair is cut.</summary>
    public static IEnumerable<TextSpan> Of(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = Math.Min(start + Length, text.Length);
            if (end < text.Length && char.IsHighSurrogate(text[end - 1])) end--;
            yield return new TextSpan(start, end);
            start = end;
        }
    }

    /// <summary>The text that the pieces make.</summary>
    public static string Join(IReadOnlyList<string> pieces) => pieces.Count == 1 ? pieces[0] : string.Concat(pieces);
}
