namespace LongRag.Storage;

/// <summary>Where a corpus lies on a PostgreSQL server.</summary>
public sealed record PostgresOptions
{
    /// <summary>Npgsql connection string. It may hold a password: it is never part of a message.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>Schema that holds the tables; created where it is missing. Lower-case letters, digits and _, beginning with a letter, at most 63.</summary>
    /// <value>longrag</value>
    public string Schema { get; init; } = "longrag";
}
