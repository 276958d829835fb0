using System.Text;

namespace LongRag.Models.Chat.Gguf;

/// <summary>Makes text of the bytes of tokens. What is not whole yet is held back: half a character, or the beginning of what would end the answer. Not thread-safe.</summary>
/// <param name="stops">Texts that end the answer and do not belong to it.</param>
internal sealed class WholeText(IReadOnlyList<string> stops)
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _held = new();

    /// <summary>Whether one of the stops has come.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Adds the bytes of a token; returns what can be given away.</summary>
    public string Add(ReadOnlySpan<byte> bytes)
    {
        Decode(bytes, flush: false);
        return Take(all: false);
    }

    /// <summary>The rest, at the end: half a character becomes U+FFFD.</summary>
    public string End()
    {
        Decode([], flush: true);
        return Take(all: true);
    }

    private void Decode(ReadOnlySpan<byte> bytes, bool flush)
    {
        var characters = new char[_decoder.GetCharCount(bytes, flush)];
        var count = _decoder.GetChars(bytes, characters, flush);
        _held.Append(characters.AsSpan(0, count));
    }

    private string Take(bool all)
    {
        if (IsStopped || _held.Length == 0) return "";
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
