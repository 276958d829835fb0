using LongRag.Api.Uploads;
using Microsoft.AspNetCore.Http.Features;

namespace LongRag.Api.Requests;

/// <summary>
/// Refuses bodies that are too large, in the place of the server's own limit: that closes the connection while the client still sends, and a client that sends does not read why.
/// Here the answer goes out first, and for some seconds what still comes is read and thrown away.
/// </summary>
internal static class BodyLimit
{
    public const long Mebibyte = 1024 * 1024;

    /// <summary>Applies the limit that the route has.</summary>
    public static void Apply(HttpContext http, ServerOptions server) =>
        Apply(http, (http.GetEndpoint()?.Metadata.GetMetadata<UploadRoute>() is null ? server.RequestMegabytes : server.UploadMegabytes) * Mebibyte);

    /// <summary>Applies a limit in bytes.</summary>
    public static void Apply(HttpContext http, long most)
    {
        if (http.Request.ContentLength > most) throw new BadHttpRequestException("The body is too large.", StatusCodes.Status413PayloadTooLarge);
        // One that says its length cannot be longer: what follows would be the next request.
        if (http.Request.ContentLength is null && http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != false) http.Request.Body = new LimitedBody(http.Request.Body, most);
    }
}
