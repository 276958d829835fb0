namespace LongRag.Hosting;

/// <summary>Wakes those who watch a job when this process changes it. Holds nothing of jobs that nobody watches. Thread-safe.</summary>
internal sealed class JobChanges
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Watched> _watched = new(StringComparer.Ordinal);

    /// <summary>Begins to watch a job; it is watched until this is disposed.</summary>
    public Watcher Watch(string job)
    {
        lock (_gate)
        {
            if (!_watched.TryGetValue(job, out var watched)) _watched[job] = watched = new Watched();
            watched.Watchers++;
            return new Watcher(this, job, watched);
        }
    }

    /// <summary>The job has changed.</summary>
    public void Tell(string job)
    {
        lock (_gate)
        {
            if (!_watched.TryGetValue(job, out var watched)) return;
            watched.Next.TrySetResult();
            watched.Next = NewSource();
        }
    }

    private void Leave(string job, Watched watched)
    {
        lock (_gate)
            if (--watched.Watchers == 0) _watched.Remove(job);
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>One who watches a job.</summary>
    internal sealed class Watcher(JobChanges changes, string job, Watched watched) : IDisposable
    {
        /// <summary>Completes at the job's next change. Ask for it before looking at the job: no change is then missed.</summary>
        public Task Next()
        {
            lock (changes._gate) return watched.Next.Task;
        }

        public void Dispose() => changes.Leave(job, watched);
    }

    internal sealed class Watched
    {
        public TaskCompletionSource Next { get; set; } = NewSource();

        public int Watchers { get; set; }
    }
}
