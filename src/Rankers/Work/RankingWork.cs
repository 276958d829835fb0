using System.Text.Json;

namespace LongRag.Rankers.Work;

/// <summary>
/// One ranking under way: the candidates, their order so far, what was spent, and what may still be spent. A method changes the order only by permutations, and asks its model only through
/// <see cref="AskAsync{T}"/>, so that whatever happens there, all candidates come out. Calls may be made at once from several threads; the order is changed by one.
/// </summary>
internal sealed class RankingWork : IDisposable
{
    // A model that failed so often in a row is not asked again.
    private const int MostFailuresInARow = 3;

    private readonly Lock _lock = new();
    private readonly long _tokens;
    private readonly CancellationTokenSource? _timer;
    private readonly CancellationTokenSource _ended;
    private readonly CancellationToken _caller;
    private readonly int[] _order;
    private readonly bool[] _read;
    private readonly bool[] _shortened;
    private readonly Dictionary<string, int> _failures = new(StringComparer.Ordinal);
    private (string Code, string Message)? _reason;
    private int _calls, _answered, _failed, _failedInARow, _repaired, _missing, _repeated, _unknown;
    private long _promptTokens, _passageTokens, _writtenTokens;

    /// <param name="query">What is asked: the question and, behind it, the instruction.</param>
    /// <param name="candidates">In their old order.</param>
    /// <param name="limits">What it may cost.</param>
    /// <param name="time">The clock of the time limit.</param>
    /// <param name="caller">The caller's patience.</param>
    public RankingWork(string query, IReadOnlyList<Candidate> candidates, RankingLimits limits, TimeProvider time, CancellationToken caller)
    {
        (Query, Candidates, _tokens, _caller) = (query, candidates, limits.Tokens, caller);
        _order = [.. Enumerable.Range(0, candidates.Count)];
        (_read, _shortened) = (new bool[candidates.Count], new bool[candidates.Count]);
        _timer = limits.Seconds > 0 ? new CancellationTokenSource(TimeSpan.FromSeconds(limits.Seconds), time) : null;
        _ended = CancellationTokenSource.CreateLinkedTokenSource(caller, _timer?.Token ?? default);
    }

    public string Query { get; }

    public IReadOnlyList<Candidate> Candidates { get; }

    /// <summary>The order so far, by places in <see cref="Candidates"/>.</summary>
    public IReadOnlyList<int> Order => _order;

    /// <summary>Whether no further call will be made.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Puts the part of the order that begins at <paramref name="start"/> into a new order.</summary>
    /// <param name="start">The first place of the part.</param>
    /// <param name="permutation">Which place of the part comes first, second, …</param>
    public void Reorder(int start, IReadOnlyList<int> permutation)
    {
        var part = _order.AsSpan(start, permutation.Count).ToArray();
        var seen = new bool[part.Length];
        foreach (var place in permutation)
        {
            if (seen[place]) throw new ArgumentException($"The place {place} is there twice.", nameof(permutation));
            seen[place] = true;
        }

        for (var i = 0; i < part.Length; i++) _order[start + i] = part[permutation[i]];
    }

