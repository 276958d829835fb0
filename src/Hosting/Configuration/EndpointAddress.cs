namespace LongRag.Hosting;

/// <summary>Addresses of the configuration, which some write with a name and a password in front of the host.</summary>
internal static class EndpointAddress
{
    private const string Mask = "***";

    /// <summary>Whether it holds a name or a password.</summary>
    public static bool HoldsUser(string? address) => UserEnd(address) > 0;

    /// <summary>The address without the name and the password in it, for what is shown.</summary>
    public static string? Masked(string? address) => address is not null && UserEnd(address) is > 0 and var end ? $"{address[..Start(address)]}{Mask}{address[end..]}" : address;

    // Also of what is no address: the part between // and the last @ before the path.
    private static int UserEnd(string? address)
    {
        if (address is null) return -1;
        var start = Start(address);
        // A password may hold what ends a host, unescaped; then the whole is no address.
        if (!Uri.TryCreate(address, UriKind.Absolute, out _) && address.LastIndexOf('@') is var last && last >= start) return last;
        var path = address.AsSpan(start).IndexOfAny('/', '?', '#');
        var host = path < 0 ? address.AsSpan(start) : address.AsSpan(start, path);
        var at = host.LastIndexOf('@');
        return at < 0 ? -1 : start + at;
    }

    private static int Start(string address) => address.IndexOf("//", StringComparison.Ordinal) is >= 0 and var slashes ? slashes + 2 : 0;
}
