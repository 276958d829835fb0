using LongRag.TestKit;
using Xunit;

namespace LongRag.Generator.Tests.Extractive;

/// <summary>One passage a document, all of them evidence in the order given, answered through the whole pipeline: what comes out is verified.</summary>
internal static class TinyCorpus
{
    public static async Task<Answer> AskAsync(string question, params string[] passages) => await AskAsync(new ExtractiveOptions(), new Query { Text = question }, passages);

    public static Task<Answer> AskAsync(ExtractiveOptions options, Query query, params string[] passages) => AskAsync(new ExtractiveGenerator(options), query, passages);

    public static async Task<Answer> AskAsync(IAnswerGenerator generator, Query query, params string[] passages) => await (await OverAsync(generator, passages)).AnswerAsync(query, TestContext.Current.CancellationToken);

    /// <summary>The pipeline over those passages.</summary>
    public static async Task<AnswerPipeline> OverAsync(IAnswerGenerator generator, params string[] passages)
    {
        var store = new MemoryCorpusStore();
        var found = new List<ScoredPassage>();
        foreach (var (text, number) in passages.Select((p, i) => (p, i)))
        {
            var source = "note-" + number + ".txt";
            var id = DocumentId.From(Collection.DefaultName, source);
            var root = new Section { Ordinal = 0, Parent = -1, Level = 0, Heading = source, Span = new TextSpan(0, text.Length), Origin = SectionOrigin.Root };
            var passage = new Passage { Id = PassageId.From(id, [], text, 0), DocumentId = id, Ordinal = 0, Span = root.Span, Text = text, Section = 0, SectionPath = [] };
            var document = new Document { Id = id, Collection = Collection.DefaultName, Source = source, Title = source, MediaType = "text/plain", Text = text, Sections = [root], ContentHash = text };
            await store.SaveAsync([new CorpusEntry(document, [passage])], TestContext.Current.CancellationToken);
            var summary = (await store.SummariesAsync([id], TestContext.Current.CancellationToken))[id];
            found.Add(new ScoredPassage { Passage = passage, Document = summary, Score = 1.0 / (number + 1), ScoreKind = "rank" });
        }

        return new AnswerPipeline(
            new Everything(found), [], new EvidencePacker(store, EstimatedTokenCounter.Instance), new AsRanked(), generator, new CitationVerifier(store), new AnswerOptions { ContextTokens = 100_000 });
    }

    private sealed class Everything(IReadOnlyList<ScoredPassage> passages) : IRetriever
    {
        public Task<IReadOnlyList<ScoredPassage>> RetrieveAsync(Query query, CancellationToken cancellationToken = default) => Task.FromResult(passages);
    }

    private sealed class AsRanked : IEvidenceOrder
    {
        public IReadOnlyList<T> Order<T>(IReadOnlyList<T> evidence) => evidence;
    }
}
