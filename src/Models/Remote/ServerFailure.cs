using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace LongRag.Models.Remote;

/// <summary>What a server says when it does not do what it was asked to.</summary>
internal static class ServerFailure
{
    /// <summary>Whether it may be over in a while. A quota that is used up is not.</summary>
    public static bool IsPassing(HttpStatusCode status, string said) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
        && !said.Contains("insufficient_quota", StringComparison.Ordinal);

    /// <summary>How long it asks to be left alone; zero where it does not say.</summary>
    public static TimeSpan Wait(RetryConditionHeaderValue? after, TimeProvider time) => after switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow(),
        _ => TimeSpan.Zero,
    };

    /// <summary>What its owner can do about it.</summary>
    public static string Advice(HttpStatusCode status, string? key) => status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? (key is null ? "; no key was sent: set ApiKeyEnvironment or ApiKeyFile" : "; check its key") : "";

    /// <summary>The beginning of what it says, on one line, without the key: <c>: text</c>, or a full stop where it says nothing.</summary>
    public static string Said(ReadOnlySpan<byte> body, string? key) => Said(Encoding.UTF8.GetString(body[..Math.Min(body.Length, 4096)]), key);

    /// <summary>How an answer begins that cannot be used, on one line, without the key.</summary>
    public static string Start(ReadOnlySpan<byte> body, string? key)
    {
        var text = OneLine(Encoding.UTF8.GetString(body[..Math.Min(body.Length, 64 * 1024)]), key);
        return text.Length > 80 ? $"it begins with '{text[..80]}'" : $"'{text}'";
    }

    /// <inheritdoc cref="Said(ReadOnlySpan{byte}, string?)"/>
    public static string Said(string text, string? key)
    {
        text = OneLine(text, key);
        return text.Length == 0 ? "." : $": {(text.Length > 300 ? text[..300] + "…" : text)}";
    }

    private static string OneLine(string text, string? key)
    {
        if (key is not null) text = text.Replace(key, "[key]", StringComparison.Ordinal);
        return string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
