namespace LongRag.Api.Requests;

/// <summary>Headers that keep a browser from taking an answer for what it is not.</summary>
internal static class SecurityHeaders
{
    /// <summary>What the page may do: run its own scripts, and talk to this service. Text of documents that got into it as markup could do nothing.</summary>
    public const string Page = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>What an answer of the API may do, were a browser to show it: nothing.</summary>
    private const string Nothing = "default-src 'none'; frame-ancestors 'none'";

    public static void Add(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.ContentSecurityPolicy = Nothing;
        // Answers belong to a key; a shared cache knows none.
        headers.CacheControl = "no-store";
    }
}
