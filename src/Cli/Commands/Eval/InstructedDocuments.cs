using LongRag.Retrievers.Instructions;

namespace LongRag.Cli.Commands.Eval;

/// <summary>Puts instructions beside a ranking of documents, as <see cref="InstructedRetriever"/> does beside a retriever. Queries without one go through.</summary>
internal sealed class InstructedDocuments(IDocumentRanking ranking, ICorpusStore store, Collection collection, Func<IInstructionScorer, IInstructionScorer> withVectors) : IDocumentRanking
{
    private readonly WordCoverage _words = new(collection.Language);

    public async Task<IReadOnlyList<RankedDocument>> RankAsync(Query query, CancellationToken cancellationToken)
    {
        var plain = query with { Instruction = null };
        var parts = InstructionReader.Read(query.Instruction ?? "");
        if (!InstructedRetriever.Counts(parts)) return await ranking.RankAsync(plain, cancellationToken);
        var found = await ranking.RankAsync(plain with { Top = Math.Max(query.Top, InstructedRetriever.Candidates) }, cancellationToken);
        var candidates = new List<InstructionCandidate>(found.Count);
        foreach (var entry in found)
        {
            var document = await store.FindDocumentAsync(DocumentId.From(collection.Name, entry.Document), cancellationToken);
            candidates.Add(new InstructionCandidate(DocumentId.From(collection.Name, entry.Document).Value, $"{document?.Title}\n{document?.Text}", entry.Score));
        }

        var scores = await new InstructionRanking(withVectors(_words)).ScoreAsync(query.Text, parts, candidates, cancellationToken);
        return [.. found.Zip(scores, (entry, score) => entry with { Score = score.Score }).OrderByDescending(entry => entry.Score).Take(query.Top)];
    }

    public void Dispose()
    {
        ranking.Dispose();
        _words.Dispose();
    }
}
