namespace LongRag.Models.Encoders.Onnx;

/// <summary>The tokens of a text, or of a part of it, that the model reads at once; markers are not counted.</summary>
/// <param name="Text">Which text of the call.</param>
/// <param name="Ids">All tokens of that text.</param>
/// <param name="First">Where the window begins.</param>
/// <param name="Count">How many tokens it holds.</param>
internal readonly record struct TokenWindow(int Text, IReadOnlyList<int> Ids, int First, int Count)
{
    /// <summary>The windows of one text: one where it fits or is truncated, else the fewest of nearly equal length that cover it.</summary>
    public static IEnumerable<TokenWindow> Of(int text, IReadOnlyList<int> ids, int capacity, LongText longText)
    {
        if (ids.Count <= capacity || longText == LongText.Truncate)
        {
            yield return new TokenWindow(text, ids, 0, Math.Min(ids.Count, capacity));
            yield break;
        }

        var count = (ids.Count + capacity - 1) / capacity;
        for (var i = 0; i < count; i++)
        {
            var first = (int)((long)ids.Count * i / count);
            yield return new TokenWindow(text, ids, first, (int)((long)ids.Count * (i + 1) / count) - first);
        }
    }

    /// <summary>Batches of windows of like length, longest first. A batch, padded to its longest window, holds at most so many tokens, and at least one window.</summary>
    /// <param name="windows">Sorted by this call.</param>
    /// <param name="markers">Tokens that each window gets in addition.</param>
    /// <param name="batchTokens">Most tokens of a batch.</param>
    public static IEnumerable<ReadOnlyMemory<TokenWindow>> Batches(TokenWindow[] windows, int markers, int batchTokens)
    {
        Array.Sort(windows, static (a, b) => a.Count != b.Count ? b.Count.CompareTo(a.Count) : a.Text != b.Text ? a.Text.CompareTo(b.Text) : a.First.CompareTo(b.First));
        for (var at = 0; at < windows.Length;)
        {
            var size = Math.Clamp(batchTokens / Math.Max(1, windows[at].Count + markers), 1, windows.Length - at);
            yield return windows.AsMemory(at, size);
            at += size;
        }
    }
}
