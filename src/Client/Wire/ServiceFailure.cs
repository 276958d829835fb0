using System.Net;
using System.Text;
using System.Text.Json;

namespace LongRag.Client.Wire;

/// <summary>An answer that says no, as an exception: by its problem details where it has them, else by its status.</summary>
internal static class ServiceFailure
{
    private const int MostBytes = 64 * 1024;
    private const int MostQuoted = 200;

    public static async Task<LongRagException> ReadAsync(HttpResponseMessage response, string? key, CancellationToken cancellationToken)
    {
        var body = await BodyAsync(response, cancellationToken);
        var problem = Problem(body);
        var code = problem?.Code ?? CodeOf(response.StatusCode);
        if ((problem?.Detail ?? problem?.Title) is { } said) return new LongRagException(code, said);
        var request = response.RequestMessage!;
        return new LongRagException(code, $"{request.Method} {request.RequestUri}: {(int)response.StatusCode} {response.ReasonPhrase}{Quoted(body, key)}");
    }

    /// <summary>What a status means where nothing else is said, as from a proxy.</summary>
    private static string CodeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => "unauthorized",
        HttpStatusCode.Forbidden => "forbidden",
        HttpStatusCode.NotFound => "not_found",
        HttpStatusCode.RequestEntityTooLarge => "upload_too_large",
        HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => "busy",
        HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout => "service_unreachable",
        _ => "bad_response",
    };

    private static ServiceProblem? Problem(string body)
    {
        try
        {
            return body.AsSpan().TrimStart() is ['{', ..] ? JsonSerializer.Deserialize(body, ServiceJson.Reading<ServiceProblem>()) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<string> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var bytes = new byte[MostBytes];
            return Encoding.UTF8.GetString(bytes, 0, await stream.ReadAtLeastAsync(bytes, MostBytes, throwOnEndOfStream: false, cancellationToken));
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // The status says enough.
            return "";
        }
    }

    /// <summary>A body that is no problem details comes from somebody in between, who may repeat what was sent.</summary>
    private static string Quoted(string body, string? key)
    {
        if (key is not null) body = body.Replace(key, "[key]", StringComparison.Ordinal);
        var line = PrintableText.OneLine(body);
        return line.Length == 0 ? "" : $": {(line.Length > MostQuoted ? line[..MostQuoted] + "…" : line)}";
    }
}
