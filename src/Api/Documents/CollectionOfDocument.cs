using LongRag.Api.Access;

namespace LongRag.Api.Documents;

/// <summary>A document that is not in the collection of the address is not there.</summary>
internal sealed class CollectionOfDocument : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var (collection, id) = ((string)http.Request.RouteValues["collection"]!, (string)http.Request.RouteValues["id"]!);
        // Asked for first, so that a collection that is not there is named where it is the collection that is missing.
        if (!http.Principal.MaySee(collection)) throw LongRag.Hosting.Access.NoCollection(collection);
        var document = await http.LongRag.GetDocumentAsync(id, http.RequestAborted);
        if (!string.Equals(document.Collection, collection, StringComparison.Ordinal)) throw LongRag.Hosting.Access.NoDocument(id);
        return await next(context);
    }
}
