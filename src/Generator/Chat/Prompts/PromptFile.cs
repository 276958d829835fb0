using System.Text;

namespace LongRag.Generator.Chat;

/// <summary>A prompt that comes with the program: text with places such as {question}. What is put in is not read again, whatever it holds.</summary>
internal sealed class PromptFile
{
    private readonly string _text;

    private PromptFile(string text) => _text = text;

    /// <summary>The file of that name in <c>prompts</c>.</summary>
    public static PromptFile Of(string name)
    {
        using var stream = typeof(PromptFile).Assembly.GetManifestResourceStream($"LongRag.Generator.prompts.{name}.txt") ?? throw new ArgumentException($"There is no prompt '{name}'.", nameof(name));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return new PromptFile(reader.ReadToEnd().ReplaceLineEndings("\n").TrimEnd('\n'));
    }

    /// <summary>The text with every place filled.</summary>
    public string Filled(params IReadOnlyList<(string Place, string Text)> values)
    {
        var filled = new StringBuilder(_text.Length);
        for (var at = 0; at < _text.Length;)
        {
            var (place, text) = _text[at] == '{' ? values.FirstOrDefault(value => string.CompareOrdinal(_text, at, value.Place, 0, value.Place.Length) == 0) : default;
            filled.Append(text ?? _text.AsSpan(at, 1));
            at += place?.Length ?? 1;
        }

        return filled.ToString();
    }
}
