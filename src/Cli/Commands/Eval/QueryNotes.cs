using LongRag.Evaluation;

namespace LongRag.Cli.Commands.Eval;

/// <summary>Tells the reader where run and judgments are not about the same queries.</summary>
internal static class QueryNotes
{
    public static void Write(Terminal terminal, Qrels qrels, Run run, bool missingCount)
    {
        string[] unknown = [.. run.Lists.Select(list => list.Query).Where(query => !qrels.Contains(query))];
        string[] missing = [.. qrels.Queries.Where(query => run[query] is null)];
        if (unknown.Length > 0) terminal.Note($"note: {Some(unknown)} of the run not judged, left out.");
        if (missing.Length > 0) terminal.Note($"note: {Some(missing)} judged and not in the run, {(missingCount ? "counted as 0" : "left out (--complete counts them as 0)")}.");
    }

    private static string Some(string[] queries) =>
        $"{queries.Length} {(queries.Length == 1 ? "query" : "queries")} ({string.Join(", ", queries.Take(5).Select(PrintableText.OneLine))}{(queries.Length > 5 ? ", …" : "")})";
}
