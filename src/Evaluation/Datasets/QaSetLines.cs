using System.Text;
using System.Text.Json;
using static LongRag.Evaluation.JsonRecords;

namespace LongRag.Evaluation;

/// <summary>Reads the lines of a QA set: <c>{_id, question, doc, answers, …}</c> and <c>{_id, title, text}</c> or <c>{_id, title, turns}</c>.</summary>
internal static class QaSetLines
{
    /// <summary>The questions; with a split, only those whose field <c>split</c> says so.</summary>
    /// <param name="path">The file.</param>
    /// <param name="split">Null for all.</param>
    /// <param name="namesByLine">Whether a question without an id is called by its line; where not, it is an error.</param>
    public static IEnumerable<QaQuestion> Questions(string path, string? split, bool namesByLine = false)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (line, record) in Read(path))
        {
            if (split is not null && !string.Equals(TextOf(path, line, record, "split"), split, StringComparison.Ordinal)) continue;
            var question = QuestionOf(path, line, record, namesByLine);
            if (!seen.Add(question.Id)) throw InputLines.Bad(path, line, $"the question '{question.Id}' came before");
            yield return question;
        }
    }

    public static IEnumerable<QaDocument> Documents(string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (line, record) in Read(path))
        {
            var id = TextOf(path, line, record, "_id", "id") ?? throw InputLines.Bad(path, line, "there is no _id");
            if (!seen.Add(id)) throw InputLines.Bad(path, line, $"the document '{id}' came before");
            var title = TextOf(path, line, record, "title") ?? "";
            if (TextOf(path, line, record, "text", "summary") is { } text) yield return new QaDocument(id, title, text, []);
            else if (record.TryGetProperty("turns", out var turns) && turns.ValueKind == JsonValueKind.Array) yield return Conversation(path, line, id, title, turns);
            else throw InputLines.Bad(path, line, "there is neither text nor turns");
        }
    }

    public static QaQuestion QuestionOf(string path, int line, JsonElement record, bool namesByLine = false)
    {
        var answers = Answers(path, line, record);
        return new QaQuestion
        {
            Id = TextOf(path, line, record, "_id", "id") ?? (namesByLine ? FormattableString.Invariant($"line-{line}") : throw InputLines.Bad(path, line, "there is no _id")),
            Text = TextOf(path, line, record, "question") is { } asked && !string.IsNullOrWhiteSpace(asked) ? asked : throw InputLines.Bad(path, line, "there is no question"),
            Document = TextOf(path, line, record, "doc", "doc_id", "source"),
            Answers = [.. answers.Select(answer => answer.Trim()).Where(answer => answer.Length > 0).Distinct(StringComparer.Ordinal)],
            AnswerSpans = Spans(path, line, record, answers),
            EvidenceTurns = Turns(path, line, record),
            IsUnanswerable = record.TryGetProperty("is_impossible", out var impossible) && impossible.ValueKind == JsonValueKind.True,
        };
    }

    private static List<string> Answers(string path, int line, JsonElement record)
    {
        if (!record.TryGetProperty("answers", out var answers) && !record.TryGetProperty("answer", out answers)) return [];
        if (answers.ValueKind == JsonValueKind.Null) return [];
        if (answers.ValueKind == JsonValueKind.String) return [answers.GetString()!];
        if (answers.ValueKind != JsonValueKind.Array || answers.EnumerateArray().Any(answer => answer.ValueKind != JsonValueKind.String)) throw InputLines.Bad(path, line, "answers is no list of texts");
        return [.. answers.EnumerateArray().Select(answer => answer.GetString()!)];
    }

    private static List<TextSpan> Spans(string path, int line, JsonElement record, List<string> answers)
    {
        if (!record.TryGetProperty("answer_start", out var starts)) return [];
        if (starts.ValueKind != JsonValueKind.Array || starts.GetArrayLength() != answers.Count) throw InputLines.Bad(path, line, "answer_start is no list with a number for each answer");
        var spans = new List<TextSpan>();
        foreach (var (start, answer) in starts.EnumerateArray().Zip(answers))
        {
            if (start.ValueKind != JsonValueKind.Number || !start.TryGetInt32(out var at) || at < -1) throw InputLines.Bad(path, line, $"the answer_start {start.GetRawText()} is no place in a text");
            // -1 stands for a place that is not known (COVID-QA).
            if (at < 0 || answer.Length == 0) continue;
            var span = new TextSpan(at, at + answer.Length);
            if (!spans.Contains(span)) spans.Add(span);
        }

        return spans;
    }

    private static List<(int First, int Last)> Turns(string path, int line, JsonElement record)
    {
        if (!record.TryGetProperty("spans", out var spans)) return [];
        var turns = new List<(int, int)>();
        foreach (var span in spans.ValueKind == JsonValueKind.Array ? [.. spans.EnumerateArray()] : (JsonElement[])[])
        {
            if (span.ValueKind != JsonValueKind.Array || span.GetArrayLength() != 2 || !Whole(span[0], out var first) || !Whole(span[1], out var last) || first < 0 || last < first)
                throw InputLines.Bad(path, line, $"the span {span.GetRawText()} is no [first, last] of turns");
            turns.Add((first, last));
        }

        return turns;
    }

    private static bool Whole(JsonElement value, out int number)
    {
        number = 0;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out number);
    }

    private static QaDocument Conversation(string path, int line, string id, string title, JsonElement turns)
    {
        var text = new StringBuilder();
        var spans = new List<TextSpan>();
        foreach (var turn in turns.EnumerateArray())
        {
            if (turn.ValueKind != JsonValueKind.Array || turn.GetArrayLength() != 2 || turn[0].ValueKind != JsonValueKind.String || turn[1].ValueKind != JsonValueKind.String)
                throw InputLines.Bad(path, line, "a turn is no [speaker, words]");
            var start = text.Length;
            text.Append(turn[0].GetString()).Append(": ").Append(turn[1].GetString());
            spans.Add(new TextSpan(start, text.Length));
            text.Append('\n');
        }

        return new QaDocument(id, title, text.ToString(), spans);
    }
}
