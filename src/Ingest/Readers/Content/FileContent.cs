namespace LongRag.Ingest;

/// <summary>An opened source: decompressed, with its media type, and hashed while it is read.</summary>
internal sealed class FileContent : IAsyncDisposable
{
    private const int HeadBytes = 64 * 1024;
    private static readonly TimeSpan OpeningTime = TimeSpan.FromSeconds(2);

    private readonly HashingStream _raw;
    private readonly FileStream? _file;
    private readonly (long Length, DateTime Written) _before;

    private FileContent(HashingStream raw, ReaderInput input, FileStream? file)
    {
        (_raw, Input, _file) = (raw, input, file is { CanSeek: true } ? file : null);
        if (file is { CanSeek: true }) _before = (file.Length, File.GetLastWriteTimeUtc(file.SafeFileHandle));
    }

    /// <summary>What a reader is given.</summary>
    public ReaderInput Input { get; }

    /// <summary>Bytes of the file read so far, as they lie on disk.</summary>
    public long BytesRead => _raw.Count;

    /// <inheritdoc cref="ReaderInput.MediaType"/>
    public string MediaType => Input.MediaType;

    /// <summary>Opens a source. Throws <see cref="LongRagException"/> with <c>empty_file</c>, <c>binary_file</c>, <c>unreadable</c>, <c>not_found</c>, <c>broken_link</c> or what its decompression says.</summary>
    public static async Task<FileContent> OpenAsync(SourceFile file, Stream? standardInput, CancellationToken cancellationToken)
    {
        var stream = file.IsStandardInput ? standardInput ?? throw new ArgumentNullException(nameof(standardInput)) : await OpenFileAsync(new FileInfo(file.Path), cancellationToken);
        var raw = new HashingStream(stream);
        try
        {
            var head = await ReadHeadAsync(raw, cancellationToken);
            if (head.IsEmpty) throw new LongRagException(IngestCodes.EmptyFile, $"'{file.Key}' is empty.");
            Stream content = new PrefixedStream(head, raw);
            var name = file.Key;
            var isZipped = GzipContent.IsGzip(head.Span);
            if (isZipped)
            {
                var unzipped = new GzipContent(name, raw, content);
                name = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
                head = await ReadHeadAsync(unzipped, cancellationToken);
                if (head.IsEmpty) throw new LongRagException(IngestCodes.EmptyFile, $"'{file.Key}' holds nothing.");
                content = new PrefixedStream(head, unzipped);
            }

            var plain = !isZipped && stream is FileStream { CanSeek: true } sought ? sought : null;
            return new FileContent(raw, new ReaderInput(name, MediaTypes.Of(name, head.Span, head.Length < HeadBytes, plain), content), stream as FileStream);
        }
        catch
        {
            await raw.DisposeAsync();
            throw;
        }
    }

    /// <summary>Hash of a file's bytes, as <see cref="CloseAsync"/> gives it.</summary>
    public static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = new HashingStream(await OpenFileAsync(new FileInfo(path), cancellationToken));
        await stream.CopyToAsync(Stream.Null, cancellationToken);
        return stream.Hash;
    }

    /// <summary>Reads what the reader left, and returns the hash of all bytes. Throws <c>changed_while_read</c> where the file is no longer what it was when it was opened.</summary>
    public async Task<string> CloseAsync(CancellationToken cancellationToken)
    {
        await _raw.CopyToAsync(Stream.Null, cancellationToken);
        if (_file is not null && (_file.Length, File.GetLastWriteTimeUtc(_file.SafeFileHandle)) != _before)
            throw new LongRagException(IngestCodes.ChangedWhileRead, $"'{Input.Name}' changed while it was read; ingest it again.");
        return _raw.Hash;
    }

    public ValueTask DisposeAsync() => Input.Content.DisposeAsync();

    private static async Task<FileStream> OpenFileAsync(FileInfo file, CancellationToken cancellationToken)
    {
        try
        {
            // Opening a named pipe waits for a writer that may never come. Its length is 0, so only such files are opened from aside.
            if (file.Length > 0) return Open(file.FullName);
            return await Task.Run(() => Open(file.FullName), CancellationToken.None).WaitAsync(OpeningTime, cancellationToken);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new LongRagException(IngestCodes.NotFound, $"There is no file '{file.FullName}'.", e);
        }
        catch (TimeoutException e)
        {
            throw new LongRagException(IngestCodes.Unreadable, $"'{file.FullName}' is not an ordinary file.", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new LongRagException(IngestCodes.Unreadable, $"'{file.FullName}' cannot be opened: {e.Message}", e);
        }
    }

    private static FileStream Open(string path) => new(path, new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.SequentialScan, BufferSize = 0 });

    private static async Task<ReadOnlyMemory<byte>> ReadHeadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = new byte[HeadBytes];
        return head.AsMemory(0, await stream.ReadAtLeastAsync(head, HeadBytes, throwOnEndOfStream: false, cancellationToken));
    }
}
