using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LongRag.Api.Requests;

/// <summary>The server's limits: what a client may cost before anybody looks at what it wants.</summary>
internal static class ServerLimits
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public static void Apply(KestrelServerOptions kestrel, ServerOptions server)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        // BodyLimit refuses what is too large, with an answer that arrives.
        limits.MaxRequestBodySize = null;
        limits.MaxConcurrentConnections = server.Connections;
        limits.MaxRequestHeaderCount = 64;
        limits.MaxRequestHeadersTotalSize = 16 * 1024;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(server.HeaderSeconds);
        // Bodies that come drop by drop keep a connection and a file open for nothing.
        limits.MinRequestBodyDataRate = new MinDataRate(server.UploadBytesPerSecond, Grace);
    }
}
