using System.CommandLine;
using LongRag.Evaluation;

namespace LongRag.Cli.Commands.Dataset;

/// <summary><c>longrag dataset hard-negatives</c>: a gold passage among what a retriever takes for it.</summary>
internal static class HardNegativesCommand
{
    /// <summary>Passages that contain an answer are passed over, so more are looked at than wanted.</summary>
    private const int LookedAt = 5;

    private const int LookedAtBeside = 20;

    public static Command Create()
    {
        var options = TrainingOptions.ForNegatives();
        var command = new Command("hard-negatives", """
            Write a training set of one answer among hard negatives (Jin et al. 2024, arXiv 2410.05983): the gold passage, and down the retriever's list whatever is not gold and does not contain an answer, until there are K.
            A line an example: {"messages":[system, user, assistant],"metadata":{...}}. The same command writes the same lines.

              longrag dataset hard-negatives --dataset squad --split dev --passages 10 --retriever bm25 --file train.jsonl
              longrag dataset hard-negatives --questions questions.jsonl --collection handbook --reasoning
            """);
        options.AddTo(command);
        return command.Does((invocation, cancellationToken) => options.WriteAsync(invocation, ChooseAsync, cancellationToken));
    }

    private static async Task<ChosenPassages?> ChooseAsync(TrainingSource source, QaQuestion question, int count, CancellationToken cancellationToken)
    {
        var ranked = await source.RankedAsync(question, count * LookedAt + LookedAtBeside, cancellationToken);
        var gold = await source.GoldAsync(question, ranked, cancellationToken);
        return gold.Count == 0 ? null : new ChosenPassages(HardNegatives.Choose(gold, ranked, question.Answers, count), gold.Select(p => p.Id).ToHashSet(StringComparer.Ordinal));
    }
}
