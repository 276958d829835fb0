namespace LongRag.Evaluation;

/// <summary>Scores a run against judgments, as trec_eval 10 does.</summary>
public static class TrecEval
{
    /// <summary>The values of each query, in the order of their ids' bytes, and those over all. Queries without judgments are left out.</summary>
    /// <exception cref="LongRagException"><c>bad_input</c>: no query of the run is judged.</exception>
    public static EvaluatedRun Evaluate(Qrels qrels, Run run, IReadOnlyList<Measure> measures, TrecOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(qrels);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(measures);
        options ??= new TrecOptions();
        if (!run.Lists.Any(list => qrels.Contains(list.Query)))
            throw new LongRagException("bad_input", $"No query of the run is judged: it has {Some(run.Lists.Select(list => list.Query))}, the judgments {Some(qrels.Queries)}.");
        var queries = (options.AllJudgedQueries ? qrels.Queries : qrels.Queries.Where(query => run[query] is not null)).Order(Utf8Order.Instance);
        QueryScores[] scores = [.. queries.Select(query => Score(query, new JudgedRanking(qrels[query], run[query], options), measures))];
        return new EvaluatedRun(run.Tag, measures, scores);
    }

    private static QueryScores Score(string query, JudgedRanking ranking, IReadOnlyList<Measure> measures) => new(
        query,
        [.. measures.Select(measure => measure.Value(ranking))],
        [.. measures.Where(measure => measure.Text is not null).Select(measure => measure.Text!(ranking))]);

    private static string Some(IEnumerable<string> queries) => string.Join(", ", queries.Take(3).Select(query => $"'{query}'")) + (queries.Skip(3).Any() ? ", …" : "");
}
