namespace LongRag.Ingest;

/// <summary>
/// A temporary copy of content that cannot be sought (standard input, the inside of a gzip file). Only its owner may read it. It is deleted when this is disposed; a process that is killed leaves it behind,
/// and the next one that spools takes it away.
/// </summary>
internal sealed class SpooledFile : IAsyncDisposable
{
    private const string Prefix = "longrag-spool-";

    // Standard input has no size one could look at first. A copy of more than this would rather fill the disk than be a document.
    private const long MostBytes = 4L * 1024 * 1024 * 1024;
    private const int CopyBytes = 128 * 1024;

    // Between making a file and locking it, it looks abandoned.
    private static readonly TimeSpan YoungestAbandoned = TimeSpan.FromMinutes(1);

    private static readonly Lazy<bool> Cleaned = new(() =>
    {
        DeleteAbandoned(Path.GetTempPath(), TimeProvider.System.GetUtcNow().UtcDateTime);
        return true;
    });

    private readonly FileStream _stream;

    private SpooledFile(FileStream stream) => _stream = stream;

    /// <summary>The copy, complete.</summary>
    public SeekableFile File => SeekableFile.Of(_stream);

    /// <summary>Copies what is left of <paramref name="content"/>. Throws <c>too_large</c> beyond 4 GiB.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="content">Read to its end, and not disposed.</param>
    /// <param name="cancellationToken">Stops the copy, which is then deleted.</param>
    public static async Task<SpooledFile> CopyAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        _ = Cleaned.Value;
        var spooled = new SpooledFile(Create());
        try
        {
            var buffer = new byte[CopyBytes];
            for (int read; (read = await content.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                if (spooled._stream.Length + read > MostBytes) throw new LongRagException(IngestCodes.TooLarge, $"'{name}' is larger than {MostBytes >> 30} GiB; save it as a file to read it.");
                await spooled._stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            await spooled._stream.FlushAsync(cancellationToken);
            return spooled;
        }
        catch
        {
            await spooled.DisposeAsync();
            throw;
        }
    }

    /// <summary>Deletes the copies that killed processes left in a folder. A living process holds a shared lock on each of its own, so they cannot be locked alone.</summary>
    internal static void DeleteAbandoned(string folder, DateTime now)
    {
        foreach (var path in Directory.EnumerateFiles(folder, Prefix + "*"))
        {
            try
            {
                if (now - System.IO.File.GetLastWriteTimeUtc(path) < YoungestAbandoned) continue;
                using var alone = new FileStream(path, new FileStreamOptions { Access = FileAccess.ReadWrite, Share = FileShare.None, Options = FileOptions.DeleteOnClose, BufferSize = 0 });
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // In use, or another user's: not ours to delete.
            }
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private static FileStream Create()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.DeleteOnClose, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(Path.Combine(Path.GetTempPath(), Prefix + Guid.NewGuid().ToString("N")), options);
    }
}
