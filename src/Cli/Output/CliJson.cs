using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LongRag.Cli;

/// <summary>JSON of the command line: snake_case, made by generated code so that a short run pays no reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SearchResponse))]
[JsonSerializable(typeof(SearchHit))]
[JsonSerializable(typeof(SimilarOutput))]
[JsonSerializable(typeof(IReadOnlyList<SimilarOutput>))]
[JsonSerializable(typeof(ExplainOutput))]
[JsonSerializable(typeof(AskResponse))]
[JsonSerializable(typeof(IngestOutput))]
[JsonSerializable(typeof(DocumentInfo))]
[JsonSerializable(typeof(IReadOnlyList<DocumentInfo>))]
[JsonSerializable(typeof(DocumentOutline))]
[JsonSerializable(typeof(SectionInfo))]
[JsonSerializable(typeof(StructureCostOutput))]
[JsonSerializable(typeof(StructureOutput))]
[JsonSerializable(typeof(IReadOnlyList<CollectionInfo>))]
[JsonSerializable(typeof(CollectionInfo))]
[JsonSerializable(typeof(StatusOutput))]
[JsonSerializable(typeof(IndexOutput))]
[JsonSerializable(typeof(IndexComparison))]
[JsonSerializable(typeof(DeleteOutput))]
[JsonSerializable(typeof(CheckOutput))]
[JsonSerializable(typeof(IReadOnlyList<CheckOutput>))]
[JsonSerializable(typeof(IssueOutput))]
[JsonSerializable(typeof(ReadOutput))]
[JsonSerializable(typeof(ExaminationOutput))]
[JsonSerializable(typeof(IReadOnlyList<ExaminationOutput>))]
[JsonSerializable(typeof(CitationInfo))]
[JsonSerializable(typeof(Turn))]
[JsonSerializable(typeof(ChatModelOutput))]
[JsonSerializable(typeof(IReadOnlyList<ChatModelOutput>))]
[JsonSerializable(typeof(ChatModelCheckOutput))]
[JsonSerializable(typeof(Commands.Bench.LoadReport))]
[JsonSerializable(typeof(KeyOutput))]
[JsonSerializable(typeof(IReadOnlyList<KeyOutput>))]
[JsonSerializable(typeof(JobOutput))]
[JsonSerializable(typeof(IReadOnlyList<JobOutput>))]
internal sealed partial class CliJson : JsonSerializerContext
{
    /// <summary>One line, readable letters of every script.</summary>
    public static CliJson Compact { get; } = new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Indented, for <c>--output json</c>.</summary>
    public static CliJson Indented { get; } = new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true });

    /// <summary>Writes one value and a line end: indented for json, in one line for jsonl.</summary>
    public static void Write<T>(Terminal terminal, T value)
    {
        var context = terminal.Format == OutputFormat.Jsonl ? Compact : Indented;
        terminal.Out.WriteLine(JsonSerializer.Serialize(value, typeof(T), context));
    }
}
