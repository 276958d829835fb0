using System.Globalization;
using System.Text.Json;
using LongRag.Api.Uploads;

namespace LongRag.Api.Errors;

/// <summary>Says in our words what the framework refused. Its own name types of the program; the caller knows only fields.</summary>
internal static class BadRequests
{
    public static Refusal Refusal(BadHttpRequestException error, HttpContext http) => error switch
    {
        { StatusCode: StatusCodes.Status413PayloadTooLarge } => TooLarge(http),
        { StatusCode: StatusCodes.Status415UnsupportedMediaType } => NotJson,
        { StatusCode: StatusCodes.Status408RequestTimeout } => new("too_slow", "The body came too slowly."),
        { InnerException: JsonException json } => Json(json),
        { Message: var message } when message.StartsWith("Failed to bind parameter", StringComparison.Ordinal) => Parameter(message),
        { Message: var message } when message.Contains("body was provided", StringComparison.Ordinal) || message.Contains("from body", StringComparison.Ordinal) => new("bad_json", "A body is needed: a JSON object."),
        { Message: var message } when message.StartsWith("Required parameter", StringComparison.Ordinal) => Missing(message),
        _ => new("bad_request", "The request is not complete, or not HTTP."),
    };

    public static Refusal NotJson { get; } = new("unsupported_media_type", "The body must be JSON, with Content-Type: application/json.");

    public static Refusal TooLarge(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<UploadRoute>() is null
        ? new("request_too_large", "The body is larger than a request may be (LongRag:Server:RequestMegabytes).")
        : new("upload_too_large", "The upload is larger than one may be (LongRag:Server:UploadMegabytes; sent as JSON: RequestMegabytes).");

    /// <summary>What is wrong with a JSON text.</summary>
    public static Refusal Json(JsonException error)
    {
        var (message, field) = (error.Message, Field(error.Path));
        if (message.Contains("could not be mapped to any", StringComparison.Ordinal) && Quoted(message) is { } unknown) return new("unknown_field", $"There is no field '{PrintableText.OneLine(unknown)}' here.", unknown);
        if (message.Contains("missing required properties", StringComparison.Ordinal)) return new("bad_json", $"Fields are missing: {message[(message.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim().TrimEnd('.')}.");
        if (message.StartsWith("Duplicate property", StringComparison.Ordinal)) return new("bad_json", $"The field '{Quoted(message)}' stands there twice.");
        if (message.Contains("allow setting null", StringComparison.Ordinal) || message.Contains("allow null", StringComparison.Ordinal)) return Null(field ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(Quoted(message) ?? "body"));
        if (message.Contains("could not be converted", StringComparison.Ordinal) || message.Contains("JsonUnsupportedExtensionElement", StringComparison.Ordinal))
            return field is null ? new("bad_json", "The body must be a JSON object.") : new("bad_json", $"The value of '{field}' is not of the right kind.", field);
        if (message.Contains("maximum configured depth", StringComparison.Ordinal)) return new("bad_json", "The body is nested more than 64 deep.");
        var place = error.LineNumber is { } line ? string.Create(CultureInfo.InvariantCulture, $" (line {line + 1}, byte {error.BytePositionInLine + 1})") : "";
        return new("bad_json", $"The body is not JSON{place}.");
    }

    private static Refusal Null(string field) => new("bad_json", $"'{field}' must not be null.", field);

    private static Refusal Parameter(string message)
    {
        // Failed to bind parameter "int limit" from "abc".
        var parts = message.Split('"');
        var name = parts.Length > 1 ? parts[1].Split(' ')[^1] : "?";
        return new("bad_argument", $"'{PrintableText.OneLine(parts.Length > 3 ? parts[3] : "")}' is not possible for '{name}'.", name);
    }

    private static Refusal Missing(string message)
    {
        // Required parameter "int start" was not provided from query string.
        var parts = message.Split('"');
        var name = parts.Length > 1 ? parts[1].Split(' ')[^1] : "?";
        return new("bad_argument", $"'{name}' is needed.", name);
    }

    private static string? Quoted(string message)
    {
        var from = message.IndexOf('\'', StringComparison.Ordinal);
        var to = from < 0 ? -1 : message.IndexOf('\'', from + 1);
        return to < 0 ? null : message[(from + 1)..to];
    }

    private static string? Field(string? path) => path is null or "$" ? null : PrintableText.OneLine(path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path);
}
