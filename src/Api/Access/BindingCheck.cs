namespace LongRag.Api.Access;

/// <summary>Refuses to serve the network without keys.</summary>
public static class BindingCheck
{
    /// <summary>Checks the addresses that a service is about to listen on.</summary>
    /// <param name="addresses">Such as <c>http://127.0.0.1:8080</c>.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LongRagException"><c>keys_required</c>: one of them is not of this machine alone, and there is no live key; <c>bad_argument</c>: one is no address.</exception>
    public static async Task RequireAsync(IReadOnlyCollection<string> addresses, IKeyStore keys, TimeProvider time, CancellationToken cancellationToken = default)
    {
        // All of them are looked at: one that is no address is told before anything else.
        if (addresses.Where(address => !IsLocal(address)).ToList() is not [var open, ..]) return;
        var now = time.GetUtcNow();
        if ((await keys.ListAsync(cancellationToken)).Any(key => key.IsLive(now))) return;
        throw new LongRagException("keys_required", $"{open} can be reached from other machines, and there is no key: anybody could read and delete everything. Make a key (longrag keys create), or listen on http://127.0.0.1.");
    }

    private static bool IsLocal(string address)
    {
        try
        {
            var binding = BindingAddress.Parse(address);
            if (binding is { IsUnixPipe: false, Port: < 0 or > ushort.MaxValue }) throw new LongRagException("bad_argument", $"'{address}' cannot be listened on: a port is a number up to {ushort.MaxValue}.");
            if (string.Equals(binding.Scheme, "http", StringComparison.OrdinalIgnoreCase) && binding.Host.Length > 0) return binding.IsUnixPipe || LocalRequests.IsLoopbackName(binding.Host);
            throw new LongRagException("bad_argument", $"'{address}' cannot be listened on: it must be http; encryption is what a proxy in front does.");
        }
        catch (FormatException e)
        {
            throw new LongRagException("bad_argument", $"'{address}' is no address to listen on; write it like http://127.0.0.1:8080.", e);
        }
    }
}
