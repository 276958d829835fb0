using System.Text;
using LongRag.Api.Errors;
using Microsoft.Net.Http.Headers;

namespace LongRag.Api.Requests;

/// <summary>Refuses JSON in an encoding that nobody knows, before the framework fails over it.</summary>
internal static class JsonCharset
{
    public static void Check(HttpRequest request)
    {
        if (!request.HasJsonContentType() || !MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.Charset.HasValue || IsKnown(type.Charset.Value!)) return;
        throw new ArgumentRefusedException("Content-Type", "The charset of the body is not known; send JSON in UTF-8.", "unsupported_media_type");
    }

    private static bool IsKnown(string charset)
    {
        try
        {
            return Encoding.GetEncoding(charset) is not null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
