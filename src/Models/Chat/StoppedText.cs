using System.Text;

namespace LongRag.Models.Chat;

/// <summary>Ends a text that comes in pieces where a stop comes. What could be the beginning of one is held back. Not thread-safe.</summary>
/// <param name="stops">Texts that end the answer and do not belong to it.</param>
internal sealed class StoppedText(IReadOnlyList<string> stops)
{
    private readonly StringBuilder _held = new();

    /// <summary>Whether one of the stops has come.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Adds a piece; returns what can be given away.</summary>
    public string Add(ReadOnlySpan<char> piece) => Take(piece, all: false);

    /// <summary>The rest, behind a last piece.</summary>
    public string End(ReadOnlySpan<char> piece = default) => Take(piece, all: true);

    private string Take(ReadOnlySpan<char> piece, bool all)
    {
        if (IsStopped) return "";
        _held.Append(piece);
        var text = _held.ToString();
        var end = text.Length;
        foreach (var stop in stops)
        {
            if (stop.Length > 0 && text.IndexOf(stop, StringComparison.Ordinal) is >= 0 and var at && at < end) (end, IsStopped) = (at, true);
        }

        if (!IsStopped && !all) end -= stops.Count == 0 ? 0 : stops.Max(stop => Beginning(text, stop));
        _held.Remove(0, end);
        return text[..end];
    }

    /// <summary>How much of the end of a text could be the beginning of a stop.</summary>
    private static int Beginning(string text, string stop)
    {
        for (var length = Math.Min(stop.Length - 1, text.Length); length > 0; length--)
            if (text.AsSpan(text.Length - length).SequenceEqual(stop.AsSpan(0, length))) return length;
        return 0;
    }
}
