using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace LongRag.Api.Uploads;

/// <summary>Describes a body that has several forms; the framework sees none, as it does not read it.</summary>
internal static class UploadDescription
{
    public static async Task Apply(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var text = await context.GetOrCreateSchemaAsync(typeof(NewDocument), null, cancellationToken);
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Description = "Files as multipart/form-data, one document as it is with its own Content-Type, or a text or an address as JSON.",
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["multipart/form-data"] = new() { Schema = Multipart() },
                ["application/json"] = new() { Schema = text },
                ["application/pdf"] = new() { Schema = Binary("The document's bytes; any other media type of a readable document does as well.") },
                ["text/plain"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
                ["text/markdown"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
            },
        };
        operation.Parameters ??= [];
        operation.Parameters.Add(Text(ParameterLocation.Query, "source", "What a document sent as it is will be known by in its collection."));
        operation.Parameters.Add(Text(ParameterLocation.Query, "mode", "What happens to a document that is there already; a field of the body counts before it.", "upsert", "skip-existing"));
        operation.Parameters.Add(Text(ParameterLocation.Query, "tags", "Labels: a JSON array, or words between commas; a field of the body counts before it."));
        operation.Parameters.Add(Text(ParameterLocation.Query, "metadata", "A JSON object of named values; a field of the body counts before it."));
        operation.Parameters.Add(Text(ParameterLocation.Header, "X-Filename", "The same, as a file's name."));
        operation.Parameters.Add(Text(ParameterLocation.Header, "Idempotency-Key", "The caller's name for this request: the same again gives the same job."));
    }

    private static OpenApiSchema Multipart() => new()
    {
        Type = JsonSchemaType.Object,
        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
        {
            ["file"] = Binary("A file; any number of them, under any name. The file name becomes the document's source."),
            ["source"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "The source instead of the file name; before the file." },
            ["metadata"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "A JSON object of named values." },
            ["tags"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Labels: a JSON array, or words between commas." },
            ["mode"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "upsert (the default) or skip-existing.", Enum = [JsonValue.Create("upsert"), JsonValue.Create("skip-existing")] },
        },
    };

    private static OpenApiSchema Binary(string description) => new() { Type = JsonSchemaType.String, Format = "binary", Description = description };

    private static OpenApiParameter Text(ParameterLocation place, string name, string description, params string[] words) => new()
    {
        In = place, Name = name, Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, Enum = words.Length == 0 ? null : [.. words.Select(word => (JsonNode)JsonValue.Create(word))] },
    };
}
