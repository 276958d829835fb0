using LongRag.Api.Access;
using LongRag.Api.Errors;
using LongRag.Api.OpenAi;
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
        options.AddOperationTransformer(DescribeAsync);
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

    private static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<OpenRoute>().Any()) return;
        operation.Security = [Requirement(Bearer, context), Requirement(ApiKeyHeader, context)];
        var isOpenAi = metadata.OfType<OpenAiRoute>().Any();
        var schema = await context.GetOrCreateSchemaAsync(isOpenAi ? typeof(OpenAiError) : typeof(Problem), null, cancellationToken);
        var type = isOpenAi ? "application/json" : Problem.MediaType;
        operation.Responses ??= [];
        foreach (var status in (ReadOnlySpan<int>)[400, 401, 429, 503])
            operation.Responses.TryAdd(status.ToString(System.Globalization.CultureInfo.InvariantCulture), new OpenApiResponse { Description = Meaning(status), Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [type] = new() { Schema = schema } } });
    }

    private static OpenApiSecurityRequirement Requirement(string scheme, OpenApiOperationTransformerContext context) => new() { [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [] };

    private static string Meaning(int status) => ErrorMeanings.Of(ErrorMeanings.CodeOf(status)).Title;
}
