namespace LongRag.Api.Uploads;

/// <summary>Marks a route that takes files: its bodies have a limit of their own.</summary>
internal sealed class UploadRoute
{
    public static UploadRoute Instance { get; } = new();
}
