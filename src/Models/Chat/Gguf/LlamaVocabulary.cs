using System.Text;
using LLama.Native;

namespace LongRag.Models.Chat.Gguf;

/// <summary>A loaded model's tokens. Thread-safe.</summary>
internal sealed class LlamaVocabulary
{
    private const char Apart = '\u200B';

    private readonly SafeLlamaModelHandle _model;
    private readonly SafeLlamaModelHandle.Vocabulary _vocabulary;
    private readonly Lazy<string[]> _marks;

    public LlamaVocabulary(SafeLlamaModelHandle model)
    {
        (_model, _vocabulary) = (model, model.Vocab);
        _marks = new Lazy<string[]>(Marks);
    }

    public int Size => _vocabulary.Count;

    /// <summary>Tokens of plain text: nothing in it is a mark of the model's.</summary>
    public LLamaToken[] Plain(string text, bool isBeginning) => text.Length == 0 ? Beginning(isBeginning) : _model.Tokenize(text, isBeginning && _vocabulary.ShouldAddBOS, special: false, Encoding.UTF8);

    /// <summary>Tokens of a rendered chat, whose marks are marks.</summary>
    public LLamaToken[] Rendered(string text) => _model.Tokenize(text, _vocabulary.ShouldAddBOS, special: true, Encoding.UTF8);

    /// <summary>The text with the model's marks in it broken apart, so that a document cannot end its own message and begin another.</summary>
    public string Harmless(string text)
    {
        foreach (var mark in _marks.Value)
            if (text.Contains(mark, StringComparison.Ordinal)) text = text.Replace(mark, mark[..1] + Apart + mark[1..], StringComparison.Ordinal);
        return text;
    }

    /// <summary>Whether an answer ends with this token.</summary>
    public bool IsEnd(LLamaToken token) => token.IsEndOfGeneration(_vocabulary);

    /// <summary>The bytes that a token stands for; of a mark none, unless they are wanted.</summary>
    public byte[] Bytes(LLamaToken token, bool withMarks = false)
    {
        Span<byte> span = stackalloc byte[128];
        var length = (int)_model.TokenToSpan(token, span, 0, withMarks);
        if (length <= span.Length) return span[..length].ToArray();
        var bytes = new byte[length];
        _model.TokenToSpan(token, bytes, 0, withMarks);
        return bytes;
    }

    private LLamaToken[] Beginning(bool isBeginning) => isBeginning && (_vocabulary.BOS ?? _vocabulary.EOS) is { } first ? [first] : [];

    private string[] Marks()
    {
        var marks = new List<string>();
        for (var token = 0; token < Size; token++)
        {
            if (!((LLamaToken)token).IsControl(_vocabulary)) continue;
            var text = Encoding.UTF8.GetString(Bytes(token, withMarks: true));
            if (text.Length > 1) marks.Add(text);
        }

        return [.. marks];
    }
}
