using System.Runtime.InteropServices;
using System.Text.Json;
using LongRag.Api.Access;
using LongRag.Api.Errors;

namespace LongRag.Api.OpenAi;

/// <summary>Vectors of texts by the service's encoder.</summary>
internal static class EmbeddingEndpoints
{
    private const int MostTexts = 2048;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/embeddings", EmbedAsync).RequireRateLimiting(WorkLimit.Searches)
        .WithName("createEmbeddings").WithSummary("Gives vectors of texts by the configured encoder").Produces<OpenAiError>(404).Produces<OpenAiError>(422).Produces<OpenAiError>(502);

    private static async Task<Ok<EmbeddingList>> EmbedAsync(HttpContext http, EmbeddingBody body, ILongRagService service)
    {
        var texts = Texts(body.Input);
        var isBase64 = body.EncodingFormat switch
        {
            null or "float" => false,
            "base64" => true,
            _ => throw new ArgumentRefusedException("encoding_format", "'encoding_format' must be float or base64."),
        };
        var made = await service.EmbedAsync(http.Principal, body.Model, texts, string.Equals(body.InputType, "query", StringComparison.Ordinal), http.RequestAborted);
        if (body.Dimensions is { } wanted && made.Vectors is [var first, ..] && first.Length != wanted)
            throw new ArgumentRefusedException("dimensions", $"'dimensions' is {wanted}; vectors of {made.Model} have {first.Length}.");
        var data = made.Vectors.Select((vector, i) => new Embedding("embedding", i, isBase64 ? Base64(vector.Span) : Numbers(vector)));
        return TypedResults.Ok(new EmbeddingList("list", [.. data], made.Model, new EmbeddingUsage(made.Tokens, made.Tokens)));
    }

    private static List<string> Texts(JsonElement input)
    {
        try
        {
            List<string> texts = input.ValueKind switch
            {
                JsonValueKind.String => [input.GetString()!],
                JsonValueKind.Array when input.GetArrayLength() is >= 1 and <= MostTexts => [.. input.EnumerateArray().Select(text => text.ValueKind is JsonValueKind.String
                    ? text.GetString()!
                    : throw new ArgumentRefusedException("input", "'input' must hold texts; tokens are not possible, as they are numbers of another model's vocabulary. With LangChain: OpenAIEmbeddings(check_embedding_ctx_length=False)."))],
                _ => throw new ArgumentRefusedException("input", $"'input' must be a text or a list of 1 to {MostTexts} texts."),
            };
            return texts.All(text => text.Length > 0) ? texts : throw new ArgumentRefusedException("input", "A text of 'input' is empty.");
        }
        catch (InvalidOperationException)
        {
            throw new ArgumentRefusedException("input", "A text of 'input' is not well formed.");
        }
    }

    // Little-endian single precision, as the protocol has it.
    private static JsonElement Base64(ReadOnlySpan<float> vector) => JsonSerializer.SerializeToElement(Convert.ToBase64String(MemoryMarshal.AsBytes(vector)));

    private static JsonElement Numbers(ReadOnlyMemory<float> vector) => JsonSerializer.SerializeToElement(vector);
}
