using System.Text;
using LongRag.Api.Errors;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace LongRag.Api.Uploads;

/// <summary>Reads <c>multipart/form-data</c> part by part; a file goes to the disk as it comes in.</summary>
internal static class MultipartBody
{
    private const int MostFieldBytes = 64 * 1024;
    private const int MostFiles = 1000;

    public static async Task ReadAsync(HttpRequest request, MediaTypeHeaderValue type, UploadForm form, IUpload upload, CancellationToken cancellationToken)
    {
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (boundary is not { Length: >= 1 and <= 70 }) throw new ArgumentRefusedException("Content-Type", "The boundary of the multipart body is missing or too long.", "bad_request");
        var reader = new MultipartReader(boundary, request.Body) { HeadersCountLimit = 16, HeadersLengthLimit = 16 * 1024 };
        try
        {
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section) await TakeAsync(section, form, upload, cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException || (e is IOException && e.Message.StartsWith("Unexpected end of Stream", StringComparison.Ordinal)))
        {
            throw new ArgumentRefusedException("body", "The multipart body is not complete, or not well formed.", "bad_request");
        }
    }

    private static async Task TakeAsync(MultipartSection section, UploadForm form, IUpload upload, CancellationToken cancellationToken)
    {
        if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) || !disposition.DispositionType.Equals("form-data", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentRefusedException("body", "A part of the multipart body has no Content-Disposition: form-data.", "bad_request");
        var fileName = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value;
        if (string.IsNullOrEmpty(fileName))
        {
            form.Set(HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "", await FieldAsync(section.Body, cancellationToken));
            return;
        }

        if (form.Files == MostFiles) throw new ArgumentRefusedException("body", $"At most {MostFiles} files are possible at a time.");
        if (form is { Files: 1, Source: not null }) throw new ArgumentRefusedException("source", "'source' names one file, and there are several.");
        await upload.AddAsync(form.Source ?? SourceNames.OfFile(fileName, "filename"), section.ContentType, section.Body, cancellationToken);
        form.Files++;
    }

    private static async Task<string> FieldAsync(Stream body, CancellationToken cancellationToken)
    {
        var buffer = new byte[MostFieldBytes + 1];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        if (length > MostFieldBytes) throw new ArgumentRefusedException("body", $"A field of the multipart body has more than {MostFieldBytes} bytes.", "request_too_large");
        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
