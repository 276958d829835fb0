using LongRag.Api.Errors;

namespace LongRag.Api.OpenAi;

/// <summary>A route that speaks OpenAI's protocol, errors included.</summary>
internal sealed class OpenAiRoute
{
    private static readonly PathString[] Paths = ["/v1/chat", "/v1/models", "/v1/embeddings"];

    public static OpenAiRoute Instance { get; } = new();

    /// <summary>Whether a request is answered in OpenAI's shape. By its address too: where the method or the type of the body does not fit, the request reached none of the routes.</summary>
    public static bool IsAskedBy(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<OpenAiRoute>() is not null || Array.Exists(Paths, path => http.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase));
}

/// <summary>What went wrong, as OpenAI's clients read it.</summary>
/// <param name="Error">The error.</param>
public sealed record OpenAiError(OpenAiErrorBody Error)
{
    internal static OpenAiError Of(Problem problem) => new(new OpenAiErrorBody(problem.Detail, TypeOf(problem.Status), problem.Code is "no_such_model" or "no_such_collection" ? "model_not_found" : problem.Code, problem.Errors?.Keys.FirstOrDefault()));

    private static string TypeOf(int status) => status switch
    {
        401 => "authentication_error",
        403 => "permission_error",
        429 => "rate_limit_error",
        < 500 => "invalid_request_error",
        _ => "server_error",
    };
}

/// <summary>An error.</summary>
/// <param name="Message">One line for a person.</param>
/// <param name="Type">Its kind.</param>
/// <param name="Code">Its code.</param>
/// <param name="Param">The field to blame.</param>
public sealed record OpenAiErrorBody(string Message, string Type, string Code, string? Param);
