using System.Net;
using LongRag.Api.Errors;

namespace LongRag.Api.Access;

/// <summary>
/// Guards a service without keys. It serves this machine alone, and a browser on it shows pages of the whole world: such a page may reach the service under a name that
/// it makes point here (DNS rebinding), or send requests blindly. Both are refused, and so is what a proxy on this machine passes on: it may come from anywhere.
/// </summary>
internal static class LocalRequests
{
    private static readonly string[] OfProxies = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via"];

    /// <summary>Why the request is refused; null where it is not.</summary>
    public static Refusal? Refuse(HttpContext http)
    {
        if (http.Connection.RemoteIpAddress is { } remote && !IPAddress.IsLoopback(Unmapped(remote)))
            return new Refusal("host_not_allowed", "The service has no keys and serves only this machine; make a key with: longrag keys create.");
        if (Array.Find(OfProxies, http.Request.Headers.ContainsKey) is { } header)
            return new Refusal("keys_required", $"The request came through a proxy ({header}), and the service has no keys: whoever reaches the proxy could read and delete everything. Make a key with: longrag keys create.");
        if (!IsLoopbackName(http.Request.Host.Host))
            return new Refusal("host_not_allowed", $"The service has no keys and answers only to localhost, not to '{PrintableText.OneLine(http.Request.Host.Host)}'.");
        return IsSafe(http.Request.Method) || !IsFromElsewhere(http.Request) ? null : new Refusal("cross_origin", "A page of another site may not do this.");
    }

    /// <summary>Whether a host of an address or of a header names this machine for itself.</summary>
    public static bool IsLoopbackName(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(Unmapped(address)));

    private static bool IsFromElsewhere(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0 && site is not ("same-origin" or "none")) return true;
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && !string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
