namespace LongRag.Storage;

/// <summary>The codes with which a store or a data folder says what is wrong with the world, one place for both databases.</summary>
public static class StorageCodes
{
    /// <summary>There is no corpus at that place.</summary>
    public const string NoCorpus = "no_corpus";

    /// <summary>The collection does not exist.</summary>
    public const string NoSuchCollection = "no_such_collection";

    /// <summary>The database was written by a newer program; nothing was touched.</summary>
    public const string NewerSchema = "newer_schema";

    /// <summary>The database was written by an older program and is open for reading only, so it was not upgraded.</summary>
    public const string OlderSchema = "older_schema";

    /// <summary>The database belongs to another program; nothing was touched.</summary>
    public const string ForeignStore = "foreign_store";

    /// <summary>The database is damaged or is none.</summary>
    public const string DamagedStore = "damaged_store";

    /// <summary>No space is left; the batch was not stored.</summary>
    public const string DiskFull = "disk_full";

    /// <summary>The server or the file cannot be opened, or stopped answering.</summary>
    public const string StoreUnreachable = "store_unreachable";

    /// <summary>Somebody else writes.</summary>
    public const string Locked = "locked";

    /// <summary>The store was opened for reading only, or may only be read.</summary>
    public const string ReadOnlyStore = "read_only_store";

    /// <summary>Text with a NUL character or half a surrogate pair, which a database cannot hold.</summary>
    public const string BadText = "bad_text";

    /// <summary>The connection string or the schema's name cannot be used.</summary>
    public const string BadConnection = "bad_connection";

    /// <summary>As many jobs wait as may.</summary>
    public const string QueueFull = "queue_full";

    /// <summary>The key of a request was used for another one.</summary>
    public const string IdempotencyConflict = "idempotency_conflict";

    /// <summary>Two keys of the client live already.</summary>
    public const string TooManyKeys = "too_many_keys";

    /// <summary>A value that cannot be meant.</summary>
    public const string BadArgument = "bad_argument";
}
