using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace LongRag.Client.Functions;

/// <summary>
/// LongRag as functions that a language model can call: <c>search</c>, <c>ask</c>, <c>get_document</c>, <c>get_outline</c>, <c>list_collections</c>, <c>rerank</c>, and where writing is allowed
/// <c>save_text</c> and <c>delete_document</c>. They work in this process and over HTTP, and have no rights but those of the <see cref="ILongRag"/> behind them.
/// </summary>
public static class LongRagFunctions
{
    private static readonly JsonSerializerOptions Json = new(AIJsonUtilities.DefaultOptions)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = false,
        TypeInfoResolver = FunctionJson.Default,
    };

    private static readonly AIJsonSchemaCreateOptions Schema = new() { TransformSchemaNode = (context, node) => Plain(context.TypeInfo.Type, node) };

    /// <summary>Names of the functions that change something.</summary>
    public static IReadOnlySet<string> Writing { get; } = new HashSet<string>(StringComparer.Ordinal) { "save_text", "delete_document" };

    /// <summary>The functions over a LongRag.</summary>
    public static IReadOnlyList<AIFunction> Create(ILongRag rag, LongRagFunctionOptions? options = null)
    {
        options ??= new LongRagFunctionOptions();
        var set = new FunctionSet(rag, options);
        List<AIFunction> functions =
        [
            Named("search", set.SearchAsync), Named("ask", set.AskAsync), Named("get_document", set.GetDocumentAsync), Named("get_outline", set.GetOutlineAsync),
            Named("list_collections", set.ListCollectionsAsync), Named("rerank", set.RerankAsync),
        ];
        if (options.AllowWriting) functions.AddRange([Named("save_text", set.SaveTextAsync), Named("delete_document", set.DeleteDocumentAsync)]);
        return [.. functions.Select(function => new ToldErrors(function, options.ThrowErrors))];
    }

    /// <summary>What a function that cannot do what it was asked gives back.</summary>
    internal static JsonElement Error(string code, string message) => JsonSerializer.SerializeToElement(new ErrorResult(new ErrorText(code, message)), Json);

    private static AIFunction Named(string name, Delegate method) => AIFunctionFactory.Create(method, new AIFunctionFactoryOptions { Name = name, SerializerOptions = Json, JsonSchemaCreateOptions = Schema, ExcludeResultSchema = true });

    /// <summary>"May be left out" instead of "may be null": shorter, and understood by servers that know no lists of types.</summary>
    private static JsonNode Plain(Type type, JsonNode node)
    {
        if (node is not JsonObject schema) return node;
        if (Nullable.GetUnderlyingType(type) == typeof(JsonElement)) schema["type"] = "string";
        if (schema["type"] is JsonArray types && types.Where(t => t?.GetValue<string>() is not "null").ToList() is [{ } only]) schema["type"] = only.DeepClone();
        if (schema.ContainsKey("default") && schema["default"] is null) schema.Remove("default");
        return node;
    }
}
