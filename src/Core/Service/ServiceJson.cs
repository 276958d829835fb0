using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LongRag;

/// <summary>The contract's JSON: snake_case, every member written (also null), unknown members skipped when read; by generated code.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SearchRequest))]
[JsonSerializable(typeof(SearchResponse))]
[JsonSerializable(typeof(AskRequest))]
[JsonSerializable(typeof(AskResponse))]
[JsonSerializable(typeof(AskEvent.SearchResults), TypeInfoPropertyName = "AskSearchResults")]
[JsonSerializable(typeof(AskEvent.Message), TypeInfoPropertyName = "AskMessage")]
[JsonSerializable(typeof(AskEvent.Reasoning), TypeInfoPropertyName = "AskReasoning")]
[JsonSerializable(typeof(AskEvent.Withdrawn), TypeInfoPropertyName = "AskWithdrawn")]
[JsonSerializable(typeof(ServiceProblem))]
[JsonSerializable(typeof(IReadOnlyList<CollectionInfo>))]
[JsonSerializable(typeof(ListPage<CollectionInfo>), TypeInfoPropertyName = "CollectionPage")]
[JsonSerializable(typeof(CollectionChange))]
[JsonSerializable(typeof(DocumentInfo))]
[JsonSerializable(typeof(ListPage<DocumentInfo>), TypeInfoPropertyName = "DocumentPage")]
[JsonSerializable(typeof(DocumentText))]
[JsonSerializable(typeof(DocumentOutline))]
[JsonSerializable(typeof(PassageInfo))]
[JsonSerializable(typeof(ListPage<PassageInfo>), TypeInfoPropertyName = "PassagePage")]
[JsonSerializable(typeof(SaveTextRequest))]
[JsonSerializable(typeof(SavedText))]
[JsonSerializable(typeof(RerankRequest))]
[JsonSerializable(typeof(RerankResponse))]
[JsonSerializable(typeof(AcceptedUpload))]
[JsonSerializable(typeof(UploadOptions))]
[JsonSerializable(typeof(JobInfo))]
[JsonSerializable(typeof(ListPage<JobInfo>), TypeInfoPropertyName = "JobPage")]
[JsonSerializable(typeof(ServiceInfo))]
public sealed partial class ServiceJson : JsonSerializerContext
{
    /// <summary>In one line, letters of every script as they are. The text is JSON, not HTML: <c>&lt;</c> is not escaped.</summary>
    public static ServiceJson Compact { get; } = new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
