using Lucene.Net.Index;
using Lucene.Net.Search;
using LuceneQuery = Lucene.Net.Search.Query;

namespace LongRag.Retrievers.Lexical;

/// <summary>
/// A question as clauses of which any may hold: its index terms, each as often as the question says it, in the whole unit and in its headings. No query language: every character of a question is text.
/// </summary>
internal static class LexicalQuery
{
    /// <summary>The clauses; none where nothing of the question is left to look for. No two have the same field and term.</summary>
    /// <param name="question">What to look for.</param>
    /// <param name="asked">Where.</param>
    /// <param name="statistics">Of the index that will be searched.</param>
    /// <param name="options">How to score.</param>
    public static IReadOnlyList<LexicalClause> ClausesOf(LexicalQuestion question, AskedFields asked, FieldStatistics statistics, LexicalOptions options)
    {
        var clauses = new List<LexicalClause>();
        foreach (var (term, count) in question.Terms)
        {
            Add(asked.Unit, term, count);
            if (asked.HasHeadings && options.HeadingWeight > 0) Add(LexicalFields.Heading, term, count * options.HeadingWeight);
        }

        return clauses;

        // A word is worth the same in every field. Each field's BM25 uses the field's own idf, so the boost exchanges it.
        void Add(string field, string term, float weight)
        {
            if (statistics.Idf(field, term) is not (> 0 and var own)) return;
            clauses.Add(new LexicalClause(field, term, string.Equals(field, asked.Reference, StringComparison.Ordinal) ? weight : weight * (statistics.Idf(asked.Reference, term) / own)));
        }
    }

    /// <summary>The same as a Lucene query. There must be a clause.</summary>
    public static LuceneQuery Of(IReadOnlyList<LexicalClause> clauses) => AnyOf([.. clauses.Select(c => c.ToQuery())]);

    // Lucene bounds the clauses of one query, process-wide (1,024 by default). A long question gets queries in queries instead of another bound for everyone.
    private static LuceneQuery AnyOf(IReadOnlyList<LuceneQuery> clauses)
    {
        if (clauses is [var only]) return only;
        var most = BooleanQuery.MaxClauseCount;
        if (clauses.Count > most) return AnyOf([.. clauses.Chunk(most).Select(AnyOf)]);
        var query = new BooleanQuery(disableCoord: true);
        foreach (var clause in clauses) query.Add(clause, Occur.SHOULD);
        return query;
    }
}

/// <summary>Which fields a search asks.</summary>
/// <param name="Unit">Holds all of a unit.</param>
/// <param name="Reference">Decides what a word is worth, and where pairs are looked for: for windows, their documents.</param>
/// <param name="HasHeadings">Whether units have headings of their own.</param>
internal sealed record AskedFields(string Unit, string Reference, bool HasHeadings)
{
    /// <summary>For an index of that schema.</summary>
    public static AskedFields Of(LexicalSchema schema, LexicalOptions options) => schema.Unit is not LexicalUnit.Document ? new AskedFields(LexicalFields.Body, LexicalFields.Body, HasHeadings: true)
        : options.BestWindow ? new AskedFields(LexicalFields.Body, LexicalFields.Whole, HasHeadings: true)
        : new AskedFields(LexicalFields.Whole, LexicalFields.Whole, HasHeadings: false);
}

/// <summary>What an index knows of its terms. Deleted documents count until they are merged away, as in Lucene.</summary>
internal sealed class FieldStatistics(IndexReader reader)
{
    /// <summary>BM25's idf of a term in a field; 0 where the field lacks it.</summary>
    public float Idf(string field, string term)
    {
        var documentsWithTerm = reader.DocFreq(new Term(field, term));
        return documentsWithTerm == 0 ? 0 : CurrentBM25Similarity.Idf(documentsWithTerm, reader.GetDocCount(field));
    }

    /// <summary>Mean length of the field over the documents that have it; 1 where none has.</summary>
    public double AverageLength(string field) => reader.GetDocCount(field) is > 0 and var documents ? reader.GetSumTotalTermFreq(field) / (double)documents : 1;
}
