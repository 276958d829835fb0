using System.Globalization;
using System.IO.Hashing;
using System.Text;
using LongRag.Api.Access;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace LongRag.Api.Documents;

/// <summary>A document's text: as JSON with offsets in UTF-16 code units, or as plain text with byte ranges of its UTF-8.</summary>
internal static class DocumentContent
{
    public static async Task<IResult> GetAsync(HttpContext http, string id, int? start, int? end)
    {
        Spans.Check(start, end);
        http.Response.Headers.Vary = HeaderNames.Accept;
        if (!WantsPlainText(http.Request)) return TypedResults.Ok(await http.LongRag.ReadDocumentAsync(id, start, end, http.RequestAborted));
        var text = await http.LongRag.OpenTextAsync(id, start, end, http.RequestAborted);
        http.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Stream(text.Utf8, "text/plain; charset=utf-8", enableRangeProcessing: true, entityTag: Tag(text));
    }

    /// <summary>Another one wherever the text may be another: a document's content hash with the time at which it was stored, and the part.</summary>
    private static EntityTagHeaderValue Tag(OpenText text)
    {
        var version = string.Create(CultureInfo.InvariantCulture, $"{text.Document.Id}\n{text.Document.ContentHash}\n{text.Document.StoredAt.ToUnixTimeMilliseconds()}\n{text.StartChar}-{text.EndChar}");
        return new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes(version)))}\"");
    }

    /// <summary>Describes the second form of the text, which the framework knows one of.</summary>
    public static Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var text = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
        var whole = operation.Responses?["200"] as OpenApiResponse;
        if (whole is not null) (whole.Content ??= new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal))["text/plain"] = text;
        operation.Responses?.TryAdd("206", new OpenApiResponse { Description = "The bytes that Range asks for", Headers = whole?.Headers, Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { ["text/plain"] = text } });
        return Task.CompletedTask;
    }

    private static bool WantsPlainText(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
        && accepted.OrderByDescending(type => type.Quality ?? 1).FirstOrDefault(type => type.MatchesMediaType("text/plain") || type.MatchesMediaType("application/json")) is { } first
        && !first.MatchesMediaType("application/json");
}
