using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LongRag.Evaluation;

namespace LongRag.Cli.Commands.Eval;

/// <summary>JSON of <c>longrag eval</c>: snake_case; a number that is none is null.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(MetricsOutput))]
[JsonSerializable(typeof(QueryMetricsOutput))]
[JsonSerializable(typeof(RunOutput))]
[JsonSerializable(typeof(ExperimentsOutput))]
[JsonSerializable(typeof(ExperimentOutput))]
[JsonSerializable(typeof(FollowIrOutput))]
[JsonSerializable(typeof(ReadInstructions))]
[JsonSerializable(typeof(RerankOutput))]
[JsonSerializable(typeof(RobustnessOutput))]
[JsonSerializable(typeof(ReplayOutput))]
[JsonSerializable(typeof(PMrrOutput))]
[JsonSerializable(typeof(TextOutput))]
[JsonSerializable(typeof(Dictionary<string, double>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, double>))]
[JsonSerializable(typeof(CompareOutput))]
[JsonSerializable(typeof(FuseOutput))]
[JsonSerializable(typeof(GoldenOutput))]
[JsonSerializable(typeof(GoldenResult))]
[JsonSerializable(typeof(AskEvaluation))]
[JsonSerializable(typeof(AskRow))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(CurveOutput))]
[JsonSerializable(typeof(GridOutput))]
[JsonSerializable(typeof(RankedQuery))]
[JsonSerializable(typeof(AskedQuestion))]
internal sealed partial class EvalJson : JsonSerializerContext
{
    /// <summary>In one line.</summary>
    public static EvalJson Compact { get; } = new(With(isIndented: false));

    private static readonly EvalJson Indented = new(With(isIndented: true));

    /// <summary>Writes one value and a line end: in one line or indented.</summary>
    public static void Write<T>(TextWriter output, T value, bool isIndented) => output.WriteLine(JsonSerializer.Serialize(value, typeof(T), isIndented ? Indented : Compact));

    /// <summary>Writes one value as <c>--output</c> says.</summary>
    public static void Write<T>(Terminal terminal, T value) => Write(terminal.Out, value, terminal.Format != OutputFormat.Jsonl);

    /// <summary>Null for what JSON cannot hold.</summary>
    public static double? Number(double value) => double.IsFinite(value) ? value : null;

    private static JsonSerializerOptions With(bool isIndented) => new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = isIndented };
}
