using System.Text.Json;
using LongRag.Api.Access;
using LongRag.Api.Errors;
using LongRag.Api.Questions;
using LongRag.Api.Reference;

namespace LongRag.Api.Reranking;

/// <summary>Puts a client's own texts in order, in the protocol that Cohere, Jina, vLLM and llama.cpp speak.</summary>
internal static class RerankEndpoints
{
    private const int MostDocuments = 1000;
    private const int MostFields = 16;

    public static void Map(IEndpointRouteBuilder routes)
    {
        Describe(routes.MapPost("/v1/rerank", RerankAsync)).WithName("rerank");
        Describe(routes.MapPost("/v2/rerank", RerankAsync)).WithName("rerankCohere");
        Describe(routes.MapPost("/rerank", RerankAsync)).WithName("rerankBare");
    }

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder route) => route.RequireRateLimiting(WorkLimit.Searches).WithTags("Reranking")
        .WithSummary("Puts texts in the order in which they answer a question; every one of them is scored. model names a reranker, or is cosine or none for the encoder's cosine; any other name means the configured one").Produces<RerankAnswer>().Refuses(422, 502);

    private static async Task<IResult> RerankAsync(HttpContext http, RerankBody body, ServerOptions server)
    {
        var isOfTexts = body.Documents.ValueKind is JsonValueKind.Undefined && body.Texts.ValueKind is not JsonValueKind.Undefined;
        var documents = isOfTexts ? Documents(body.Texts, "texts", null) : Documents(body.Documents, "documents", body.RankFields);
        QuestionLimits.Text("query", body.Query, server.QueryCharacters);
        QuestionLimits.Text("instruction", body.Instruction, server.QueryCharacters);
        if (string.IsNullOrWhiteSpace(body.Query)) throw new ArgumentRefusedException("query", "The question is empty.", "empty_query");
        if (body.TopN < 0) throw new ArgumentRefusedException("top_n", $"'top_n' is {body.TopN}; at least 1 is possible, or 0 for all.");
        if (body.MaxTokensPerDoc < 1) throw new ArgumentRefusedException("max_tokens_per_doc", $"'max_tokens_per_doc' is {body.MaxTokensPerDoc}; at least 1 is possible.");
        var longRag = http.LongRag;
        var ordered = await longRag.RerankAsync(
            new RerankRequest
            {
                Query = body.Query, Instruction = body.Instruction, Documents = documents, TopN = body.TopN is 0 ? null : body.TopN, MaxTokensPerDocument = body.MaxTokensPerDoc,
                Reranker = body.Model is "none" or "cosine" || longRag.Info().Rerankers.Contains(body.Model, StringComparer.Ordinal) ? body.Model : null,
            },
            http.RequestAborted);
        if (isOfTexts) return TypedResults.Ok<IReadOnlyList<TextRank>>([.. ordered.Results.Select(text => new TextRank(text.Index, text.Score, body.ReturnText == true ? documents[text.Index] : null))]);
        var results = ordered.Results.Select(text => new RerankResult(text.Index, text.Score, text.Truncated, body.ReturnDocuments == true ? new RerankDocument(documents[text.Index]) : null));
        return TypedResults.Ok(new RerankAnswer(Guid.CreateVersion7().ToString(), ordered.Reranker, [.. results], new(new("2"), new(1), new(ordered.TokensRead)), new(ordered.TokensRead), ordered.Notes));
    }

    private static List<string> Documents(JsonElement given, string name, IReadOnlyList<string>? fields)
    {
        if (given.ValueKind is not JsonValueKind.Array) throw new ArgumentRefusedException(name, $"'{name}' must be a list of texts.");
        if (fields is { Count: > MostFields }) throw new ArgumentRefusedException("rank_fields", $"'rank_fields' has {fields.Count} names; at most {MostFields} are possible.");
        if (fields?.Contains(null!) == true) throw new ArgumentRefusedException("rank_fields", "Each of 'rank_fields' must be a name.");
        if (given.GetArrayLength() is 0 or > MostDocuments) throw new ArgumentRefusedException(name, $"'{name}' has {given.GetArrayLength()} texts; 1 to {MostDocuments} are possible.");
        return [.. given.EnumerateArray().Select(document => Text(document, name, fields is { Count: > 0 } ? fields : ["text"]))];
    }

    private static string Text(JsonElement document, string name, IReadOnlyList<string> fields)
    {
        try
        {
            if (document.ValueKind is JsonValueKind.String) return document.GetString()!;
            var texts = document.ValueKind is JsonValueKind.Object ? fields.Select(field => document.TryGetProperty(field, out var text) && text.ValueKind is JsonValueKind.String ? text.GetString() : null).OfType<string>().ToList() : [];
            if (texts.Count > 0) return string.Join('\n', texts);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: no text.
        }

        throw new ArgumentRefusedException(name, $"Each of '{name}' must be a text, or an object with a {string.Join(" or a ", fields.Select(field => $"'{PrintableText.OneLine(field)}'"))}.");
    }
}
