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
    private readonly double?[] _scores;
    private readonly double _seconds;
    private readonly Dictionary<string, int> _failures = new(StringComparer.Ordinal);
    private (string Code, string Message)? _reason;
    private int _calls, _answered, _failed, _failedInARow, _repaired, _missing, _repeated, _unknown;
    private long _sentTokens, _promptTokens, _passageTokens, _writtenTokens;
    private string? _limit;

    /// <param name="query">The question.</param>
    /// <param name="instruction">What counts as relevant; empty for nothing in particular.</param>
    /// <param name="candidates">In their old order.</param>
    /// <param name="limits">What it may cost.</param>
    /// <param name="time">The clock of the time limit.</param>
    /// <param name="caller">The caller's patience.</param>
    public RankingWork(string query, string instruction, IReadOnlyList<Candidate> candidates, RankingLimits limits, TimeProvider time, CancellationToken caller)
    {
        (Query, Instruction, Candidates, _tokens, _seconds, _caller) = (query, instruction, candidates, limits.Tokens, limits.Seconds, caller);
        _order = [.. Enumerable.Range(0, candidates.Count)];
        (_read, _shortened, _scores) = (new bool[candidates.Count], new bool[candidates.Count], new double?[candidates.Count]);
        _timer = limits.Seconds > 0 ? new CancellationTokenSource(TimeSpan.FromSeconds(limits.Seconds), time) : null;
        _ended = CancellationTokenSource.CreateLinkedTokenSource(caller, _timer?.Token ?? default);
    }

    /// <summary>The question alone: what is scored by likelihood, and what a rerank server was trained on.</summary>
    public string Query { get; }

    /// <summary>What counts as relevant, in the user's words; empty where nothing was said.</summary>
    public string Instruction { get; }

    /// <summary>The question and, behind it, the instruction: for prompts that say in words what is to be judged.</summary>
    public string Asked => Instruction.Length == 0 ? Query : $"{Query} {Instruction}";

    public IReadOnlyList<Candidate> Candidates { get; }

    /// <summary>Tokens of the model's context, where a call showed that it is smaller than its settings say; else null.</summary>
    public int? Context { get; set; }

    /// <summary>The order so far, by places in <see cref="Candidates"/>.</summary>
    public IReadOnlyList<int> Order => _order;

    /// <summary>Whether no further call will be made.</summary>
    public bool HasEnded => _limit is not null;

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
    /// <param name="isForgiven">Whether an error is no failure, because it will be asked otherwise; null for none.</param>
    public async Task<T?> AskAsync<T>(PromptSize size, int mostWritten, Func<CancellationToken, Task<T>> call, Func<LongRagException, bool>? isForgiven = null)
        where T : class
    {
        if (!Begin(size, mostWritten)) return null;
        return await GuardedAsync(async () =>
        {
            var answered = await call(_ended.Token).WaitAsync(_ended.Token);
            lock (_lock) (_answered, _failedInARow, _promptTokens, _passageTokens) = (_answered + 1, 0, _promptTokens + size.Prompt, _passageTokens + size.Passages);
            return answered;
        }, isForgiven);
    }

    /// <summary>Does what must be done before the model can be asked, within the ranking's time. False where it failed, which is counted.</summary>
    /// <param name="prepare">What to do. It is left alone where it does not heed its token.</param>
    public Task<bool> ReadyAsync(Func<CancellationToken, Task> prepare) => UnlessFailedAsync(() => prepare(_ended.Token).WaitAsync(_ended.Token));

    /// <summary>Does what is done around the calls, which may ask the model as well: it counts the tokens of every prompt. False where it failed, which is counted; the order is then what it was until there.</summary>
    /// <param name="act">What to do. It is waited for.</param>
    public async Task<bool> UnlessFailedAsync(Func<Task> act) => await GuardedAsync(async () =>
    {
        await act();
        return this;
    }) is not null;

    private async Task<T?> GuardedAsync<T>(Func<Task<T>> act, Func<LongRagException, bool>? isForgiven = null)
        where T : class
    {
        try
        {
            return await act();
        }
        catch (OperationCanceledException) when (_caller.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            EndByTime();
            Fail("time_limit", "The time that the ranking may take (Seconds) ran out while the model was at work.");
        }
        catch (LongRagException e)
        {
            if (isForgiven?.Invoke(e) is not true) Fail(e.Code, e.Message);
        }
        catch (Exception e) when (e is OperationCanceledException or TimeoutException)
        {
            Fail("model_timeout", $"The model did not answer in time: {e.Message}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
        {
            Fail("model_unreachable", $"The connection to the model broke: {e.Message}");
        }
        catch (Exception e)
        {
            // A client may throw what it likes; no candidate is lost by that.
            Fail("model_failed", $"The model failed ({e.GetType().Name}): {e.Message}");
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
            if (++_failedInARow >= MostFailuresInARow) _limit ??= $"{MostFailuresInARow} failures in a row";
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

    /// <summary>Keeps the score that a method gave to a candidate, whatever its scale: the higher the better.</summary>
    /// <param name="place">In <see cref="Candidates"/>.</param>
    /// <param name="score">Its score; null for none.</param>
    public void Score(int place, double? score) => _scores[place] = score;

    /// <summary>The scores of all candidates; null where a method gave none, or where the order is not theirs.</summary>
    public IReadOnlyList<double>? FallingScores()
    {
        for (var i = 0; i < _order.Length; i++)
            if (_scores[_order[i]] is null || (i > 0 && _scores[_order[i]] > _scores[_order[i - 1]])) return null;
        return [.. _scores.Select(score => score!.Value)];
    }

    /// <summary>The score that a method gave to a candidate; null for none.</summary>
    public double? ScoreOf(int place) => _scores[place];

    /// <summary>Whether a model answered for a candidate.</summary>
    public bool WasRead(int place) => _read[place];

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
            Limit = _limit,
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

    private void EndByTime() => _limit ??= FormattableString.Invariant($"Seconds={_seconds:0.###}");

    private static List<int> Places(bool[] marks, bool wanted) => [.. Enumerable.Range(0, marks.Length).Where(place => marks[place] == wanted)];

    private bool Begin(PromptSize size, int mostWritten)
    {
        _caller.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_ended.IsCancellationRequested) EndByTime();
            else if (_tokens > 0 && _sentTokens + _writtenTokens + size.Prompt + mostWritten > _tokens) _limit ??= $"Tokens={_tokens}";
            if (HasEnded) return false;
            _calls++;
            // What was sent is spent, whether an answer comes or not.
            _sentTokens += size.Prompt;
            return true;
        }
    }
}

/// <summary>What a ranking may cost; 0 for no end.</summary>
internal readonly record struct RankingLimits(double Seconds, long Tokens);

/// <summary>Tokens of a prompt, and those of them that are text of passages.</summary>
internal readonly record struct PromptSize(int Prompt, int Passages);
