using System.Diagnostics;
using LongRag.Evaluation;

namespace LongRag.Cli.Commands.Eval;

/// <summary>Asks a ranking many queries, one after the other, and takes the time of each.</summary>
internal sealed class RankedQueries(IDocumentRanking ranking, string collection, int top, Terminal terminal)
{
    private static readonly TimeSpan BetweenNotes = TimeSpan.FromSeconds(10);

    private readonly List<double> _milliseconds = [];

    /// <summary>Time of each query so far, in milliseconds, in the order they were asked.</summary>
    public IReadOnlyList<double> Milliseconds => _milliseconds;

    /// <summary>The rankings, one a query, also where nothing was found.</summary>
    public async Task<Run> RunAsync(string tag, IReadOnlyList<(RetrievalQuery Query, QueryScope Scope)> queries, CancellationToken cancellationToken)
    {
        var lists = new List<RankedList>(queries.Count);
        var lastNote = Stopwatch.GetTimestamp();
        foreach (var (query, scope) in queries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            lists.Add(new RankedList(query.Id, await RankAsync(query, scope, cancellationToken)));
            if (Stopwatch.GetElapsedTime(lastNote) < BetweenNotes) continue;
            lastNote = Stopwatch.GetTimestamp();
            terminal.Note($"{lists.Count} of {queries.Count} queries");
        }

        return new Run(tag, lists);
    }

    private async Task<IReadOnlyList<RunEntry>> RankAsync(RetrievalQuery query, QueryScope scope, CancellationToken cancellationToken)
    {
        if (scope.Candidates is { Count: 0 })
        {
            _milliseconds.Add(0);
            return [];
        }

        var asked = new Query { Text = query.Text, Instruction = query.Instruction, Collection = collection, Top = Math.Min(Query.MostTop, top + scope.Excluded.Count), Filter = scope.Filter };
        var started = Stopwatch.GetTimestamp();
        try
        {
            var ranked = await ranking.RankAsync(asked, cancellationToken);
            _milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            return [.. ranked.Where(entry => scope.Allows(entry.Document)).Take(top).Select(entry => new RunEntry(entry.Document, entry.Score))];
        }
        catch (LongRagException e) when (e.Code is "query_too_long" or "empty_query")
        {
            throw new LongRagException(e.Code, $"Query '{query.Id}': {e.Message}", e);
        }
    }
}
