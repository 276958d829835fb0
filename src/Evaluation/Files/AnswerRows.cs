using System.Text.Json;

namespace LongRag.Evaluation;

/// <summary>An answer and the gold answers it is compared with.</summary>
public sealed record AnswerRow(string Prediction, IReadOnlyList<string> Answers)
{
    /// <summary>Reads lines of <c>{"prediction": "…", "answers": ["…"]}</c>; one gold answer may stand without the list.</summary>
    /// <param name="lines">Lines with their numbers; blank ones are skipped.</param>
    /// <param name="path">What errors name.</param>
    /// <exception cref="LongRagException"><c>bad_input</c> with file and line: not of that form.</exception>
    public static IEnumerable<AnswerRow> Read(IEnumerable<(int Number, string Text)> lines, string path)
    {
        ArgumentNullException.ThrowIfNull(lines);
        return lines.Where(line => !string.IsNullOrWhiteSpace(line.Text)).Select(line => Parse(line.Number, line.Text, path));
    }

    private static AnswerRow Parse(int number, string line, string path)
    {
        try
        {
            using var row = JsonDocument.Parse(line);
            var answers = row.RootElement.GetProperty("answers");
            return new AnswerRow(
                Text(row.RootElement.GetProperty("prediction")),
                answers.ValueKind == JsonValueKind.String ? [Text(answers)] : [.. answers.EnumerateArray().Select(Text)]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw InputLines.Bad(path, number, "not an object with prediction, a text, and answers, a list of texts");
        }
    }

    private static string Text(JsonElement element) => element.GetString() ?? throw new InvalidOperationException("Not a text.");
}
