using System.Security.Cryptography;

namespace LongRag.Api.Uploads;

/// <summary>A name for a text that came without one: of its content, so that the same text is the same document.</summary>
internal static class TextSources
{
    public static string Of(ReadOnlySpan<byte> text, string mediaType)
    {
        var ending = mediaType switch { "text/plain" => "txt", "text/html" => "html", _ => "md" };
        return $"text-{Convert.ToHexStringLower(SHA256.HashData(text)[..8])}.{ending}";
    }
}
