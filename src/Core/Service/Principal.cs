namespace LongRag;

/// <summary>What a caller may do with the collections it may see. Each includes those before it.</summary>
public enum AccessRight
{
    /// <summary>Search, ask, read documents.</summary>
    Read,

    /// <summary>Add, replace and delete documents.</summary>
    Write,

    /// <summary>Create, change and delete collections.</summary>
    Admin,
}

/// <summary>Who asks, resolved once for a request. What it may not see does not exist for it.</summary>
/// <param name="Name">Name of the client, for logs and limits.</param>
/// <param name="Right">The highest right it has.</param>
/// <param name="Collections">Collections it has that right in; null for all.</param>
public sealed record Principal(string Name, AccessRight Right, IReadOnlySet<string>? Collections)
{
    /// <summary>Who may do everything: the owner of the process.</summary>
    public static Principal Owner { get; } = new("owner", AccessRight.Admin, null);

    /// <summary>Whether it is one who runs the service, and is told in full why something failed: every right in every collection. An admin of some collections is not.</summary>
    public bool IsOperator => Right is AccessRight.Admin && Collections is null;

    /// <summary>Whether the collection exists for it.</summary>
    public bool MaySee(string collection) => Collections?.Contains(collection) ?? true;

    /// <summary>Whether it may do what needs <paramref name="right"/> in the collection.</summary>
    public bool May(AccessRight right, string collection) => Right >= right && MaySee(collection);
}
