namespace LongRag.Models;

/// <summary>The calls that native code answers now. Whoever frees what they run on waits for them first: freed under a call, it would end the process. Thread-safe.</summary>
internal sealed class CallsInFlight
{
    private readonly object _gate = new();
    private int _calls;
    private bool _isClosed;

    /// <summary>Begins a call, which lasts until it is disposed of.</summary>
    /// <param name="owner">What is called, for messages.</param>
    /// <exception cref="ObjectDisposedException">It was closed.</exception>
    public Call Enter(object owner)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, owner);
            _calls++;
            return new Call(this);
        }
    }

    /// <summary>Lets nobody in any more, and waits until all have left. False where it was closed before.</summary>
    public bool Close()
    {
        lock (_gate)
        {
            var isFirst = !_isClosed;
            _isClosed = true;
            while (_calls > 0) Monitor.Wait(_gate);
            return isFirst;
        }
    }

    private void Leave()
    {
        lock (_gate)
            if (--_calls == 0) Monitor.PulseAll(_gate);
    }

    /// <summary>A call under way.</summary>
    internal readonly struct Call(CallsInFlight calls) : IDisposable
    {
        public void Dispose() => calls.Leave();
    }
}
