using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using LongRag.Models.Encoders;
using LongRag.Retrievers.Dense.Scan;

namespace LongRag.Retrievers.Dense;

/// <summary>What is valid of the files in an index's folder. Replaced as a whole: it is the commit.</summary>
internal sealed record DenseManifest
{
    public const int CurrentVersion = 1;
    public const string FileName = "manifest.json";

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) } };

    public required int Version { get; init; }

    public required string Collection { get; init; }

    public required EncoderProfile Encoder { get; init; }

    public required DenseRendering Rendering { get; init; }

    public required VectorPrecision Precision { get; init; }

    /// <summary>In front of the names of the files; another after each compaction and each clearing.</summary>
    public required string Generation { get; init; }

    /// <summary>Id of the cache whose rows are named.</summary>
    public required string Cache { get; init; }

    /// <summary>How many rows the cache had; those named are among them.</summary>
    public int CacheRows { get; init; }

    public required long Position { get; init; }

    public int Rows { get; init; }

    public int LiveRows { get; init; }

    public int Documents { get; init; }

    public int Deleted { get; init; }

    public long DescriptionBytes { get; init; }

    /// <summary>See <see cref="CosineSpread"/>; 0 where there are too few passages.</summary>
    public double Spread { get; init; }

    [JsonIgnore]
    public DenseSchema Schema => new() { Encoder = Encoder, Rendering = Rendering, Precision = Precision };

    public static string PathIn(string folder) => Path.Combine(folder, FileName);

    /// <summary>The manifest in a folder; null where there is none.</summary>
    /// <exception cref="LongRagException"><c>index_damaged</c>; <c>index_outdated</c> where another version wrote it.</exception>
    public static DenseManifest? Read(string folder) => ReadText(folder) is { } text ? Parse(folder, text) : null;

    public static byte[]? ReadText(string folder)
    {
        try
        {
            return File.ReadAllBytes(PathIn(folder));
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public static DenseManifest Parse(string folder, byte[] text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            if (!document.RootElement.TryGetProperty("version", out var version) || !version.TryGetInt32(out var number)) throw DenseFailures.Damaged(folder, $"{FileName} tells no version");
            if (number != CurrentVersion) throw DenseFailures.Outdated(folder, string.Create(CultureInfo.InvariantCulture, $"it has version {number} and this program writes {CurrentVersion}"));
            return document.Deserialize<DenseManifest>(Json)!.Checked(folder);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            throw DenseFailures.Damaged(folder, $"{FileName}: {failure.Message}", failure);
        }
    }

    /// <summary>Makes it the manifest of the folder: what it counts must be on the disk.</summary>
    public void Write(string folder)
    {
        var temporary = PathIn(folder) + ".new";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            JsonSerializer.Serialize(file, this, Json);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, PathIn(folder), overwrite: true);
    }

    private DenseManifest Checked(string folder)
    {
        var isSound = Rows >= 0 && LiveRows >= 0 && LiveRows <= Rows && Documents >= 0 && Deleted >= 0 && Deleted <= Documents && DescriptionBytes >= 0 && Position >= 0 && CacheRows >= 0
            && Encoder.Dimensions > 0 && Encoder.Fingerprint.Length >= 8 && Generation.Length > 0 && Generation.All(char.IsAsciiHexDigitLower);
        return isSound ? this : throw DenseFailures.Damaged(folder, $"{FileName} holds impossible values");
    }
}
