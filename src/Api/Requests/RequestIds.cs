namespace LongRag.Api.Requests;

/// <summary>The name of a request: the caller's <c>X-Request-ID</c> where it is harmless (1 to 128 visible ASCII characters), else one of our own. It comes back in the answer.</summary>
internal static class RequestIds
{
    private const string Header = "X-Request-ID";
    private const int Longest = 128;

    public static string Of(HttpContext http) => http.TraceIdentifier;

    public static void Assign(HttpContext http)
    {
        var given = http.Request.Headers[Header];
        http.TraceIdentifier = given.Count == 1 && IsHarmless(given[0]) ? given[0]! : Guid.CreateVersion7().ToString("N");
        http.Response.Headers[Header] = http.TraceIdentifier;
    }

    private static bool IsHarmless(string? id) => id is { Length: >= 1 and <= Longest } && id.All(c => c is > ' ' and <= '~');
}
