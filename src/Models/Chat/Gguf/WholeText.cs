using System.Text;

namespace LongRag.Models.Chat.Gguf;

/// <summary>Makes text of the bytes of tokens. What is not whole yet is held back: half a character, or the beginning of what would end the answer. Not thread-safe.</summary>
/// <param name="stops">Texts that end the answer and do not belong to it.</param>
internal sealed class WholeText(IReadOnlyList<string> stops)
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StoppedText _text = new(stops);

    /// <summary>Whether one of the stops has come.</summary>
    public bool IsStopped => _text.IsStopped;

    /// <summary>Adds the bytes of a token; returns what can be given away.</summary>
    public string Add(ReadOnlySpan<byte> bytes) => _text.Add(Decode(bytes, flush: false));

    /// <summary>The rest, at the end: half a character becomes U+FFFD.</summary>
    public string End() => _text.End(Decode([], flush: true));

    private char[] Decode(ReadOnlySpan<byte> bytes, bool flush)
    {
        var characters = new char[_decoder.GetCharCount(bytes, flush)];
        var count = _decoder.GetChars(bytes, characters, flush);
        return characters[..count];
    }
}
