using LongRag.Cli.Commands.Eval;
using LongRag.Evaluation;

namespace LongRag.Cli.Commands.Dataset;

/// <summary>Questions, the store that holds their documents, and a retriever over it.</summary>
internal sealed class TrainingSource : IAsyncDisposable
{
    private readonly Workspace _workspace;
    private readonly IRetriever _retriever;
    private readonly Dictionary<string, QaDocument> _documents;

    private TrainingSource(Workspace workspace, IRetriever retriever, string collection, IReadOnlyList<QaQuestion> questions, Dictionary<string, QaDocument> documents) =>
        (_workspace, _retriever, Collection, Questions, _documents) = (workspace, retriever, collection, questions, documents);

    public string Collection { get; }

    public IReadOnlyList<QaQuestion> Questions { get; }

    /// <summary>A QA set in a throw-away store, or with <c>--data</c> in that one; or questions of a file about a collection of the data folder.</summary>
    public static async Task<TrainingSource> OpenAsync(Invocation invocation, string? dataset, string? questions, string? split, string? retriever, CancellationToken cancellationToken)
    {
        if ((dataset is null) == (questions is null)) throw new LongRagException("bad_argument", "Give either --dataset (questions with their documents) or --questions (a file of questions about a collection that is stored).");
        var set = dataset is null ? null : QaSet.Open(dataset, split);
        var asked = set?.Questions ?? QaSet.ReadQuestions(questions!, split);
        var workspace = set is not null && invocation.NamedData is null
            ? await ScratchCorpus.OpenAsync(invocation, set.Documents().Select(document => new RetrievalDocument(document.Id, document.Title, document.Text, Document.EmptyMetadata)), asText: true, isIndexed: true, cancellationToken)
            : await Workspace.OpenToReadAsync(invocation.Context, cancellationToken);
        try
        {
            var documents = set?.Documents().ToDictionary(document => document.Id, StringComparer.Ordinal) ?? [];
            return new TrainingSource(workspace, await workspace.PlainRetrieverAsync(invocation.Collection, retriever, cancellationToken), invocation.Collection, asked, documents);
        }
        catch
        {
            await workspace.DisposeAsync();
            throw;
        }
    }

    /// <summary>The best passages for a question.</summary>
    public async Task<IReadOnlyList<TrainingPassage>> RankedAsync(QaQuestion question, int top, CancellationToken cancellationToken)
    {
        var found = await _retriever.RetrieveAsync(new Query { Text = question.Text, Collection = Collection, Top = Math.Min(top, Query.MostTop) }.Checked(), cancellationToken);
        return [.. found.Select(hit => Of(hit.Passage, hit.Document.Source, hit.Document.Title))];
    }

    /// <summary>The passages of the question's document that answer it; where the set names no document, the best ranked passage that contains an answer.</summary>
    public async Task<IReadOnlyList<TrainingPassage>> GoldAsync(QaQuestion question, IReadOnlyList<TrainingPassage> ranked, CancellationToken cancellationToken)
    {
        if (question.Document is not { } source) return [.. ranked.Where(p => AnswerContainment.HoldsWords(p.Text, question.Answers)).Take(1)];
        if (await _workspace.Store.FindDocumentAsync(DocumentId.From(Collection, source), cancellationToken) is not { } stored) return [];
        var known = _documents.GetValueOrDefault(source) ?? new QaDocument(source, stored.Title, stored.Text, []);
        var passages = await _workspace.Store.PassagesOfAsync(stored.Id, cancellationToken);
        return [.. GoldPassages.Of(question, GoldEvidence.Of(question, known, stored.Text), passages).Select(p => Of(p, stored.Source, stored.Title))];
    }

    public ValueTask DisposeAsync() => _workspace.DisposeAsync();

    private static TrainingPassage Of(Passage passage, string source, string title) =>
        new(passage.Id.Value, source, string.Equals(source, title, StringComparison.Ordinal) ? "" : title, passage.Text);
}
