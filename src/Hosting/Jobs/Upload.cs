using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using LongRag.Ingest;

namespace LongRag.Hosting;

/// <summary>Files on their way from one caller into one collection.</summary>
internal sealed class Upload(LongRagEngine engine, Principal principal, Collection collection) : IUpload
{
    private const int MostFiles = 1000;
    private const int LongestSource = 1024;

    private readonly string _folder = engine.Uploads.Create();
    private readonly List<IngestJobFile> _files = [];
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool _isCommitted;

    /// <inheritdoc/>
    public async Task AddAsync(string source, string? mediaType, Stream content, CancellationToken cancellationToken = default)
    {
        var name = Named(source, mediaType);
        if (_files.Count == MostFiles) throw new LongRagException("bad_argument", $"An upload takes at most {MostFiles} files.");
        if (_files.Exists(file => string.Equals(file.Source, name, StringComparison.Ordinal))) throw new LongRagException("bad_argument", $"The source '{name}' came twice in one upload.");
        _hash.AppendData(Encoding.UTF8.GetBytes($"{name.Length}:{name}"));
        _files.Add(new IngestJobFile(name, await WriteAsync(engine.Uploads.FileOf(_folder, _files.Count), content, cancellationToken)));
    }

    /// <inheritdoc/>
    public async Task<AcceptedUpload> CommitAsync(UploadOptions options, CancellationToken cancellationToken = default)
    {
        if (options.Mode is not ("upsert" or "skip-existing")) throw new LongRagException("bad_argument", $"'{options.Mode}' is no mode: choose upsert or skip-existing.");
        if (_files.Count == 0) throw new LongRagException("bad_argument", "There is no file in the upload.");
        return await EnqueueAsync(new IngestJob(_folder, _files, options.Mode, options.Metadata, options.Tags), options, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<AcceptedUpload?> CommitReplacementAsync(string id, UploadOptions options, CancellationToken cancellationToken = default)
    {
        if (_files.Count != 1) throw new LongRagException("bad_argument", "A document is replaced by exactly one file.");
        var known = (await engine.Store.SummariesAsync([new DocumentId(id)], cancellationToken)).GetValueOrDefault(new DocumentId(id));
        if (known is null || !string.Equals(known.Collection, collection.Name, StringComparison.Ordinal)) throw Access.NoDocument(id);
        var file = new SourceFile(known.Source, engine.Uploads.FileOf(_folder, 0), _files[0].Bytes);
        // What waits or is being read may store another text a moment later. Asked last, the store knows what has been done since.
        if (await IsStoredAsync() && !await IsPendingAsync(known.Source, cancellationToken) && await IsStoredAsync()) return null;
        return await EnqueueAsync(new IngestJob(_folder, [new IngestJobFile(known.Source, _files[0].Bytes)], "upsert", options.Metadata, options.Tags), options, cancellationToken);

        Task<bool> IsStoredAsync() => IngestionPipeline.IsStoredAsync(engine.Store, collection, file, engine.IngestionOptionsOf(options.Mode, options.Metadata, options.Tags), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _hash.Dispose();
        engine.Uploads.Came(_folder);
        if (!_isCommitted) engine.Uploads.Delete(_folder);
        return ValueTask.CompletedTask;
    }

    /// <summary>The folder for a page that is still to be fetched.</summary>
    internal Task<AcceptedUpload> CommitUrlAsync(Uri url, string source, UploadOptions options, CancellationToken cancellationToken)
    {
        var name = Named(source, mediaType: null);
        _hash.AppendData(Encoding.UTF8.GetBytes($"{url.AbsoluteUri}\n{name}"));
        return EnqueueAsync(new IngestJob(_folder, [new IngestJobFile(name, 0)], options.Mode, options.Metadata, options.Tags, url.AbsoluteUri), options, cancellationToken);
    }

    private async Task<AcceptedUpload> EnqueueAsync(IngestJob job, UploadOptions options, CancellationToken cancellationToken)
    {
        if (options.IdempotencyKey is { Length: > 255 or 0 }) throw new LongRagException("bad_argument", "An idempotency key has 1 to 255 characters.");
        // The bytes may have taken an hour to come.
        await engine.RequireAloneAsync(cancellationToken);
        var (queued, isNew) = await engine.Jobs.EnqueueAsync(new NewJob
        {
            Kind = IngestJob.Kind,
            Collection = collection.Name,
            Client = principal.Name,
            Payload = job.Write(),
            IdempotencyKey = options.IdempotencyKey,
            RequestHash = options.IdempotencyKey is null ? null : RequestHash(job),
        }, cancellationToken);
        _isCommitted = isNew;
        engine.Wake();
        var info = JobView.Of(queued, engine);
        return new AcceptedUpload(queued.Id, info.Documents.Count == 1 ? info.Documents[0].DocumentId : null, $"/v1/jobs/{queued.Id}", info.Documents);
    }

    /// <summary>Whether a job that has not ended may store the document: it names it, or has a file of records, whose keys nobody knows before they are read.</summary>
    private async Task<bool> IsPendingAsync(string source, CancellationToken cancellationToken) =>
        (await engine.Jobs.ListUnfinishedAsync(collection.Name, cancellationToken)).SelectMany(job => IngestJob.Read(job.Payload).Files)
            .Any(file => JobView.IsOfRecords(file.Source) || string.Equals(file.Source, source, StringComparison.Ordinal));

    private string RequestHash(IngestJob job)
    {
        // The folder is ours and differs each time; everything else is the request.
        _hash.AppendData(Encoding.UTF8.GetBytes($"{collection.Name}\n{(job with { Upload = "" }).Write().GetRawText()}"));
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    private async Task<long> WriteAsync(string path, Stream content, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);
        try
        {
            await using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous, BufferSize = 0 });
            var written = 0L;
            for (int read; (read = await content.ReadAsync(buffer, cancellationToken)) > 0; written += read)
            {
                _hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            // A job that is queued must find its bytes, also after a power cut.
            file.Flush(flushToDisk: true);
            return written;
        }
        catch (Exception e)
        {
            File.Delete(path);
            if (e is IOException failure && DiskFull.Is(failure)) throw DiskFull.Named(failure);
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The source, with the ending that the media type means where it has none: bytes alone do not tell Markdown from text.</summary>
    private static string Named(string source, string? mediaType)
    {
        var name = source.Trim();
        if (name.Length == 0) throw new LongRagException("bad_argument", "A document needs a source: what it is known by in its collection.");
        if (name.Length > LongestSource) throw new LongRagException("bad_argument", $"The source has {name.Length} characters; at most {LongestSource} are possible.");
        if (name.Any(char.IsControl)) throw new LongRagException("bad_argument", "A source has no control characters.");
        return Path.HasExtension(name) || EndingOf(mediaType) is not { } ending ? name : name + ending;
    }

    private static string? EndingOf(string? mediaType) => mediaType?.Split(';')[0].Trim().ToLowerInvariant() switch
    {
        "text/markdown" or "text/x-markdown" => ".md",
        "text/html" or "application/xhtml+xml" => ".html",
        "text/csv" => ".csv",
        "application/json" => ".json",
        "application/jsonl" or "application/x-ndjson" => ".jsonl",
        "text/x-rst" or "text/prs.fallenstein.rst" => ".rst",
        "text/plain" => ".txt",
        _ => null,
    };
}
