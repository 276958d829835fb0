using System.Net;
using System.Text;
using System.Text.Json;

namespace LongRag.Client.Wire;

/// <summary>An answer that says no, as an exception: by its problem details where it has them, else by its status.</summary>
internal static class ServiceFailure
{
    private const int MostBytes = 64 * 1024;
    private const int MostQuoted = 200;

    public static async Task<LongRagException> ReadAsync(HttpResponseMessage response, string? key, LongRagClientOptions options, CancellationToken cancellationToken)
    {
        var body = await BodyAsync(response, options, cancellationToken);
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

    /// <summary>What comes of the body before it ends, is too long or takes longer than a stream may be silent.</summary>
    private static async Task<string> BodyAsync(HttpResponseMessage response, LongRagClientOptions options, CancellationToken cancellationToken)
    {
        using var slow = new CancellationTokenSource(options.MostSilence, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, slow.Token);
        var (bytes, length) = (new byte[MostBytes], 0);
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(either.Token);
            while (await stream.ReadAsync(bytes.AsMemory(length), either.Token) is > 0 and var read) length += read;
        }
        catch (Exception e) when (e is IOException or HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The status says enough.
        }

        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    /// <summary>A body that is no problem details comes from somebody in between, who may repeat what was sent.</summary>
    private static string Quoted(string body, string? key)
    {
        if (key is not null) body = body.Replace(key, "[key]", StringComparison.Ordinal);
        var line = PrintableText.OneLine(body);
        return line.Length == 0 ? "" : $": {(line.Length > MostQuoted ? line[..MostQuoted] + "…" : line)}";
    }
}
