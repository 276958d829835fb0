namespace LongRag.Api.OpenAi;

/// <summary>Turns citations into annotations: one for every place in the answer's text where a marker refers to it.</summary>
internal static class ChatAnnotations
{
    public static IReadOnlyList<ChatAnnotation> Of(string text, IReadOnlyList<CitationInfo> citations, HttpContext http)
    {
        var found = new List<ChatAnnotation>();
        var page = PageOf(http);
        foreach (var citation in citations)
        {
            var marker = $"[{citation.Id}]";
            for (var at = text.IndexOf(marker, StringComparison.Ordinal); at >= 0; at = text.IndexOf(marker, at + marker.Length, StringComparison.Ordinal))
                found.Add(new ChatAnnotation("url_citation", Of(citation, at, at + marker.Length, page)));
        }

        return [.. found.OrderBy(annotation => annotation.UrlCitation.StartIndex)];
    }

    // Whoever reads the answer opens it in a browser, which has no key: the page asks for one, and shows the place.
    private static ChatCitation Of(CitationInfo citation, int start, int end, string page) => new(
        start, end, FormattableString.Invariant($"{page}/#c={Uri.EscapeDataString(citation.Collection)}&doc={Uri.EscapeDataString(citation.DocumentId)}&start={citation.StartChar}&end={citation.EndChar}"),
        citation.Title, citation.DocumentId, citation.PageStart, citation.Quote, citation.Verified);

    // What a proxy says of itself in headers anybody can write; where the service is seen from is configured.
    private static string PageOf(HttpContext http) =>
        http.RequestServices.GetRequiredService<ServerOptions>().PublicUrl is { Length: > 0 } url ? url.TrimEnd('/') : $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}";
}
