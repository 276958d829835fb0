using System.Text.RegularExpressions;
using LongRag.Api.Access;
using LongRag.Api.Streaming;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace LongRag.Api.Reference;

/// <summary>What the framework does not see of an operation: parameters that a filter reads, refusals of the body, headers, streams.</summary>
internal static partial class OperationDescriptions
{
    private const string RequestId = "X-Request-ID";
    private const string RetryAfter = "Retry-After";

    /// <summary>Statuses that only those get who ask about what is guarded; of open routes, one that looks at something can be unavailable.</summary>
    private static readonly string[] OfGuarded = ["400", "401", "403", "429", "504"];

    private static readonly (string Status, string Description)[] OfBodies = [("413", "The body is too large"), ("415", "The body's type is not taken here")];

    /// <summary>The headers that answers share.</summary>
    public static void AddHeaders(OpenApiDocument document)
    {
        document.Components!.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
        document.Components.Headers[RequestId] = new OpenApiHeader { Description = "The request's name: the caller's X-Request-ID where it is 1 to 128 visible ASCII characters, else one of the service's.", Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
        document.Components.Headers[RetryAfter] = new OpenApiHeader { Description = "Seconds after which the same request may succeed.", Schema = new OpenApiSchema { Type = JsonSchemaType.Integer } };
    }

    public static Task Complete(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var responses = operation.Responses ??= [];
        DeclarePath(operation, context.Description.RelativePath ?? "");
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<OpenRoute>().FirstOrDefault() is { } open)
            foreach (var status in open.KnowsCallers ? OfGuarded : [.. OfGuarded, "503"]) responses.Remove(status);
        else if (operation.RequestBody is not null) RefuseBodies(responses);
        foreach (var (status, response) in responses)
        {
            if (response is not OpenApiResponse own) continue;
            own.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
            own.Headers[RequestId] = new OpenApiHeaderReference(RequestId, context.Document);
            if (status is "429" or "503") own.Headers[RetryAfter] = new OpenApiHeaderReference(RetryAfter, context.Document);
            if (own.Content?.TryGetValue(EventStream.MediaType, out var stream) is true && stream is OpenApiMediaType events) events.Schema = Events(operation.Summary);
        }

        return Task.CompletedTask;
    }

    private static void DeclarePath(OpenApiOperation operation, string path)
    {
        operation.Parameters ??= [];
        foreach (var name in Placeholder().Matches(path).Select(match => match.Groups["name"].Value))
            if (!operation.Parameters.Any(parameter => parameter.In is ParameterLocation.Path && string.Equals(parameter.Name, name, StringComparison.Ordinal)))
                operation.Parameters.Insert(0, new OpenApiParameter { Name = name, In = ParameterLocation.Path, Required = true, Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
    }

    /// <summary>A body can be refused before anybody reads it, in the shape of the route's other refusals.</summary>
    private static void RefuseBodies(OpenApiResponses responses)
    {
        if (!responses.TryGetValue("400", out var refused)) return;
        foreach (var (status, description) in OfBodies) responses.TryAdd(status, new OpenApiResponse { Description = description, Content = refused.Content });
    }

    private static OpenApiSchema Events(string? summary) => new() { Type = JsonSchemaType.String, Description = $"Server-sent events, each with one line of JSON as data. {summary}" };

    [GeneratedRegex(@"\{(?<name>\w+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
