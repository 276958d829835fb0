using System.Text.Json;
using System.Text.Json.Serialization;

namespace LongRag.Hosting;

/// <summary>The payload of an <c>ingest</c> job.</summary>
/// <param name="Upload">The folder of its files.</param>
/// <param name="Files">They, in order.</param>
/// <param name="Mode"><c>upsert</c> or <c>skip-existing</c>.</param>
/// <param name="Metadata">Named values for every document.</param>
/// <param name="Tags">Labels for every document.</param>
/// <param name="Url">What is fetched into the one file first; null where the bytes are there.</param>
internal sealed record IngestJob(string Upload, IReadOnlyList<IngestJobFile> Files, string Mode, IReadOnlyDictionary<string, JsonElement>? Metadata, IReadOnlyList<string>? Tags, string? Url = null)
{
    public const string Kind = "ingest";

    public static IngestJob Read(JsonElement payload) => payload.Deserialize(JobJson.Default.IngestJob) ?? throw new InvalidDataException("A job without a payload.");

    public JsonElement Write() => JsonSerializer.SerializeToElement(this, JobJson.Default.IngestJob);
}

/// <summary>A file of a job.</summary>
/// <param name="Source">What its document is known by.</param>
/// <param name="Bytes">Its size.</param>
internal sealed record IngestJobFile(string Source, long Bytes);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IngestJob))]
[JsonSerializable(typeof(JobResult))]
internal sealed partial class JobJson : JsonSerializerContext;
