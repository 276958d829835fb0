namespace LongRag.Models.Remote;

/// <summary>Asks a server again where that can help, after waits that double. Thread-safe.</summary>
/// <param name="most">How often it is asked at most.</param>
/// <param name="firstWait">Before the second attempt; doubled for each further.</param>
/// <param name="time">Whose time.</param>
internal sealed class Attempts(int most, TimeSpan firstWait, TimeProvider time)
{
    private static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(60);

    public int Most => most;

    /// <summary>
    /// The longest wait that whoever asks in this flow of execution puts up with: where a server asks for more, its refusal is told at once, with that wait. Null for a minute: who has no client waiting.
    /// </summary>
    public static AsyncLocal<TimeSpan?> Patience { get; } = new();

    private static TimeSpan MostWait => Patience.Value ?? UsualPatience;

    /// <summary>How often it will have been asked when a refusal with such a wait is told: in words, for a message.</summary>
    public string Times(TimeSpan wait) => wait > MostWait ? "" : FormattableString.Invariant($" {most} times");

    /// <exception cref="LongRagException">The problem of the last attempt.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<Attempt<T>>> ask, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var outcome = await ask(cancellationToken);
            if (outcome.Problem is null) return outcome.Value!;
            // Asked before it said, a server only says so again.
            if (outcome.Again > MostWait) throw new LongRagException(outcome.Problem.Code, outcome.Problem.Message, outcome.Problem) { RetryAfter = outcome.Again };
            if (outcome.Again is null || attempt == most) throw outcome.Problem;
            var wait = outcome.Again > TimeSpan.Zero ? outcome.Again.Value : firstWait * (1 << (attempt - 1));
            await Task.Delay(wait, time, cancellationToken);
        }
    }
}

/// <summary>What came of one attempt.</summary>
/// <param name="Value">What was asked for.</param>
/// <param name="Problem">Why it did not come.</param>
/// <param name="Again">How long to wait before it is worth trying again: zero for as long as usual; null where it is not.</param>
internal readonly record struct Attempt<T>(T? Value, LongRagException? Problem = null, TimeSpan? Again = null);
