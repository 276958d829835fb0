using System.Globalization;
using Lucene.Net.Search;

namespace LongRag.Retrievers.Lexical;

/// <summary>How the score of a unit came about, part by part: the text, its headings, the document's beginning, its pairs of neighbouring words.</summary>
internal static class LexicalExplanation
{
    /// <summary>The explanation. Its value is the very score of the hit; the parts are added in another order, which can move the last digit.</summary>
    public static ScoreExplanation Of(IndexSearcher scoring, IReadOnlyList<LexicalClause> clauses, RankedUnit hit, LexicalOptions options)
    {
        var parts = clauses.GroupBy(clause => clause.Field, StringComparer.Ordinal).Select(field => OfField(scoring, field.Key, field, hit.Doc)).Where(part => part.Parts.Count > 0).ToList();
        if (hit.FirstWindow > 0) parts.Add(new ScoreExplanation(options.FirstWindowWeight * hit.FirstWindow, string.Create(CultureInfo.InvariantCulture, $"first window: {options.FirstWindowWeight} * {hit.FirstWindow:0.####}, the score of the document's beginning"), []));
        if (hit.Pairs > 0) parts.Add(new ScoreExplanation(options.PairWeight * hit.Pairs, string.Create(CultureInfo.InvariantCulture, $"pairs: {options.PairWeight} * {hit.Pairs:0.####}, words of the question that follow one another in the text"), []));
        return parts is [var only] ? only with { Value = hit.Score } : new ScoreExplanation(hit.Score, "sum of:", parts);
    }

    private static ScoreExplanation OfField(IndexSearcher scoring, string field, IEnumerable<LexicalClause> clauses, int doc)
    {
        var terms = clauses.Select(clause => (clause.Term, Explained: scoring.Explain(clause.ToQuery(), doc))).Where(term => term.Explained.IsMatch)
            .Select(term => Of(term.Explained) with { Description = $"{field}:{term.Term}" }).ToList();
        return new ScoreExplanation(terms.Sum(term => term.Value), $"{field}: the sum of its terms", terms);
    }

    private static ScoreExplanation Of(Explanation explanation)
    {
        // A weight around a single value says nothing of its own.
        var details = explanation.GetDetails() ?? [];
        return details is [var only] && only.Value.Equals(explanation.Value) ? Of(only) : new ScoreExplanation(explanation.Value, explanation.Description, [.. details.Select(Of)]);
    }
}
