using LongRag.Models.Encoders;

namespace LongRag.Retrievers.Dense;

/// <summary>What is said of an index, a cache or an encoder that is not as it must be.</summary>
internal static class DenseFailures
{
    public const string DamagedCode = "index_damaged";
    public const string OutdatedCode = "index_outdated";

    /// <summary>The same that an encoder's own checks have: these are the last ones before the disk.</summary>
    public const string BadVectorsCode = "bad_embeddings";

    private const int SharingViolation = unchecked((int)0x80070020);

    // ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL as HRESULTs on Windows; ENOSPC and EDQUOT as .NET passes them on elsewhere.
    private static readonly int[] DiskFull = [unchecked((int)0x80070070), unchecked((int)0x80070027), 28, 122];

    public static LongRagException Damaged(string folder, string evidence, Exception? inner = null) =>
        new(DamagedCode, $"The dense index in '{folder}' is damaged ({evidence.ReplaceLineEndings(" ")}). It holds nothing that the store and the cache of vectors lack: longrag index rebuild", inner);

    public static LongRagException Outdated(string folder, string reason) => new(OutdatedCode, $"The dense index in '{folder}' cannot be used: {reason}. Build it anew: longrag index build");

    /// <summary>Of vectors that are none of this encoder.</summary>
    public static LongRagException BadVectors(EncoderProfile encoder, string evidence) => new(BadVectorsCode, $"The encoder '{encoder.Name}' gave {evidence}. Nothing of it was stored.");

    /// <summary>Takes the right to write, which goes with the process.</summary>
    public static FileStream Lock(string file, string what)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure) when (failure.HResult == SharingViolation || failure.HResult == (OperatingSystem.IsMacOS() ? 35 : 11))
        {
            throw new LongRagException("locked", $"Another process writes {what}. Try again when it is done.", failure);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new LongRagException("index_unwritable", $"{what} cannot be written: {failure.Message}", failure);
        }
    }

    /// <summary>Passes on what <paramref name="act"/> does; a full disk is named.</summary>
    public static T Explained<T>(string folder, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (IOException failure) when (DiskFull.Contains(failure.HResult))
        {
            throw new LongRagException("disk_full", $"No space is left for vectors in '{folder}'. What was committed is kept.", failure);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new LongRagException("index_unwritable", $"The vectors in '{folder}' cannot be written: {failure.Message}", failure);
        }
    }
}
