using LongRag.Api.Access;

namespace LongRag.Api.Documents;

/// <summary>A document that is not in the collection of the address is not there.</summary>
internal sealed class CollectionOfDocument : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var (collection, id) = ((string)http.Request.RouteValues["collection"]!, (string)http.Request.RouteValues["id"]!);
        await CheckAsync(http, collection, id);
        return await next(context);
    }

    /// <summary>The document, where it is in the collection.</summary>
    public static async Task<DocumentInfo> CheckAsync(HttpContext http, string collection, string id)
    {
        var document = await http.LongRag.GetDocumentAsync(id, http.RequestAborted);
        if (string.Equals(document.Collection, collection, StringComparison.Ordinal)) return document;
        // Names the collection, where that is what is missing.
        await http.LongRag.GetCollectionAsync(collection, http.RequestAborted);
        throw LongRag.Hosting.Access.NoDocument(id);
    }
}
