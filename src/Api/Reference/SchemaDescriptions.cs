using System.Text.Json.Nodes;
using LongRag.Api.OpenAi;
using LongRag.Api.Questions;
using LongRag.Api.Reranking;
using LongRag.Api.Uploads;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace LongRag.Api.Reference;

/// <summary>What the types of bodies do not say of themselves: which members are needed, which are left out at times, and which words are possible.</summary>
internal static class SchemaDescriptions
{
    private static readonly string[] Levels = ["passage", "section", "document"];
    private static readonly string[] Statuses = ["queued", "running", "succeeded", "partial", "failed", "cancelled", "dead"];

    /// <summary>Requests are refused where they hold what is not known; answers may get new members at any time.</summary>
    private static readonly Type[] Strict = [typeof(CollectionChange), typeof(NewDocument), typeof(SearchRequest), typeof(AskBody), typeof(Turn)];

    /// <summary>The members that a request needs. Its type leaves them open, so that their absence is refused in our words.</summary>
    private static readonly Dictionary<Type, string[]> Needed = new()
    {
        [typeof(CollectionChange)] = [],
        [typeof(NewDocument)] = [],
        [typeof(SearchRequest)] = ["query"],
        [typeof(AskBody)] = ["query"],
        [typeof(RerankBody)] = ["query", "documents"],
        [typeof(ChatBody)] = ["model", "messages"],
        [typeof(ChatTurn)] = ["role"],
        [typeof(EmbeddingBody)] = ["input"],
    };

    private static readonly (Type Type, string Member, string[] Words)[] Words =
    [
        (typeof(SearchRequest), "level", Levels), (typeof(AskBody), "level", Levels), (typeof(SearchResponse), "level", Levels),
        (typeof(AskBody), "mode", ["full", "short", "reasoning", "bare"]), (typeof(AskBody), "order", ["rank", "hard_negative"]),
        (typeof(NewDocument), "mode", ["upsert", "skip-existing"]), (typeof(JobInfo), "status", Statuses),
        (typeof(ServiceInfo), "right", ["read", "write", "admin"]), (typeof(ServiceInfo), "storage", ["sqlite", "postgres"]),
        (typeof(EmbeddingBody), "encoding_format", ["float", "base64"]),
    ];

    public static Task Complete(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        // A property of its own type is described where that type is.
        if (context.JsonPropertyInfo is not null) return Task.CompletedTask;
        var type = context.JsonTypeInfo.Type;
        if (!Strict.Contains(type)) schema.AdditionalPropertiesAllowed = true;
        if (Needed.TryGetValue(type, out var needed)) schema.Required = needed.Length == 0 ? null : new HashSet<string>(needed, StringComparer.Ordinal);
        // What is not always written is not always there.
        foreach (var member in context.JsonTypeInfo.Properties.Where(member => member.ShouldSerialize is not null)) schema.Required?.Remove(member.Name);
        foreach (var (_, member, words) in Words.Where(one => one.Type == type))
            if (schema.Properties?.TryGetValue(member, out var property) is true && property is OpenApiSchema own) own.Enum = Enum(words, own.Type?.HasFlag(JsonSchemaType.Null) is true);
        return Task.CompletedTask;
    }

    private static List<JsonNode> Enum(string[] words, bool mayBeNull)
    {
        var values = words.Select(word => (JsonNode)JsonValue.Create(word)).ToList();
        if (mayBeNull) values.Add(JsonNullSentinel.JsonNull);
        return values;
    }
}
