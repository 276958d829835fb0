namespace LongRag.Api.OpenAi;

/// <summary>Turns citations into annotations: one for every place in the answer's text where a marker refers to it.</summary>
internal static class ChatAnnotations
{
    public static IReadOnlyList<ChatAnnotation> Of(string text, IReadOnlyList<CitationInfo> citations, HttpRequest request)
    {
        var found = new List<ChatAnnotation>();
        foreach (var citation in citations)
        {
            var marker = $"[{citation.Id}]";
            for (var at = text.IndexOf(marker, StringComparison.Ordinal); at >= 0; at = text.IndexOf(marker, at + marker.Length, StringComparison.Ordinal))
                found.Add(new ChatAnnotation("url_citation", Of(citation, at, at + marker.Length, request)));
        }

        return [.. found.OrderBy(annotation => annotation.UrlCitation.StartIndex)];
    }

    // The fragment is RFC 5147's: characters of a text.
    private static ChatCitation Of(CitationInfo citation, int start, int end, HttpRequest request) => new(
        start, end, FormattableString.Invariant($"{request.Scheme}://{request.Host}{request.PathBase}/v1/documents/{citation.DocumentId}/content#char={citation.StartChar},{citation.EndChar}"),
        citation.Title, citation.DocumentId, citation.PageStart, citation.Quote, citation.Verified);
}
