using LongRag.Retrievers.Lexical.Blocks;
using Lucene.Net.Index;
using Lucene.Net.Search;

namespace LongRag.Retrievers.Lexical;

/// <summary>Scores given units: first windows of documents that were found by others of their windows, passages that were found by other means.</summary>
internal static class UnitScores
{
    /// <summary>The BM25 score of each unit's text, 0 where it holds no term of the question; in the order given.</summary>
    /// <param name="searcher">What <see cref="LexicalReader"/> gave.</param>
    /// <param name="clauses">Those of the text; at least one.</param>
    /// <param name="similarity">How each field is scored.</param>
    /// <param name="docs">Numbers in the whole reader.</param>
    public static double[] Of(IndexSearcher searcher, IReadOnlyList<LexicalClause> clauses, LexicalSimilarity similarity, IReadOnlyList<int> docs)
    {
        int[] order = [.. Enumerable.Range(0, docs.Count).OrderBy(i => docs[i])];
        int[] rising = [.. order.Select(i => docs[i])];
        var found = searcher is BlockSearcher blocks && BlockSearch.TryScores(blocks, clauses, similarity, rising) is { } known ? known : WithLucene(searcher, clauses, similarity, rising);
        var scores = new double[docs.Count];
        for (var i = 0; i < order.Length; i++) scores[order[i]] = found[i];
        return scores;
    }

    /// <summary>The same with Lucene alone.</summary>
    /// <param name="searcher">The reader's.</param>
    /// <param name="clauses">Those of the text; at least one.</param>
    /// <param name="similarity">How each field is scored.</param>
    /// <param name="docs">Rising.</param>
    public static double[] WithLucene(IndexSearcher searcher, IReadOnlyList<LexicalClause> clauses, LexicalSimilarity similarity, IReadOnlyList<int> docs)
    {
        var scores = new double[docs.Count];
        // The reader is shared by all; the similarity, with its options, is one retriever's.
        var weight = new IndexSearcher(searcher.IndexReader) { Similarity = similarity }.CreateNormalizedWeight(LexicalQuery.Of(clauses));
        var leaves = searcher.IndexReader.Leaves;
        var (leaf, scorer) = (-1, default(Scorer));
        for (var i = 0; i < docs.Count; i++)
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
