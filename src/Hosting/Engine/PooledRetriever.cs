namespace LongRag.Hosting;

/// <summary>An open retriever that requests share. Retired, it is closed when the last of them has left it.</summary>
/// <param name="collection">The collection as it was when it was opened.</param>
/// <param name="retriever">Over it.</param>
/// <param name="isMakeshift">Whether another index, or none, answers in the configured one's place.</param>
/// <param name="note">What those who ask should know.</param>
internal sealed class PooledRetriever(Collection collection, OpenRetriever retriever, bool isMakeshift, AnswerNote? note)
{
    private readonly Lock _gate = new();
    private int _users;
    private bool _isRetired;

    public Collection Collection => collection;

    public OpenRetriever Retriever => retriever;

    public bool IsMakeshift => isMakeshift;

    public AnswerNote? Note => note;

    public void Enter()
    {
        lock (_gate) _users++;
    }

    public void Leave()
    {
        lock (_gate)
            if (--_users == 0 && _isRetired) retriever.Dispose();
    }

    public void Retire()
    {
        lock (_gate)
        {
            _isRetired = true;
            if (_users == 0) retriever.Dispose();
        }
    }
}
