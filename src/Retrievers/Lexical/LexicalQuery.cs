using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Index;
using Lucene.Net.Search;
using LuceneQuery = Lucene.Net.Search.Query;

namespace LongRag.Retrievers.Lexical;

/// <summary>
/// A question as clauses of which any may hold: its index terms, each as often as the question says it, in the whole passage and in its headings. No query language: every character of a question is text.
/// </summary>
internal static class LexicalQuery
{
    /// <summary>The clauses; none where nothing of the question is left to look for. No two have the same field and term.</summary>
    public static IReadOnlyList<LexicalClause> ClausesOf(string question, Analyzer analyzer, string language, LexicalOptions options)
    {
        if (options.DropQuestionWords && string.Equals(language, "en", StringComparison.Ordinal)) question = QuestionWords.RemoveFrom(question);
        var clauses = new List<LexicalClause>();
        foreach (var (term, count) in TermsOf(question, analyzer))
        {
            clauses.Add(new LexicalClause(LexicalFields.Body, term, count));
            if (options.HeadingWeight > 0) clauses.Add(new LexicalClause(LexicalFields.Heading, term, count * options.HeadingWeight));
        }

        return clauses;
    }

    /// <summary>The same, at least one clause, as a Lucene query.</summary>
    public static LuceneQuery Of(IReadOnlyList<LexicalClause> clauses) =>
        AnyOf([.. clauses.Select(c => new TermQuery(new Term(c.Field, c.Term)) { Boost = c.Boost })]);

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

    // In the order of their first appearance, so that floating-point sums come out the same every time.
    private static List<(string Term, int Count)> TermsOf(string question, Analyzer analyzer)
    {
        var terms = new List<(string Term, int Count)>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        using var stream = analyzer.GetTokenStream(LexicalFields.Body, question);
        var text = stream.AddAttribute<ICharTermAttribute>();
        stream.Reset();
        while (stream.IncrementToken())
        {
            var term = text.ToString()!;
            if (places.TryAdd(term, terms.Count)) terms.Add((term, 1));
            else terms[places[term]] = (term, terms[places[term]].Count + 1);
        }

        stream.End();
        return terms;
    }
}
