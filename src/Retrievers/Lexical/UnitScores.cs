using Lucene.Net.Index;
using Lucene.Net.Search;

namespace LongRag.Retrievers.Lexical;

/// <summary>Scores given units: first windows of documents that were found by others of their windows, passages that were found by other means.</summary>
internal static class UnitScores
{
    /// <summary>The BM25 score of each unit's text, 0 where it holds no term of the question; in the order given.</summary>
    /// <param name="scoring">A searcher with the similarity to score by.</param>
    /// <param name="clauses">Those of the text; at least one.</param>
    /// <param name="docs">Numbers in the whole reader.</param>
    public static double[] Of(IndexSearcher scoring, IReadOnlyList<LexicalClause> clauses, IReadOnlyList<int> docs)
    {
        var scores = new double[docs.Count];
        var weight = scoring.CreateNormalizedWeight(LexicalQuery.Of(clauses));
        var leaves = scoring.IndexReader.Leaves;
        var (leaf, scorer) = (-1, default(Scorer));
        foreach (var i in Enumerable.Range(0, docs.Count).OrderBy(i => docs[i]))
        {
            var of = ReaderUtil.SubIndex(docs[i], leaves);
            if (of != leaf) (leaf, scorer) = (of, weight.GetScorer(leaves[of], acceptDocs: null));
            var doc = docs[i] - leaves[leaf].DocBase;
            if (scorer is null) continue;
            if (scorer.DocID < doc) scorer.Advance(doc);
            if (scorer.DocID == doc) scores[i] = scorer.GetScore();
        }

        return scores;
    }
}
