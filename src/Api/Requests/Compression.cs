using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace LongRag.Api.Requests;

/// <summary>
/// Compresses the page's files and JSON for clients that ask for it, and nothing else: an event must leave when it is written. Over HTTPS too: what a page of another site would need to learn a text by
/// its compressed length, requests in the name of a user, it cannot make, for keys are no cookies; and no body holds a key.
/// </summary>
internal static class Compression
{
    private static readonly string[] Types = ["text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml", "application/json"];

    public static void Add(IServiceCollection services)
    {
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = Types;
            options.Providers.Add<BrotliCompressionProvider>();
            options.Providers.Add<GzipCompressionProvider>();
        });
        // Answers are compressed anew each time: the quickest level takes most of the bytes off.
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
    }
}
