namespace LongRag.Storage;

/// <summary>The layout of a data folder: the corpus, its indexes, the service's jobs and keys, the configuration, and the lock that lets one process write.</summary>
/// <param name="Path">Full path of the folder; it need not exist.</param>
public sealed record DataFolder(string Path)
{
    /// <summary>The SQLite corpus.</summary>
    public string Database => System.IO.Path.Combine(Path, "corpus.db");

    /// <summary>The SQLite database of jobs and keys: a file of its own, so that neither ever waits for the corpus's writer.</summary>
    public string Service => System.IO.Path.Combine(Path, "service.db");

    /// <summary>The configuration file that is used where none is named.</summary>
    public string Configuration => System.IO.Path.Combine(Path, "longrag.json");

    /// <summary>Folder of all indexes: everything below it can be deleted and rebuilt.</summary>
    public string Indexes => System.IO.Path.Combine(Path, "indexes");

    /// <summary>Folder of what chat models said of documents: it can be deleted, and is then asked again.</summary>
    public string Structures => System.IO.Path.Combine(Path, "structures");

    /// <summary>The folder at <paramref name="path"/>, made absolute. Creates nothing.</summary>
    public static DataFolder At(string path) => new(System.IO.Path.GetFullPath(path));

    /// <summary>Folder of one index of one collection.</summary>
    /// <param name="collection">A collection's name.</param>
    /// <param name="index">Name of the index, e.g. <c>lexical</c>.</param>
    public string Index(string collection, string index) => System.IO.Path.Combine(Indexes, Collection.CheckName(collection), index);

    /// <summary>Takes the right to write in this folder, which it creates where it is missing; readers need none. Held until disposed or until the process dies.</summary>
    /// <exception cref="LongRagException"><c>locked</c>, naming the process that writes; <c>store_unreachable</c> where the folder cannot be written.</exception>
    public WriterLock LockForWriting()
    {
        try
        {
            Directory.CreateDirectory(Path);
            return WriterLock.Take(Path);
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException)
        {
            throw new LongRagException(StorageCodes.StoreUnreachable, $"The data folder '{Path}' cannot be written: {failure.Message}", failure);
        }
    }
}
