using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace LongRag;

/// <summary>The contract's JSON: snake_case, every member written (also null) that does not say otherwise; by generated code.</summary>
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
    private static readonly JsonSerializerOptions Given = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        TypeInfoResolver = new ServiceJson().WithAddedModifier(type =>
        {
            foreach (var member in type.Properties)
                if (member.AssociatedParameter is { HasDefaultValue: false, IsNullable: false }) member.IsRequired = true;
        }),
    };

    /// <summary>In one line, letters of every script as they are. The text is JSON, not HTML: <c>&lt;</c> is not escaped.</summary>
    public static ServiceJson Compact { get; } = new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>
    /// For reading what somebody else wrote: a record must hold every member that is neither nullable nor has a default, or it is a <see cref="JsonException"/>. Unknown members are skipped: they come from a later version,
    /// and a member that a later version adds has a default, so that what an earlier one wrote can be read.
    /// </summary>
    /// <typeparam name="T">A record of the contract.</typeparam>
    public static JsonTypeInfo<T> Reading<T>() => (JsonTypeInfo<T>)Given.GetTypeInfo(typeof(T));
}
