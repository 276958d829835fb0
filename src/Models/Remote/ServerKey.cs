namespace LongRag.Models.Remote;

/// <summary>The key that a server is asked with. One that was refused is not sent again: the refusal is told until another key lies where it came from. Thread-safe.</summary>
/// <param name="value">The key; null for none.</param>
/// <param name="read">Reads it again from where it came from; null where it cannot change.</param>
internal sealed class ServerKey(string? value, Func<string?>? read = null)
{
    private volatile string? _value = value;
    private volatile Refusal? _refusal;

    /// <summary>The key, to keep it out of messages.</summary>
    public string? Value => _value;

    /// <summary>The key to send; null for none.</summary>
    /// <exception cref="LongRagException">What the server said when it refused this key.</exception>
    public string? ToSend()
    {
        if (_refusal is { } refusal && !IsRenewed(refusal.Key)) throw refusal.Problem;
        return _value;
    }

    /// <summary>Remembers that a key was refused. True where there is another by now.</summary>
    public bool Refuse(string? key, LongRagException problem)
    {
        _refusal = new Refusal(key, problem);
        return IsRenewed(key);
    }

    private bool IsRenewed(string? refused)
    {
        // Another caller may have read it while this one's request was under way.
        if (_value == refused) _value = Read() ?? refused;
        if (_value == refused) return false;
        _refusal = null;
        return true;
    }

    private string? Read()
    {
        try
        {
            return read?.Invoke();
        }
        catch (LongRagException)
        {
            // Half-way through being replaced, perhaps: what is known stays.
            return null;
        }
    }

    private sealed record Refusal(string? Key, LongRagException Problem);
}
