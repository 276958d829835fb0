using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LongRag.Evaluation;

namespace LongRag.Cli.Commands.Dataset;

internal sealed record ChatLine(IReadOnlyList<ChatTurn> Messages, ChatLineMetadata Metadata);

internal sealed record ChatTurn(string Role, string Content);

/// <summary>Where an example comes from. Gold names places from 1; reasoning is "stated" (without a model), "model", or null where there is none.</summary>
internal sealed record ChatLineMetadata(
    string Id, string Question, IReadOnlyList<string> Answers, IReadOnlyList<string> Passages, IReadOnlyList<string> Documents, IReadOnlyList<int> Gold, string Retriever, string Order, int Seed,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reasoning);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ChatLine))]
[JsonSerializable(typeof(KeptLabel))]
internal sealed partial class TrainingJson : JsonSerializerContext
{
    /// <summary>In one line, letters as they are.</summary>
    public static TrainingJson Compact { get; } = new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Writes one example in one line.</summary>
    public static void Write(TextWriter output, ChatLine line) => output.Write(JsonSerializer.Serialize(line, Compact.ChatLine) + "\n");

    /// <summary>The line of an example.</summary>
    public static ChatLine LineOf(TrainingExample example, ReasoningLabel? reasoning, string retriever, string order, int seed) => new(
        [
            new ChatTurn("system", reasoning is null ? TrainingPrompt.AnswerOnly : TrainingPrompt.WithReasoning),
            new ChatTurn("user", TrainingPrompt.Of(example)),
            new ChatTurn("assistant", reasoning is null ? example.Answer : $"{reasoning.Text}\nAnswer: {example.Answer}"),
        ],
        new ChatLineMetadata(
            example.Question.Id, example.Question.Text, example.Question.Answers, [.. example.Passages.Select(p => p.Id)], [.. example.Passages.Select(p => p.Document)], example.Gold, retriever, order, seed, reasoning?.Source));
}
