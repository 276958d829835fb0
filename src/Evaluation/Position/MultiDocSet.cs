using System.Text.Json;

namespace LongRag.Evaluation;

/// <summary>A question with its gold document and the documents that stand around it, by their rank.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Text">What is asked.</param>
/// <param name="Answers">One suffices.</param>
/// <param name="Gold">The document that answers.</param>
/// <param name="Distractors">Documents that do not, best first.</param>
public sealed record MultiDocQuestion(string Id, string Text, IReadOnlyList<string> Answers, QaDocument Gold, IReadOnlyList<QaDocument> Distractors)
{
    /// <summary>The first distractors with the gold document at that place, from 0, among them.</summary>
    /// <exception cref="LongRagException"><c>bad_argument</c> where the place is none of that many documents, or there are not so many.</exception>
    public IReadOnlyList<QaDocument> Arranged(int documents, int position)
    {
        if (position < 0 || position >= documents) throw new LongRagException("bad_argument", $"Position {position} is none of {documents} documents (they count from 0).");
        if (documents - 1 > Distractors.Count) throw new LongRagException("bad_argument", $"The question '{Id}' has {Distractors.Count} distractors: {documents} documents cannot be made of them.");
        return [.. Distractors.Take(position), Gold, .. Distractors.Skip(position).Take(documents - 1 - position)];
    }
}

/// <summary>
/// "Lost in the Middle" (Liu et al. 2023): a folder with <c>multidoc.jsonl</c> <c>{_id, question, answers, gold, distractors, extra10}</c> and <c>corpus.jsonl</c>, plain or gzip.
/// </summary>
public static class MultiDocSet
{
    /// <summary>The questions, in the order of the file.</summary>
    /// <exception cref="LongRagException"><c>not_found</c>, or <c>bad_input</c> with file and line, also for a document that the corpus does not hold.</exception>
    public static IReadOnlyList<MultiDocQuestion> Open(string folder)
    {
        var corpus = QaSetLines.Documents(Find(folder, "corpus")).ToDictionary(document => document.Id, StringComparer.Ordinal);
        var path = Find(folder, "multidoc");
        var questions = JsonRecords.Read(path).Select(record => Question(path, record.Line, record.Record, corpus)).ToList();
        return questions.Count > 0 ? questions : throw new LongRagException("bad_input", $"'{path}' holds no question.");
    }

    private static MultiDocQuestion Question(string path, int line, JsonElement record, Dictionary<string, QaDocument> corpus)
    {
        var question = QaSetLines.QuestionOf(path, line, record);
        if (question.Answers.Count == 0) throw InputLines.Bad(path, line, "there is no answer");
        var gold = Named(JsonRecords.TextOf(path, line, record, "gold") ?? throw InputLines.Bad(path, line, "there is no gold"));
        return new MultiDocQuestion(question.Id, question.Text, question.Answers, gold, [.. Ids("distractors").Concat(Ids("extra10")).Select(Named)]);

        QaDocument Named(string id) => corpus.GetValueOrDefault(id) ?? throw InputLines.Bad(path, line, $"the corpus holds no document '{id}'");

        IEnumerable<string> Ids(string name) => record.TryGetProperty(name, out var ids) && ids.ValueKind == JsonValueKind.Array
            ? ids.EnumerateArray().Select(id => id.ValueKind == JsonValueKind.String ? id.GetString()! : throw InputLines.Bad(path, line, $"{name} is no list of texts"))
            : string.Equals(name, "extra10", StringComparison.Ordinal) ? [] : throw InputLines.Bad(path, line, $"there is no list '{name}'");
    }

    private static string Find(string folder, string name) => QaSet.Find(folder, name) ?? throw new LongRagException("not_found", $"There is no {name}.jsonl (plain or .gz) in '{folder}'.");
}
