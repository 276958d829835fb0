using LongRag.Api.Access;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace LongRag.Api.Reference;

/// <summary>What the OpenAPI document says that the routes do not: the keys, and the refusals that every route has.</summary>
internal static class OpenApiDocuments
{
    public const string Name = "v1";
    private const string Bearer = "bearer";
    private const string ApiKeyHeader = "api_key";

    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer(Describe);
        options.AddOperationTransformer(Guard);
        options.AddOperationTransformer(OperationDescriptions.Complete);
        options.AddSchemaTransformer(SchemaDescriptions.Complete);
        // HEAD is GET without a body, and needs no words of its own.
        options.ShouldInclude = description => !HttpMethods.IsHead(description.HttpMethod ?? "") && (description.GroupName is null || string.Equals(description.GroupName, options.DocumentName, StringComparison.Ordinal));
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
        OperationDescriptions.AddHeaders(document);
        return Task.CompletedTask;
    }

    private static Task Guard(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (!context.Description.ActionDescriptor.EndpointMetadata.OfType<OpenRoute>().Any()) operation.Security = [Requirement(Bearer, context), Requirement(ApiKeyHeader, context)];
        return Task.CompletedTask;
    }

    private static OpenApiSecurityRequirement Requirement(string scheme, OpenApiOperationTransformerContext context) => new() { [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [] };
}
