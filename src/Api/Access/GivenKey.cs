namespace LongRag.Api.Access;

/// <summary>The key in a request: <c>Authorization: Bearer KEY</c> or <c>X-API-Key: KEY</c>. Not in the address: addresses end up in logs.</summary>
internal static class GivenKey
{
    private const string Scheme = "Bearer ";
    private const int Longest = 512;

    /// <summary>The secret; null where none was given, empty where what was given cannot be one.</summary>
    public static string? Of(HttpRequest request)
    {
        var (bearer, own) = (request.Headers.Authorization, request.Headers["X-API-Key"]);
        if (bearer.Count == 0 && own.Count == 0) return null;
        if (bearer.Count > 1 || own.Count > 1) return "";
        if (bearer.Count == 1 && bearer[0] is { } value && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return Checked(value[Scheme.Length..]);
        // Another scheme is for somebody in between.
        return own.Count == 1 ? Checked(own[0]) : "";
    }

    private static string Checked(string? secret) => secret?.Trim() is { Length: >= 1 and <= Longest } trimmed && trimmed.All(char.IsAscii) ? trimmed : "";
}
