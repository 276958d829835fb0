using LongRag.Rankers.Work;

namespace LongRag.Rankers;

/// <summary>A method of ranking under a name, with a depth and limits. Made by <see cref="RankerCatalog"/>. Thread-safe.</summary>
public sealed class Ranker : IReportingReranker, IDisposable
{
    private readonly IRankingMethod _method;
    private readonly RankingLimits _limits;
    private readonly TimeProvider _time;

    internal Ranker(string name, int depth, IRankingMethod method, RankingLimits limits = default, TimeProvider? time = null)
    {
        (Name, Depth, _method, _limits) = (name, depth, method, limits);
        _time = time ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Depth { get; }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ScoredPassage>> RerankAsync(Query query, IReadOnlyList<ScoredPassage> passages, CancellationToken cancellationToken = default) =>
        (await RankAsync(query, passages, cancellationToken)).Passages;

    /// <inheritdoc/>
    public async Task<Ranking> RankAsync(Query query, IReadOnlyList<ScoredPassage> passages, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(passages);
        cancellationToken.ThrowIfCancellationRequested();
        var started = _time.GetTimestamp();
        using var work = new RankingWork(Candidate.Plain(query.Text), Candidate.Plain(query.InstructionRead ?? ""), [.. passages.Take(Depth).Select(Candidate.Of)], _limits, _time, cancellationToken);
        if (work.Candidates.Count > 1) await _method.RankAsync(work, cancellationToken);
        var report = work.Report(_time.GetElapsedTime(started));
        // Where nobody answered, nothing was ranked: the list is what it was.
        return report.Answered == 0 ? new Ranking(passages, report) : new Ranking([.. new RankedScores(Name, work).Of(passages), .. passages.Skip(Depth)], report);
    }

    /// <summary>The same ranker over at least so many passages. It lives as long as this one.</summary>
    public Ranker Over(int passages) => new(Name, Math.Max(Depth, passages), _method, _limits, _time);

    /// <summary>Releases a remote ranker's connections. Chat models belong to whoever opened them.</summary>
    public void Dispose() => (_method as IDisposable)?.Dispose();
}