    /// <summary>
    /// Makes a call to the model, if it may still be made. Null where it may not, or where it failed, which is counted; the caller's own cancellation is passed on.
    /// </summary>
    /// <param name="size">Tokens of its prompt, and of the passages in it.</param>
    /// <param name="mostWritten">Most tokens of the answer.</param>
    /// <param name="call">The call. It is left alone where it does not heed its token.</param>
    public async Task<T?> AskAsync<T>(PromptSize size, int mostWritten, Func<CancellationToken, Task<T>> call)
        where T : class
    {
        if (!Begin(size, mostWritten)) return null;
        try
        {
            var answered = await call(_ended.Token).WaitAsync(_ended.Token);
            lock (_lock) (_answered, _failedInARow) = (_answered + 1, 0);
            return answered;
        }
        catch (OperationCanceledException) when (_caller.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            HasEnded = true;
            Fail("time_limit", "The time that the ranking may take (Seconds) ran out while the model was at work.");
        }
        catch (LongRagException e)
        {
            Fail(e.Code, e.Message);
        }
        catch (Exception e) when (e is OperationCanceledException or TimeoutException)
        {
            Fail("model_timeout", $"The model did not answer in time: {e.Message}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
        {
            Fail("model_unreachable", $"The connection to the model broke: {e.Message}");
        }

        return null;
    }

    /// <summary>Counts a call that could not even be made, or whose answer says nothing.</summary>
    public void Fail(string code, string reason)
    {
        lock (_lock)
        {
            _reason ??= (code, reason);
            _failed++;
            _failures[code] = _failures.GetValueOrDefault(code) + 1;
            if (++_failedInARow >= MostFailuresInARow) HasEnded = true;
        }
    }

    /// <summary>Remembers that a model answered for candidates of which it was shown so many words each.</summary>
    /// <param name="places">In <see cref="Candidates"/>.</param>
    /// <param name="words">Most words of each.</param>
    public void Read(IEnumerable<int> places, int words)
    {
        lock (_lock)
        {
            foreach (var place in places)
            {
                _read[place] = true;
                _shortened[place] |= Candidates[place].Words > words;
            }
        }
    }

    /// <summary>Counts what a model wrote.</summary>
    public void Wrote(int tokens)
    {
        lock (_lock) _writtenTokens += tokens;
    }

    /// <summary>Counts what had to be put right in one answer.</summary>
    public void Repair(int missing, int repeated = 0, int unknown = 0)
    {
        if (missing + repeated + unknown == 0) return;
        lock (_lock)
        {
            _repaired++;
            _missing += missing;
            _repeated += repeated;
            _unknown += unknown;
        }
    }

    /// <summary>Does something for each number below <paramref name="count"/>, in order where one is done at a time, until the ranking has ended.</summary>
    public Task EachAsync(int count, int parallel, Func<int, Task> action) =>
        Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = _caller }, async (i, _) =>
        {
            if (!HasEnded) await action(i);
        });

    /// <summary>What it cost.</summary>
    public RankingReport Report(TimeSpan elapsed)
    {
        var (distance, displacement) = Movement.Of(_order);
        return new RankingReport
        {
            Candidates = _order.Length,
            Calls = _calls,
            Answered = _answered,
            Failed = _failed,
            Failures = new Dictionary<string, int>(_failures, StringComparer.Ordinal),
            Reason = _reason?.Message,
            ReasonCode = _reason?.Code,
            PromptTokens = _promptTokens,
            PassageTokens = _passageTokens,
            WrittenTokens = _writtenTokens,
            Seconds = elapsed.TotalSeconds,
            Repaired = _repaired,
            Missing = _missing,
            Repeated = _repeated,
            Unknown = _unknown,
            KendallDistance = distance,
            MeanDisplacement = displacement,
            Truncated = HasEnded,
            Shortened = Places(_shortened, true),
            // One alone is in order without being asked for.
            Unread = _order.Length < 2 ? [] : Places(_read, false),
        };
    }

    public void Dispose()
    {
        _ended.Dispose();
        _timer?.Dispose();
    }

    private static List<int> Places(bool[] marks, bool wanted) => [.. Enumerable.Range(0, marks.Length).Where(place => marks[place] == wanted)];

    private bool Begin(PromptSize size, int mostWritten)
    {
        _caller.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_ended.IsCancellationRequested || (_tokens > 0 && _promptTokens + _writtenTokens + size.Prompt + mostWritten > _tokens)) HasEnded = true;
            if (HasEnded) return false;
            _calls++;
            _promptTokens += size.Prompt;
            _passageTokens += size.Passages;
            return true;
        }
    }
}

/// <summary>What a ranking may cost; 0 for no end.</summary>
internal readonly record struct RankingLimits(double Seconds, long Tokens);

/// <summary>Tokens of a prompt, and those of them that are text of passages.</summary>
internal readonly record struct PromptSize(int Prompt, int Passages);
