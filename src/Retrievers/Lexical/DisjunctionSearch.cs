using Lucene.Net.Search;
using LongRag.Retrievers.Lexical.Blocks;

namespace LongRag.Retrievers.Lexical;

/// <summary>Answers a disjunction: from block files where they are, else with Lucene. Both give the same passages with the same scores.</summary>
internal static class DisjunctionSearch
{
    /// <summary>The best passages.</summary>
    /// <param name="searcher">What <see cref="LexicalReader"/> gave.</param>
    /// <param name="clauses">At least one.</param>
    /// <param name="similarity">How each field is scored.</param>
    /// <param name="filter">What a passage's document must satisfy; null for nothing.</param>
    /// <param name="top">How many, ties at the end besides.</param>
    public static TopPassages Top(IndexSearcher searcher, IReadOnlyList<LexicalClause> clauses, LexicalSimilarity similarity, Filter? filter, int top) =>
        searcher is BlockSearcher blocks && BlockSearch.TryTop(blocks, clauses, similarity, filter, top) is { } found ? found : WithLucene(searcher, clauses, similarity, filter, top);

    /// <summary>The same with Lucene alone.</summary>
    public static TopPassages WithLucene(IndexSearcher searcher, IReadOnlyList<LexicalClause> clauses, LexicalSimilarity similarity, Filter? filter, int top)
    {
        // The reader is shared by all; the similarity, with its options, is one retriever's.
        var scoring = new IndexSearcher(searcher.IndexReader) { Similarity = similarity };
        var found = new TopPassages(top);
        scoring.Search(LexicalQuery.Of(clauses), filter is null ? null : new MetadataFilter(filter), found);
        return found;
    }
}
