namespace LongRag.Storage;

/// <summary>What must hold of a key before it is made.</summary>
internal static class NewKeyCheck
{
    private const int LongestClient = 64;
    private const int Most = 10_000_000;

    public static void Check(NewApiKey key, DateTimeOffset now)
    {
        if (key.Client.Length is 0 or > LongestClient || !key.Client.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '@'))
            throw Bad($"'{PrintableText.OneLine(key.Client)}' cannot name a client: use letters, digits, '-', '_', '.' and '@', at most {LongestClient}");
        if (!Enum.IsDefined(key.Right)) throw Bad($"{(int)key.Right} is no right");
        if (key.ExpiresAt <= now) throw Bad($"the key would have ended already, at {key.ExpiresAt:u}");
        if (key.RequestsPerMinute is < 1 or > Most) throw Bad($"a key allows 1 to {Most:N0} requests a minute");
        if (key.ConcurrentRequests is < 1 or > Most) throw Bad($"a key allows 1 to {Most:N0} requests at a time");
        foreach (var collection in key.Collections ?? []) CheckCollection(collection);
    }

    private static void CheckCollection(string name)
    {
        try
        {
            Collection.CheckName(name);
        }
        catch (LongRagException e)
        {
            throw new LongRagException(StorageCodes.BadArgument, e.Message, e);
        }
    }

    private static LongRagException Bad(string what) => new(StorageCodes.BadArgument, $"{char.ToUpperInvariant(what[0])}{what[1..]}.");
}
