using System.Collections.Concurrent;

namespace LongRag.Hosting;

/// <summary>Wakes those who watch a job when this process changes it. Thread-safe.</summary>
internal sealed class JobChanges
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _next = new(StringComparer.Ordinal);

    /// <summary>Completes at the job's next change. Ask for it before looking at the job: no change is then missed.</summary>
    public Task Next(string job) => _next.GetOrAdd(job, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>The job has changed.</summary>
    public void Tell(string job)
    {
        if (_next.TryRemove(job, out var waiting)) waiting.TrySetResult();
    }

    /// <summary>Waits for a change, or for so long.</summary>
    public static async Task WaitAsync(Task change, TimeSpan most, CancellationToken cancellationToken)
    {
        try
        {
            await change.WaitAsync(most, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Time to look for oneself.
        }
    }
}
