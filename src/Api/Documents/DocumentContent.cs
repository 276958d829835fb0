using System.Text;
using LongRag.Api.Access;
using Microsoft.Net.Http.Headers;
using System.IO.Hashing;

namespace LongRag.Api.Documents;

/// <summary>A document's text: as JSON with offsets in UTF-16 code units, or as plain text with byte ranges of its UTF-8.</summary>
internal static class DocumentContent
{
    public static async Task<IResult> GetAsync(HttpContext http, string id, int? start, int? end)
    {
        Spans.Check(start, end);
        var text = await http.LongRag.ReadDocumentAsync(id, start, end, http.RequestAborted);
        http.Response.Headers.Vary = HeaderNames.Accept;
        if (!WantsPlainText(http.Request)) return TypedResults.Ok(text);
        var bytes = Encoding.UTF8.GetBytes(text.Text);
        http.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Bytes(bytes, "text/plain; charset=utf-8", enableRangeProcessing: true, entityTag: new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(XxHash128.Hash(bytes))}\""));
    }

    private static bool WantsPlainText(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
        && accepted.OrderByDescending(type => type.Quality ?? 1).FirstOrDefault(type => type.MatchesMediaType("text/plain") || type.MatchesMediaType("application/json")) is { } first
        && !first.MatchesMediaType("application/json");
}
