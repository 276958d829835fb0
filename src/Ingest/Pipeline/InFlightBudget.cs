namespace LongRag.Ingest;

/// <summary>Bounds the characters that are between reading and storing, so that memory does not depend on how many files wait. One document larger than all of it passes alone.</summary>
internal sealed class InFlightBudget(int characters)
{
    private readonly Lock _gate = new();
    private readonly Queue<(int Amount, TaskCompletionSource Entered)> _waiting = new();
    private int _free = characters;

    /// <summary>Waits until there is room; returns what must be given back.</summary>
    public async Task<int> EnterAsync(int length, CancellationToken cancellationToken)
    {
        var amount = Math.Clamp(length, 1, characters);
        TaskCompletionSource entered;
        lock (_gate)
        {
            if (_waiting.Count == 0 && _free >= amount)
            {
                _free -= amount;
                return amount;
            }

            entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue((amount, entered));
        }

        await entered.Task.WaitAsync(cancellationToken);
        return amount;
    }

    public void Leave(int amount)
    {
        lock (_gate)
        {
            _free += amount;
            while (_waiting.TryPeek(out var next) && next.Amount <= _free)
            {
                _waiting.Dequeue();
                _free -= next.Amount;
                next.Entered.TrySetResult();
            }
        }
    }
}
