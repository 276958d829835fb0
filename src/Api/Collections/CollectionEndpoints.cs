using LongRag.Api.Access;
using LongRag.Api.Reference;

namespace LongRag.Api.Collections;

/// <summary>Collections: who has documents in which language, cut how.</summary>
internal static class CollectionEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/collections").WithTags("Collections");
        group.MapRead("", ListAsync).LimitsReads().WithName("listCollections").WithSummary("Lists the collections that the key may read");
        group.MapPost("", CreateAsync).WithName("createCollection").WithSummary("Creates a collection").Refuses(403, 409);
        group.MapRead("/{collection}", GetAsync).WithName("getCollection").WithSummary("Tells a collection's settings and sizes").Refuses(404);
        group.MapPatch("/{collection}", ChangeAsync).WithName("changeCollection").WithSummary("Changes a collection's settings").Refuses(403, 404);
        group.MapDelete("/{collection}", DeleteAsync).WithName("deleteCollection").WithSummary("Deletes a collection with its documents and indexes").Refuses(403, 404);
    }

    private static async Task<Ok<ListPage<CollectionInfo>>> ListAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var all = await http.LongRag.ListCollectionsAsync(cancellationToken);
        return TypedResults.Ok(new ListPage<CollectionInfo>(all, null, all.Count));
    }

    private static async Task<Created<CollectionInfo>> CreateAsync(HttpContext http, CollectionChange settings)
    {
        var made = await http.LongRag.CreateCollectionAsync(settings, http.RequestAborted);
        return TypedResults.Created($"/v1/collections/{made.Name}", made);
    }

    private static async Task<Ok<CollectionInfo>> GetAsync(HttpContext http, string collection) => TypedResults.Ok(await http.LongRag.GetCollectionAsync(collection, http.RequestAborted));

    private static async Task<Ok<CollectionInfo>> ChangeAsync(HttpContext http, string collection, CollectionChange settings) =>
        TypedResults.Ok(await http.LongRag.ChangeCollectionAsync(collection, settings, http.RequestAborted));

    private static async Task<NoContent> DeleteAsync(HttpContext http, string collection)
    {
        await http.LongRag.DeleteCollectionAsync(collection, http.RequestAborted);
        return TypedResults.NoContent();
    }
}
