using System.Diagnostics;
using System.Runtime.CompilerServices;
using LongRag.Generator.Chat;
using LongRag.Rankers;

namespace LongRag.Hosting;

internal sealed partial class LongRagSession
{
    private const int DefaultTop = 10;

    /// <inheritdoc/>
    public async Task<SearchResponse> SearchAsync(SearchRequest request, CancellationToken cancellationToken = default)
    {
        var started = Stopwatch.GetTimestamp();
        var notes = RequestNotes.Begin();
        var query = QueryOf(request, DefaultTop);
        var ranker = engine.Models.Ranker(request.Reranker);
        var retriever = RetrieverOf(request, await CollectionsAsync(request, cancellationToken));
        var timings = new Dictionary<string, double>(StringComparer.Ordinal);
        var hits = await SpanAsync(TelemetryNames.Retrieval, () => retriever.RetrieveAsync(query with { Top = Math.Max(query.Top, ranker?.Depth ?? 0) }, cancellationToken));
        timings["retrieve"] = Milliseconds(started);
        Reranking? reranking = null;
        if (ranker is not null)
        {
            var ranking = Stopwatch.GetTimestamp();
            hits = await SpanAsync(TelemetryNames.Rerank, async () =>
            {
                var ranked = await new NotedReranker(ranker, principal.IsOperator).RankAsync(query, hits, cancellationToken);
                reranking = RankerNotes.Told(ranker.Name, ranked.Report);
                return ranked.Passages;
            });
            timings["rerank"] = Milliseconds(ranking);
        }

        timings["total"] = Milliseconds(started);
        return new SearchResponse(query.Text, LevelOf(request), [.. hits.Take(query.Top).Select((hit, i) => SearchHit.From(hit, i + 1))], timings, InstructionReadings.Of(query), Told(notes), reranking);
    }

    /// <inheritdoc/>
    public async Task<AskResponse> AskAsync(AskRequest request, CancellationToken cancellationToken = default)
    {
        AskResponse? answer = null;
        await foreach (var piece in AskStreamAsync(request, cancellationToken))
            if (piece is AskEvent.Final final) answer = final.Answer;
        return answer!;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<AskEvent> AskStreamAsync(AskRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // They reach what runs before the first piece is given: retrieval and reranking, which are all that notes.
        var notes = RequestNotes.Begin();
        var settings = engine.Settings.Generation;
        var query = QueryOf(request, settings.Candidates);
        var (generator, model) = engine.Models.Generator(request.Generator, request.Mode);
        var ranker = engine.Models.Ranker(request.Reranker);
        var collections = await CollectionsAsync(request, cancellationToken);
        var standalone = await new FollowUpRewriter(model, settings.AnswerTokens).RewriteAsync(request.History ?? [], query.Text, cancellationToken);
        if (standalone.Text.Length > Query.MaxLength) standalone = new StandaloneQuestion(query.Text, RewrittenBy.Nobody);
        var pipeline = new AnswerPipeline(
            RetrieverOf(request, collections), ranker is null ? [] : [new NotedReranker(ranker, principal.IsOperator)], new EvidencePacker(_store, EstimatedTokenCounter.Instance), OrderOf(request), generator, new CitationVerifier(_store),
            new AnswerOptions { Candidates = Math.Max(settings.Candidates, ranker?.Depth ?? 0), ContextTokens = settings.ContextTokens }, engine.Time);
        var hasText = false;
        await foreach (var piece in pipeline.AskAsync(query with { Text = standalone.Text }, cancellationToken))
        {
            if (piece is AnswerEvent.Completed completed)
            {
                LongRagTelemetry.CountCitations(completed.Answer.Citations.Count, completed.Answer.DroppedCitations);
                var answer = completed.Answer with { Notes = Told([.. notes, .. completed.Answer.Notes]) };
                if (standalone.By != RewrittenBy.Nobody) answer = answer with { Question = query.Text, StandaloneQuestion = standalone.Text };
                yield return new AskEvent.Final(AskResponse.From(answer));
            }
            else if (Told(piece, hasText) is { } told)
            {
                hasText |= told is AskEvent.Message;
                yield return told;
            }
        }
    }

    private static AskEvent? Told(AnswerEvent piece, bool hasText) => piece switch
    {
        AnswerEvent.Retrieved found => new AskEvent.SearchResults([.. found.Passages.Select((hit, i) => SearchHit.From(hit, i + 1))]),
        AnswerEvent.TextDelta delta => new AskEvent.Message(delta.Text),
        AnswerEvent.Reasoning thought => new AskEvent.Reasoning(thought.Text),
        AnswerEvent.Verified verified => new AskEvent.Cited(CitationInfo.From(verified.Citation)),
        AnswerEvent.WrittenBy by when hasText => new AskEvent.Withdrawn(by.Generator),
        _ => null,
    };

    private IEvidenceOrder OrderOf(AskRequest request) => (request.Order ?? engine.Settings.Reorder) switch
    {
        "rank" => new RankOrder(),
        "hard_negative" => new HardNegativeOrder(),
        var other => throw new LongRagException("bad_argument", $"'{other}' is no order: choose rank or hard_negative."),
    };

    private static async Task<IReadOnlyList<ScoredPassage>> SpanAsync(string name, Func<Task<IReadOnlyList<ScoredPassage>>> stage)
    {
        var started = Stopwatch.GetTimestamp();
        using var span = LongRagTelemetry.Begin(name)?.SetTag(TelemetryNames.OperationName, name);
        var found = await stage();
        span?.SetTag(TelemetryNames.Passages, found.Count);
        LongRagTelemetry.Measure(name, Stopwatch.GetElapsedTime(started));
        return found;
    }

    private static double Milliseconds(long since) => Math.Round(Stopwatch.GetElapsedTime(since).TotalMilliseconds, 2);
}
