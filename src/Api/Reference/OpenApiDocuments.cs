using LongRag.Api.Access;
using LongRag.Api.Questions;
using LongRag.Api.Uploads;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace LongRag.Api.Reference;

/// <summary>What the OpenAPI document says that the routes do not: the keys, and the refusals that every route has.</summary>
internal static class OpenApiDocuments
{
    public const string Name = "v1";
    private const string Bearer = "bearer";
    private const string ApiKeyHeader = "api_key";

    private static readonly Type[] Strict = [typeof(CollectionChange), typeof(NewDocument), typeof(SearchRequest), typeof(AskBody), typeof(Turn)];

    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer(Describe);
        options.AddOperationTransformer(Guard);
        options.AddSchemaTransformer(Open);
    }

    private static Task Describe(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "LongRag",
            Version = Name,
            Description = "Answers from long documents, with citations that are checked against the stored text. Offsets are UTF-16 code units. Errors are problem details (RFC 9457) with a stable `code`; the OpenAI routes use OpenAI's shape.",
        };
        // The client knows where it got this from.
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
        document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A key of `longrag keys create`; not needed where the service has none." };
        document.Components.SecuritySchemes[ApiKeyHeader] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "X-API-Key", Description = "The same." };
        return Task.CompletedTask;
    }

    private static Task Guard(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (!context.Description.ActionDescriptor.EndpointMetadata.OfType<OpenRoute>().Any()) operation.Security = [Requirement(Bearer, context), Requirement(ApiKeyHeader, context)];
        return Task.CompletedTask;
    }

    /// <summary>Requests are refused where they hold what is not known; answers may get new members at any time.</summary>
    private static Task Open(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (!Strict.Contains(context.JsonTypeInfo.Type)) schema.AdditionalPropertiesAllowed = true;
        return Task.CompletedTask;
    }

    private static OpenApiSecurityRequirement Requirement(string scheme, OpenApiOperationTransformerContext context) => new() { [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [] };
}
