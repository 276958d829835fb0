namespace LongRag.Models.Chat.OpenAi;

/// <summary>Cancels what waits for a server that has sent nothing for too long. Started anew by every byte.</summary>
internal sealed class SilenceTimer : IDisposable
{
    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _both;
    private readonly TimeSpan _most;

    public SilenceTimer(TimeSpan most, TimeProvider time, CancellationToken cancellationToken)
    {
        _most = most;
        _timeout = new CancellationTokenSource(most, time);
        _both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _timeout.Token);
    }

    public CancellationToken Token => _both.Token;

    public void Restart() => _timeout.CancelAfter(_most);

    public void Stop() => _timeout.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _both.Dispose();
        _timeout.Dispose();
    }
}
