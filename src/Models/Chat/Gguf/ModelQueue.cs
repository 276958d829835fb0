namespace LongRag.Models.Chat.Gguf;

/// <summary>One caller at a time works with a model; a few may wait, without a thread; one more is refused at once. Thread-safe.</summary>
/// <param name="name">The model's name, for messages.</param>
/// <param name="length">How many may wait.</param>
internal sealed class ModelQueue(string name, int length) : IDisposable
{
    private readonly SemaphoreSlim _free = new(1, 1);
    private int _callers;

    /// <summary>Callers that work or wait.</summary>
    public int Callers => Volatile.Read(ref _callers);

    /// <summary>Waits for one's turn, which lasts until it is disposed of.</summary>
    /// <exception cref="LongRagException"><c>model_busy</c>.</exception>
    public async Task<Turn> EnterAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _callers) > length + 1)
        {
            Interlocked.Decrement(ref _callers);
            throw new LongRagException("model_busy", $"The model '{name}' is at work and {length} callers wait for it already (QueueLength): try again in a while.");
        }

        try
        {
            await _free.WaitAsync(cancellationToken);
        }
        catch
        {
            Interlocked.Decrement(ref _callers);
            throw;
        }

        return new Turn(this);
    }

    /// <summary>Waits until nobody works, for good; false where that takes too long.</summary>
    public bool Close(TimeSpan most) => _free.Wait(most);

    private void Leave()
    {
        Interlocked.Decrement(ref _callers);
        _free.Release();
    }

    public void Dispose() => _free.Dispose();

    /// <summary>The right to work with the model.</summary>
    internal sealed class Turn(ModelQueue queue) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0) queue.Leave();
        }
    }
}
