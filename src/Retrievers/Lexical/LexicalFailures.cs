using Lucene.Net.Store;

namespace LongRag.Retrievers.Lexical;

/// <summary>What a failure of Lucene means to a caller.</summary>
internal static class LexicalFailures
{
    // ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL as HRESULTs on Windows; ENOSPC and EDQUOT as .NET passes them on elsewhere.
    private static readonly int[] DiskFull = [unchecked((int)0x80070070), unchecked((int)0x80070027), 28, 122];

    /// <summary>Passes on what <paramref name="read"/> reads of an index. Lucene checks few of the bytes it reads; what else it throws over wrong ones is damage too.</summary>
    public static T Reading<T>(string folder, Func<T> read)
    {
        try
        {
            return Explained(folder, read);
        }
        catch (Exception failure) when (failure is not ObjectDisposedException && LexicalFormat.IsMisread(failure))
        {
            throw LexicalFormat.Damaged(folder, failure);
        }
    }

    /// <summary>Makes the folder of an index where there is none.</summary>
    public static void Making(string folder)
    {
        try
        {
            System.IO.Directory.CreateDirectory(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LongRagException("index_unwritable", $"The folder '{folder}' of a lexical index cannot be made: {failure.Message}", failure);
        }
    }

    /// <summary>Passes on what <paramref name="act"/> does with an index.</summary>
    public static T Explained<T>(string folder, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (LockObtainFailedException failure)
        {
            throw new LongRagException("locked", $"Another process writes the lexical index in '{folder}'. Try again when it is done.", failure);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new LongRagException("index_unwritable", $"The lexical index in '{folder}' cannot be opened: {failure.Message}", failure);
        }
        catch (IOException failure) when (DiskFull.Contains(failure.HResult))
        {
            throw new LongRagException("disk_full", $"No space is left for the lexical index in '{folder}'. What was committed is kept.", failure);
        }
        catch (Exception failure) when (failure is not ArgumentException && LexicalFormat.IsDamage(failure))
        {
            throw LexicalFormat.Damaged(folder, failure);
        }
    }
}
