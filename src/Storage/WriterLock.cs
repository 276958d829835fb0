using System.Globalization;

namespace LongRag.Storage;

/// <summary>The right to write in a data folder. The system lets go of it when the process dies, however it dies.</summary>
public sealed class WriterLock : IDisposable
{
    private readonly FileStream _lock;

    private WriterLock(FileStream @lock) => _lock = @lock;

    internal static WriterLock Take(string folder)
    {
        // The process's number stands in a file of its own: nobody else can read the locked one.
        var holder = Path.Combine(folder, "writer.pid");
        FileStream @lock;
        try
        {
            @lock = new FileStream(Path.Combine(folder, "writer.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure) when (FileLocks.IsHeldByOther(failure))
        {
            throw new LongRagException(StorageCodes.Locked, $"Another process ({Holder(holder)}) writes in '{folder}': wait for it, or end it.", failure);
        }

        try
        {
            File.WriteAllText(holder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch
        {
            @lock.Dispose();
            throw;
        }

        return new WriterLock(@lock);
    }

    /// <summary>Lets the next writer in.</summary>
    public void Dispose() => _lock.Dispose();

    private static string Holder(string file)
    {
        try
        {
            return $"pid {File.ReadAllText(file)}";
        }
        catch (IOException)
        {
            // It has the lock and has not yet written its number.
            return "pid unknown";
        }
    }
}
