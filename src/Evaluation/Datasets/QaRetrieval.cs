using System.Text.Json;

namespace LongRag.Evaluation;

/// <summary>A QA set as a retrieval set: a question and its document, or the windows of that document that overlap an answer.</summary>
internal static class QaRetrieval
{
    /// <summary>The questions, what is relevant, and the documents.</summary>
    /// <param name="folder">With documents.jsonl and qa.jsonl.</param>
    /// <param name="split">Questions whose field <c>split</c> says so; null for all.</param>
    /// <param name="windowWords">Words of a window; null for whole documents.</param>
    public static (IReadOnlyList<RetrievalQuery> Queries, Qrels Qrels, IEnumerable<RetrievalDocument> Documents) Read(SetFolder folder, string? split, int? windowWords)
    {
        var file = folder.Need("qa.jsonl");
        var documents = folder.Find("documents.jsonl") ?? folder.Need("corpus.jsonl");
        var questions = QaSetLines.Questions(file, split).ToList();
        if (questions.Count == 0) throw new LongRagException("not_found", split is null ? $"'{file}' holds no question." : $"'{file}' holds no question of the split '{split}'.");
        var lost = questions.Find(question => question.Document is null);
        if (lost is not null) throw new LongRagException("bad_input", $"{file}: the question '{lost.Id}' names no document");
        var queries = questions.ConvertAll(question => new RetrievalQuery { Id = question.Id, Text = question.Text, Metadata = MetadataFields.With(TurnWindows.Document, question.Document!) });
        return windowWords is { } words
            ? (queries, new Qrels(RelevantWindows(questions, documents, words)), Windows(documents, words))
            : (queries, new Qrels(questions.Select(question => (question.Id, question.Document!, 1))), Whole(documents));
    }

    /// <summary>The questions of a multi-document set, each with its gold document.</summary>
    public static (IReadOnlyList<RetrievalQuery> Queries, Qrels Qrels) ReadMultiDocument(string path)
    {
        var queries = QueryFile.Read(path);
        return (queries, new Qrels(queries.Select(query => (query.Id, query.Metadata.TryGetValue("gold", out var gold) && gold.ValueKind == JsonValueKind.String
            ? gold.GetString()!
            : throw new LongRagException("bad_input", $"{path}: the question '{query.Id}' has no gold document"), 1))));
    }

    private static IEnumerable<RetrievalDocument> Whole(string path) => Documents(path).Select(document => new RetrievalDocument(document.Id, document.Title, document.Text, Document.EmptyMetadata));

    private static IEnumerable<RetrievalDocument> Windows(string path, int words) =>
        from document in Documents(path)
        let metadata = MetadataFields.With(TurnWindows.Document, document.Id)
        from window in WordWindows.Of(document.Text, words).Select((span, i) => (Span: span, Name: WordWindows.NameOf(document.Id, i)))
        select new RetrievalDocument(window.Name, document.Title, window.Span.Of(document.Text), metadata);

    private static IEnumerable<(string Query, string Document, int Grade)> RelevantWindows(List<QaQuestion> questions, string path, int words)
    {
        var asked = questions.ToLookup(question => question.Document!, StringComparer.Ordinal);
        return from document in Documents(path)
               where asked.Contains(document.Id)
               let windows = WordWindows.Of(document.Text, words)
               from question in asked[document.Id]
               from i in Enumerable.Range(0, windows.Count)
               where question.AnswerSpans.Any(answer => answer.Start < windows[i].End && windows[i].Start < answer.End)
               select (question.Id, WordWindows.NameOf(document.Id, i), 1);
    }

    private static IEnumerable<QaDocument> Documents(string path)
    {
        foreach (var document in QaSetLines.Documents(path))
        {
            if (LineFields.HasBlank(document.Id)) throw new LongRagException("bad_input", $"{path}: the id '{document.Id}' holds white space; a TREC run cannot hold it");
            yield return document;
        }
    }
}
