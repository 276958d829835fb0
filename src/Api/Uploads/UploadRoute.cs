using Microsoft.AspNetCore.Http.Metadata;

namespace LongRag.Api.Uploads;

/// <summary>Marks a route that takes files: its bodies have a limit of their own.</summary>
internal sealed class UploadRoute(long mostBytes) : IRequestSizeLimitMetadata
{
    public long? MaxRequestBodySize => mostBytes;
}
