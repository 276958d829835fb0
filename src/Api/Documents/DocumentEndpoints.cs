using LongRag.Api.Access;
using LongRag.Api.Errors;
using LongRag.Api.Reference;
using LongRag.Api.Requests;

namespace LongRag.Api.Documents;

/// <summary>Documents, by their collection or, as their ids are unique, without it.</summary>
internal static class DocumentEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var listed = routes.MapGroup("/v1/collections/{collection}/documents").WithTags("Documents");
        listed.MapRead("", ListAsync).LimitsReads().WithName("listDocuments").WithSummary("Lists a collection's documents by source").Refuses(404);
        MapOne(listed.MapGroup("/{id}").AddEndpointFilter<CollectionOfDocument>(), "InCollection");
        MapOne(routes.MapGroup("/v1/documents/{id}").WithTags("Documents"), "");
    }

    private static void MapOne(RouteGroupBuilder group, string suffix)
    {
        group.MapRead("", GetAsync).WithName($"getDocument{suffix}").WithSummary("Tells what is known of a document").Refuses(404);
        group.MapDelete("", DeleteAsync).WithName($"deleteDocument{suffix}").WithSummary("Deletes a document; no index has it when this answers").Refuses(403, 404);
        group.MapRead("/content", DocumentContent.GetAsync).LimitsReads().WithName($"getContent{suffix}").WithSummary("Gives a document's text, or a part of it: as JSON, or with Accept: text/plain as it is, with Range and ETag")
            .Produces<DocumentText>().AddOpenApiOperationTransformer(DocumentContent.Describe).Refuses(404, 416);
        group.MapRead("/outline", OutlineAsync).LimitsReads().WithName($"getOutline{suffix}").WithSummary("Gives a document's tree of sections").Refuses(404);
        group.MapRead("/passages", PassagesAsync).LimitsReads().WithName($"listPassages{suffix}").WithSummary("Lists a document's passages in order").Refuses(404);
        group.MapRead("/spans", SpanAsync).LimitsReads().WithName($"getSpan{suffix}").WithSummary("Gives the text between two offsets (UTF-16 code units)").Refuses(404);
    }

    private static async Task<Ok<ListPage<DocumentInfo>>> ListAsync(HttpContext http, string collection, int? limit, string? cursor) =>
        TypedResults.Ok(await http.LongRag.ListDocumentsAsync(collection, Paging.Limit(limit), cursor, http.RequestAborted));

    private static async Task<Ok<DocumentInfo>> GetAsync(HttpContext http, string id) => TypedResults.Ok(await http.LongRag.GetDocumentAsync(id, http.RequestAborted));

    private static async Task<NoContent> DeleteAsync(HttpContext http, string id)
    {
        await http.LongRag.DeleteDocumentAsync(id, http.RequestAborted);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<DocumentOutline>> OutlineAsync(HttpContext http, string id) => TypedResults.Ok(await http.LongRag.GetOutlineAsync(id, http.RequestAborted));

    private static async Task<Ok<ListPage<PassageInfo>>> PassagesAsync(HttpContext http, string id, int? limit, string? cursor) =>
        TypedResults.Ok(await http.LongRag.ListPassagesAsync(id, Paging.Limit(limit), cursor, http.RequestAborted));

    private static async Task<Ok<DocumentText>> SpanAsync(HttpContext http, string id, int start, int end)
    {
        Spans.Check(start, end);
        return TypedResults.Ok(await http.LongRag.ReadDocumentAsync(id, start, end, http.RequestAborted));
    }
}

/// <summary>Two offsets of a request.</summary>
internal static class Spans
{
    public static void Check(int? start, int? end)
    {
        if (start < 0) throw new ArgumentRefusedException("start", $"'start' is {start}; offsets begin at 0.");
        if (end < 0) throw new ArgumentRefusedException("end", $"'end' is {end}; offsets begin at 0.");
        if (end < start) throw new ArgumentRefusedException("end", $"'end' ({end}) lies before 'start' ({start}).");
    }
}
