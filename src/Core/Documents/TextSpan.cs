namespace LongRag;

/// <summary>A half-open range of UTF-16 code units of one document's text.</summary>
/// <param name="Start">First code unit.</param>
/// <param name="End">One past the last code unit; never less than <paramref name="Start"/>.</param>
public readonly record struct TextSpan(int Start, int End)
{
    /// <summary>Number of code units.</summary>
    public int Length => End - Start;

    /// <summary>True where there is nothing in the span.</summary>
    public bool IsEmpty => End <= Start;

    /// <summary>The characters of the span.</summary>
    public string Of(string text) => text[Start..End];

    /// <summary>The characters of the span, without a copy.</summary>
    public ReadOnlySpan<char> In(string text) => text.AsSpan(Start, Length);

    /// <summary>True where <paramref name="other"/> lies wholly inside.</summary>
    public bool Contains(TextSpan other) => Start <= other.Start && other.End <= End;

    /// <summary>True where the two share a code unit.</summary>
    public bool Overlaps(TextSpan other) => Start < other.End && other.Start < End;

    /// <summary>The same range, moved to the right.</summary>
    public TextSpan Shift(int by) => new(Start + by, End + by);

    /// <summary>The same range without the white space at its ends; empty, at <see cref="Start"/>, where it holds nothing else.</summary>
    public TextSpan Trimmed(string text)
    {
        var (start, end) = (Start, End);
        while (end > start && char.IsWhiteSpace(text[end - 1])) end--;
        if (end == start) return new(start, start);
        while (char.IsWhiteSpace(text[start])) start++;
        return new(start, end);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Start}..{End}";
}
