using System.IO.Hashing;
using LongRag.Api.Access;
using LongRag.Api.Requests;
using Microsoft.Net.Http.Headers;

namespace LongRag.Api.Operations;

/// <summary>The page at <c>/</c>: files that lie in this assembly. They hold no data and need no key.</summary>
internal static class PageFiles
{
    private const string Prefix = "page/";
    private const string Index = "index.html";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var assembly = typeof(PageFiles).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            var name = resource[Prefix.Length..].Replace('\\', '/');
            Map(routes, name == Index ? "/" : $"/{name}", bytes, TypeOf(name));
        }
    }

    private static void Map(IEndpointRouteBuilder routes, string path, byte[] bytes, string type)
    {
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(XxHash128.Hash(bytes))}\"", isWeak: true);
        routes.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], (HttpContext http) =>
        {
            http.Response.Headers.ContentSecurityPolicy = SecurityHeaders.Page;
            http.Response.Headers.CacheControl = "no-cache";
            return TypedResults.Bytes(bytes, type, entityTag: tag);
        }).IsOpen().ExcludeFromDescription();
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        ".json" or ".webmanifest" => "application/json",
        ".woff2" => "font/woff2",
        ".txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };
}
