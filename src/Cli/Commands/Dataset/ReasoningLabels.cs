using System.Globalization;
using LongRag.Evaluation;
using LongRag.Models.Chat;
using Microsoft.Extensions.AI;

namespace LongRag.Cli.Commands.Dataset;

/// <summary>The reasoning of an example, and where it comes from: <c>model</c> or <c>stated</c>.</summary>
internal sealed record ReasoningLabel(string Text, string Source);

/// <summary>Writes reasoning by a model, which is shown the answer; where there is none, or what it wrote names documents that are not there or misses the gold ones, the reasoning is stated without it.</summary>
internal sealed class ReasoningLabels(ChatModel? model)
{
    private const int AnswerTokens = 384;
    private const int MostFailuresInARow = 3;
    private int _failuresInARow;

    /// <summary>Labels by the model so far.</summary>
    public int ByModel { get; private set; }

    /// <summary>Answers of the model that could not be used.</summary>
    public int Refused { get; private set; }

    public async Task<ReasoningLabel> OfAsync(TrainingExample example, CancellationToken cancellationToken)
    {
        if (model is null) return new ReasoningLabel(ReasoningText.Stated(example), "stated");
        var gold = example.Gold.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $"at least one of these supports it: {string.Join(", ", example.Gold.Select(g => $"[{g}]"))}") : "no document is known to support it; where none does, explain from your own knowledge";
        var prompt = $"""
            {TrainingPrompt.Of(example)} {example.Answer}

            The answer is given, and {gold}. In one short paragraph, say which documents are relevant and why, by their numbers in square brackets. Do not repeat whole documents.
            """;
        var failed = false;
        try
        {
            var response = await model.Client.GetResponseAsync([new ChatMessage(ChatRole.User, prompt)], new ChatOptions { Temperature = 0, MaxOutputTokens = AnswerTokens }, cancellationToken);
            if (ReasoningText.Checked(response.Text, example) is { } written)
            {
                ByModel++;
                return new ReasoningLabel(written, "model");
            }
        }
        catch (LongRagException failure) when (failure.Code is "context_exceeded")
        {
            // The same documents would not fit a second time.
        }
        catch (LongRagException failure) when (failure.Code is "bad_model_answer" or "answer_too_long" or "model_timeout" && ++_failuresInARow < MostFailuresInARow)
        {
            // What was paid for so far is worth more than this label.
            failed = true;
        }

        if (!failed) _failuresInARow = 0;

        Refused++;
        return new ReasoningLabel(ReasoningText.Stated(example), "stated");
    }
}
