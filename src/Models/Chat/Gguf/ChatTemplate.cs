using System.Text;
using System.Text.RegularExpressions;
using LLama;
using Microsoft.Extensions.AI;

namespace LongRag.Models.Chat.Gguf;

/// <summary>
/// Writes a chat as the model was taught to read it. llama.cpp knows the families of templates by their marks and does not run them; what a template says where no system message is given is read from it here.
/// </summary>
/// <param name="template">The file's; null for ChatML.</param>
/// <param name="unsupported">Makes the error of a template that llama.cpp does not know.</param>
internal sealed partial class ChatTemplate(string? template, Func<string, Exception?, LongRagException> unsupported)
{
    private readonly string _defaultSystem = DefaultSystem(template);

    /// <summary>The text whose continuation is the answer.</summary>
    /// <exception cref="LongRagException"><c>unsupported_model</c>.</exception>
    public string Render(IReadOnlyList<(string Role, string Text)> messages)
    {
        // Whoever touches llama.cpp first decides who listens to it.
        LlamaLibrary.Open();
        try
        {
            var writer = new LLamaTemplate(template ?? "chatml") { AddAssistant = true };
            foreach (var (role, text) in messages) writer.Add(role, text);
            var rendered = Encoding.UTF8.GetString(writer.Apply());
            return messages.Count > 0 && messages[0].Role == ChatRole.System.Value ? rendered : _defaultSystem + rendered;
        }
        catch (Exception e) when (e is not (LongRagException or OutOfMemoryException))
        {
            throw unsupported("llama.cpp does not know its chat template", e);
        }
    }

    private static string DefaultSystem(string? template)
    {
        if (template is null || SystemWhereNoneIsGiven().Match(template) is not { Success: true } match) return "";
        return match.Groups["text"].Value.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\'", "'", StringComparison.Ordinal);
    }

    // {% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\n…<|im_end|>\n' }}{% endif %}
    [GeneratedRegex("""messages\[0\](\['role'\]|\["role"\]|\.role)\s*!=\s*('system'|"system")\s*-?%\}\s*\{\{-?\s*('(?<text>[^']*)'|"(?<text>[^"]*)")\s*-?\}\}""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex SystemWhereNoneIsGiven();
}
