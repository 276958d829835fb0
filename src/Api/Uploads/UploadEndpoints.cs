using System.Text;
using LongRag.Api.Access;
using LongRag.Api.Documents;
using LongRag.Api.Errors;
using LongRag.Api.Reference;
using LongRag.Api.Requests;
using Microsoft.Net.Http.Headers;

namespace LongRag.Api.Uploads;

/// <summary>Documents on their way in. What is taken is on the disk and in the queue before the answer says so.</summary>
internal static class UploadEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, ServerOptions server)
    {
        var group = routes.MapGroup("/v1/collections/{collection}/documents").WithTags("Documents");
        Describe(group.MapPost("", AddAsync), server).WithName("addDocuments").WithSummary("Takes documents, and tells the job that reads them").Produces<AcceptedUpload>(202).Refuses(403, 404, 409, 413, 415, 507);
        Describe(group.MapPut("/{id}", ReplaceAsync), server).WithName("replaceDocument").WithSummary("Replaces a document's content under the same id; content that is stored already is told apart at once")
            .Produces<AcceptedUpload>(202).Produces<UnchangedDocument>().Refuses(403, 404, 409, 413, 415, 507);
    }

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder route, ServerOptions server)
    {
        route.WithRequestTimeout(TimeSpan.FromSeconds(server.UploadSeconds));
        return route.WithMetadata(UploadRoute.Instance).AddOpenApiOperationTransformer(UploadDescription.Apply);
    }

    private static async Task<IResult> AddAsync(HttpContext http, string collection, ServerOptions server)
    {
        var form = UploadForm.Of(http.Request);
        await using var upload = await http.LongRag.BeginUploadAsync(collection, http.RequestAborted);
        var url = await ReadAsync(http, collection, form, upload, server, null);
        var accepted = url is null
            ? await upload.CommitAsync(form.Options, http.RequestAborted)
            : await http.LongRag.IngestUrlAsync(collection, url, form.Source, form.Options, http.RequestAborted);
        return TypedResults.Accepted(accepted.StatusUrl, accepted);
    }

    private static async Task<IResult> ReplaceAsync(HttpContext http, string collection, string id, ServerOptions server)
    {
        var form = UploadForm.Of(http.Request);
        await using var upload = await http.LongRag.BeginUploadAsync(collection, http.RequestAborted);
        var document = await CollectionOfDocument.CheckAsync(http, collection, id);
        if (await ReadAsync(http, collection, form, upload, server, document.Source) is not null) throw new ArgumentRefusedException("url", "A document cannot be replaced by an address.");
        if (form.Files != 1) throw new ArgumentRefusedException("body", "A document is replaced by one file.");
        return await upload.CommitReplacementAsync(id, form.Options, http.RequestAborted) is { } accepted
            ? TypedResults.Accepted(accepted.StatusUrl, accepted)
            : TypedResults.Ok(new UnchangedDocument(id, Changed: false));
    }

    /// <summary>Reads the body, whatever its form, into the upload.</summary>
    /// <returns>The address to fetch instead, where it names one.</returns>
    private static async Task<Uri?> ReadAsync(HttpContext http, string collection, UploadForm form, IUpload upload, ServerOptions server, string? usualSource)
    {
        var request = http.Request;
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && (request.ContentType is not null || form.Source is null))
            throw new ArgumentRefusedException("Content-Type", "The body needs a Content-Type: multipart/form-data, application/json, or the document's own.", "unsupported_media_type");
        if (type is not null && type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentRefusedException("Content-Type", "A form is no document: send multipart/form-data (curl -F file=@NAME), or the document with its own Content-Type.", "unsupported_media_type");
        if (type is not null && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            await MultipartBody.ReadAsync(request, type, form, upload, http.RequestAborted);
            return form.Files > 0 ? null : throw new ArgumentRefusedException("body", "There is no file in the body.");
        }

        if (request.HasJsonContentType()) return await JsonAsync(http, collection, form, upload, server, usualSource);
        if ((form.Source ?? usualSource) is not { } source) throw new ArgumentRefusedException("source", "Say what the document is to be known by: ?source=NAME, or X-Filename: NAME.");
        await upload.AddAsync(source, type?.MediaType.Value, request.Body, http.RequestAborted);
        form.Files++;
        return null;
    }

    private static async Task<Uri?> JsonAsync(HttpContext http, string collection, UploadForm form, IUpload upload, ServerOptions server, string? usualSource)
    {
        // Held in memory, other than files: the smaller limit counts.
        BodyLimit.Apply(http, server.RequestMegabytes * BodyLimit.Mebibyte);
        var document = await JsonBody.ReadAsync<NewDocument>(http);
        form.Set(document);
        if (document.RawText is null == document.Url is null) throw new ArgumentRefusedException("raw_text", "Give either 'raw_text' or 'url'.");
        if (document.Url is not null)
        {
            return Uri.TryCreate(document.Url, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
                ? url
                : throw new ArgumentRefusedException("url", "'url' must be an http or https address.");
        }

        if (string.IsNullOrWhiteSpace(document.RawText)) throw new ArgumentRefusedException("raw_text", "There is no text to store.");
        var bytes = Encoding.UTF8.GetBytes(document.RawText);
        var type = document.MediaType ?? "text/markdown";
        await upload.AddAsync(form.Source ?? usualSource ?? TextSource.Of(collection, document.RawText), type, new MemoryStream(bytes, writable: false), http.RequestAborted);
        form.Files++;
        return null;
    }
}
