using LongRag.Evaluation;

namespace LongRag.Cli.Commands.Eval;

/// <summary>Where answers to a QA set come from.</summary>
internal interface IAnswerSource : IAsyncDisposable
{
    /// <summary>How the evidence was found.</summary>
    string Mode { get; }

    /// <summary>The answer, and where it stands in the text that was asked.</summary>
    Task<(QuotedAnswer Answer, GoldEvidence? Gold)> AnswerAsync(QaQuestion question, CancellationToken cancellationToken);
}

/// <summary>Answers from the gold document, given.</summary>
internal sealed class GivenAnswers(QaSet set, IAnswerGenerator generator, bool isFreeText) : IAnswerSource
{
    private readonly Dictionary<string, QaDocument> _documents = set.Documents().ToDictionary(document => document.Id, StringComparer.Ordinal);

    public string Mode => "given_paragraph";

    public async Task<(QuotedAnswer Answer, GoldEvidence? Gold)> AnswerAsync(QaQuestion question, CancellationToken cancellationToken)
    {
        var document = _documents.GetValueOrDefault(question.Document!) ?? throw new LongRagException("bad_input", $"'{set.DocumentFile}' holds no document '{question.Document}', which the question '{question.Id}' names.");
        var evidence = GivenEvidence.Of([(document.Id, document.Title, document.Text)], EstimatedTokenCounter.Instance);
        return (await GivenEvidence.AskAsync(generator, question.Text, evidence, cancellationToken, isFreeText), GoldEvidence.Of(question, document, document.Text));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>How evidence is searched for.</summary>
/// <param name="Top">Passages to answer from; null for the configuration's.</param>
/// <param name="Retriever">Null for the configuration's.</param>
/// <param name="Within">In the question's own document alone.</param>
internal sealed record SearchedOptions(int? Top, string? Retriever, bool Within);

/// <summary>Answers of the whole pipeline over all documents of the set.</summary>
internal sealed class SearchedAnswers : IAnswerSource
{
    private readonly Dictionary<string, (QaDocument Document, string Text)?> _stored = new(StringComparer.Ordinal);
    private readonly Dictionary<string, QaDocument> _documents;
    private readonly Workspace _workspace;
    private readonly AnswerPipeline _pipeline;
    private readonly SearchedOptions _options;

    private SearchedAnswers(Workspace workspace, AnswerPipeline pipeline, QaSet set, SearchedOptions options) =>
        (_workspace, _pipeline, _options, _documents) = (workspace, pipeline, options, set.Documents().ToDictionary(document => document.Id, StringComparer.Ordinal));

    public string Mode => _options.Within ? "within_document" : "end_to_end";

    private string Collection => _workspace.Invocation.Collection;

    /// <summary>Reads the documents into a throw-away store, or opens the one of <c>--data</c>.</summary>
    public static async Task<SearchedAnswers> OpenAsync(Invocation invocation, QaSet set, IAnswerGenerator generator, SearchedOptions options, CancellationToken cancellationToken)
    {
        var workspace = invocation.NamedData is null
            ? await ScratchCorpus.OpenAsync(invocation, set.Documents().Select(document => new RetrievalDocument(document.Id, document.Title, document.Text, Document.EmptyMetadata)), asText: true, isIndexed: true, cancellationToken)
            : await Workspace.OpenToReadAsync(invocation.Context, cancellationToken);
        try
        {
            return new SearchedAnswers(workspace, await workspace.AnswerPipelineAsync(invocation.Collection, options.Retriever, cancellationToken, generator), set, options);
        }
        catch
        {
            await workspace.DisposeAsync();
            throw;
        }
    }

    public async Task<(QuotedAnswer Answer, GoldEvidence? Gold)> AnswerAsync(QaQuestion question, CancellationToken cancellationToken)
    {
        var query = new Query
        {
            Text = question.Text,
            Collection = Collection,
            Top = _options.Top ?? _workspace.Invocation.Settings.Generation.Candidates,
            Filter = _options.Within ? new Filter.Compare("source", Comparison.Eq, FilterValue.Of(question.Document!)) : null,
        }.Checked();
        var answer = await _pipeline.AnswerAsync(query, cancellationToken);
        var quoted = new QuotedAnswer(
            QuotedAnswer.WithoutMarkers(answer.Text, answer.Citations.Select(c => c.Id)), [.. answer.Citations.Select(c => new Quoted(c.Document.Source, c.Span, c.Quote))], answer.NoAnswerReason,
            [.. answer.Evidence.Select(e => e.Document.Source)], answer.TimingsMs)
        {
            Generator = answer.Generator,
            Notes = [.. answer.Notes.Select(note => note.Code).Distinct(StringComparer.Ordinal)],
            UnsupportedSentences = answer.UnsupportedSentences.Count,
        };
        return (quoted, await GoldAsync(question, cancellationToken));
    }

    public ValueTask DisposeAsync() => _workspace.DisposeAsync();

    private async Task<GoldEvidence?> GoldAsync(QaQuestion question, CancellationToken cancellationToken)
    {
        if (question.Document is not { } id) return null;
        if (!_stored.TryGetValue(id, out var known))
        {
            var stored = await _workspace.Store.FindDocumentAsync(DocumentId.From(Collection, id), cancellationToken);
            // What is not stored cannot be cited: its places count as missed.
            _stored[id] = known = _documents.TryGetValue(id, out var document) ? (document, stored?.Text ?? document.Text) : null;
        }

        return known is { } found ? GoldEvidence.Of(question, found.Document, found.Text) : new GoldEvidence(id, [], AllWanted: false);
    }
}
