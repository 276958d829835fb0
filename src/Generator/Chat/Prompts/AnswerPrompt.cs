using System.Globalization;

namespace LongRag.Generator.Chat;

/// <summary>Writes what a model is asked: instruction, evidence in the order given, question.</summary>
internal sealed class AnswerPrompt(AnswerMode mode, Query query)
{
    private readonly PromptFile _file = PromptFile.Of(mode.ToString().ToLowerInvariant());

    /// <summary>The prompt with that evidence.</summary>
    public string With(IReadOnlyList<Evidence> evidence) => _file.Filled(
        ("{instruction}", string.IsNullOrWhiteSpace(query.Instruction) ? "" : $"\nWhat counts as relevant: {query.InstructionRead!.Trim()}\n"),
        ("{evidence}", string.Join("\n\n", evidence.Select(one => Shown(one, evidence.Count)))),
        ("{question}", query.Text.Trim()));

    /// <summary>A piece of evidence as the model reads it.</summary>
    public string Shown(Evidence evidence, int count)
    {
        if (mode == AnswerMode.Bare && count == 1) return evidence.Text;
        var number = evidence.Number.ToString(CultureInfo.InvariantCulture);
        if (mode == AnswerMode.Bare) return $"[{number}] {evidence.Text}";
        var heading = string.Join(" › ", evidence.SectionPath.Prepend(evidence.Document.Title).Where(part => !string.IsNullOrWhiteSpace(part)).Distinct(StringComparer.Ordinal));
        return heading.Length == 0 ? $"[{number}] {evidence.Text}" : $"[{number}] ({heading})\n{evidence.Text}";
    }
}
