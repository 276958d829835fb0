using System.Globalization;
using Lucene.Net.Index;
using Lucene.Net.Store;
using LuceneDirectory = Lucene.Net.Store.Directory;

namespace LongRag.Retrievers.Lexical;

/// <summary>What a commit says of itself: its position in the corpus's history, and how its terms were made.</summary>
internal static class LexicalFormat
{
    /// <summary>Rises whenever the fields or the analysis change, so that an older index is rebuilt and never misread.</summary>
    public const string Version = "2";

    // COR_E_IO: Lucene's own complaint about bytes. What the system refuses (too many open files, say) carries its own number and is no damage.
    private const int PlainIOException = unchecked((int)0x80131620);

    /// <summary>Code of the error for an index whose files are damaged.</summary>
    public const string DamagedCode = "index_damaged";

    private const string VersionKey = "format";
    private const string FingerprintKey = "fingerprint";
    private const string PositionKey = "position";
    private const string GenerationKey = "generation";

    /// <summary>What decides the terms besides the version. Options of scoring act at search time and are no part of it.</summary>
    public static string FingerprintOf(Collection collection, LexicalSchema schema) => schema.FingerprintFor(collection);

    /// <summary>User data of a commit.</summary>
    /// <param name="collection">Decides the fingerprint.</param>
    /// <param name="schema">Decides it too.</param>
    /// <param name="position">Position in the corpus's history.</param>
    /// <param name="generation">Made when the index was: a reader tells by it that a folder was deleted and written anew, which Lucene's own counters cannot.</param>
    public static Dictionary<string, string> UserData(Collection collection, LexicalSchema schema, long position, string generation) => new(StringComparer.Ordinal)
    {
        [VersionKey] = Version,
        [FingerprintKey] = FingerprintOf(collection, schema),
        [PositionKey] = position.ToString(CultureInfo.InvariantCulture),
        [GenerationKey] = generation,
    };

    /// <summary>The generation that the user data tells; empty where it tells none.</summary>
    public static string GenerationIn(IDictionary<string, string> userData) => userData.TryGetValue(GenerationKey, out var generation) ? generation : "";

    /// <summary>Position that the user data tells; null where the commit was made another way (for <paramref name="collection"/>, where one is given).</summary>
    public static long? PositionIn(IDictionary<string, string> userData, Collection? collection, LexicalSchema schema) =>
        userData.TryGetValue(VersionKey, out var version) && string.Equals(version, Version, StringComparison.Ordinal)
        && userData.TryGetValue(FingerprintKey, out var fingerprint) && (collection is null || string.Equals(fingerprint, FingerprintOf(collection, schema), StringComparison.Ordinal))
        && userData.TryGetValue(PositionKey, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            ? position
            : null;

    /// <summary>The last commit, without opening its segments; null where there is none.</summary>
    /// <exception cref="LongRagException"><c>index_damaged</c>.</exception>
    public static SegmentInfos? LastCommit(LuceneDirectory directory)
    {
        try
        {
            if (!DirectoryReader.IndexExists(directory)) return null;
            var commit = new SegmentInfos();
            commit.Read(directory);
            return commit;
        }
        catch (System.IO.DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception failure) when (IsMisread(failure))
        {
            throw Damaged(directory.ToString(), failure);
        }
    }

    /// <summary>Whether Lucene's exception says that files are cut off, missing or of another program.</summary>
    public static bool IsDamage(Exception failure) => failure is CorruptIndexException or EndOfStreamException or IndexFormatTooNewException or IndexFormatTooOldException or FileNotFoundException or IOException { HResult: PlainIOException } or ArgumentException or OverflowException or IndexOutOfRangeException;

    /// <summary>Whether an exception may come of wrong bytes that were taken for lengths, places or numbers of terms.</summary>
    public static bool IsMisread(Exception failure) => IsDamage(failure) || failure is ArithmeticException or NullReferenceException or InvalidCastException or InvalidOperationException or KeyNotFoundException or NotSupportedException or FormatException or OutOfMemoryException;

    public static LongRagException Damaged(string folder, Exception failure) =>
        new(DamagedCode, $"The lexical index in '{folder}' is damaged ({failure.Message.ReplaceLineEndings(" ")}). It holds nothing that the store lacks: longrag index rebuild", failure);

    public static LongRagException Outdated(string folder) =>
        new("index_outdated", $"The lexical index in '{folder}' was made by another version or for another language. Build it anew: longrag index build");

    /// <summary>The folder of an index. Mapped memory: a median search took three quarters of the time it takes with file reads. The native lock goes with the process that holds it.</summary>
    public static FSDirectory Open(string folder) => new MMapDirectory(folder, new NativeFSLockFactory());

    /// <summary>The same folder for a writer: merges read by file, since mapped pages would count as this process's memory, the whole index of them.</summary>
    public static FSDirectory OpenToWrite(string folder) => new NIOFSDirectory(folder, new NativeFSLockFactory());
}
