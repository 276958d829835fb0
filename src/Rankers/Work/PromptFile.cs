using System.Text;

namespace LongRag.Rankers.Work;

/// <summary>A prompt of the folder <c>prompts</c>: what the system says, a line of three dashes, what the user says; or the latter alone.</summary>
internal sealed record PromptFile(string? System, string User)
{
    private const string Divider = "\n---\n";

    public static PromptFile Read(string name)
    {
        using var stream = typeof(PromptFile).Assembly.GetManifestResourceStream($"LongRag.Rankers.prompts.{name}.txt") ?? throw new InvalidOperationException($"There is no prompt '{name}'.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var text = reader.ReadToEnd().ReplaceLineEndings("\n").TrimEnd('\n');
        var at = text.IndexOf(Divider, StringComparison.Ordinal);
        return at < 0 ? new PromptFile(null, text) : new PromptFile(text[..at], text[(at + Divider.Length)..]);
    }

    /// <summary>The template with each <c>{name}</c> replaced, once: what is put in is not looked at again.</summary>
    public static string Fill(string template, params ReadOnlySpan<(string Name, string Value)> values)
    {
        var filled = new StringBuilder(template.Length);
        for (var at = 0; at < template.Length;)
        {
            var open = template.IndexOf('{', at);
            var close = open < 0 ? -1 : template.IndexOf('}', open);
            if (close < 0) return filled.Append(template, at, template.Length - at).ToString();
            filled.Append(template, at, open - at);
            var name = template.AsSpan(open + 1, close - open - 1);
            string? value = null;
            foreach (var (known, text) in values)
                if (name.SequenceEqual(known)) value = text;
            if (value is null) filled.Append('{');
            else filled.Append(value);
            at = value is null ? open + 1 : close + 1;
        }

        return filled.ToString();
    }
}
