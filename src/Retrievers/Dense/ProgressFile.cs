using System.Text.Json;

namespace LongRag.Retrievers.Dense;

/// <summary>How far a writer is, beside the manifest, for other processes.</summary>
internal static class ProgressFile
{
    private const string FileName = "progress.json";

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static void Write(string folder, EmbeddingProgress progress)
    {
        var (path, temporary) = (Path.Combine(folder, FileName), Path.Combine(folder, FileName + ".new"));
        try
        {
            File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(progress, Json));
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Nobody embeds for the sake of this file.
        }
    }

    public static void Delete(string folder)
    {
        try
        {
            File.Delete(Path.Combine(folder, FileName));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It is old by the next look.
        }
    }

    /// <summary>What the writer said last; null where none embeds.</summary>
    public static EmbeddingProgress? Read(string folder, TimeSpan oldest, TimeProvider time)
    {
        try
        {
            var path = Path.Combine(folder, FileName);
            if (time.GetUtcNow() - new DateTimeOffset(File.GetLastWriteTimeUtc(path), TimeSpan.Zero) > oldest) return null;
            return JsonSerializer.Deserialize<EmbeddingProgress>(File.ReadAllBytes(path), Json);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}
