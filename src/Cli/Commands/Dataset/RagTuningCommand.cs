using System.CommandLine;
using LongRag.Evaluation;

namespace LongRag.Cli.Commands.Dataset;

/// <summary><c>longrag dataset rag-tuning</c>: questions with what a retriever finds for them.</summary>
internal static class RagTuningCommand
{
    public static Command Create()
    {
        var options = TrainingOptions.ForTuning();
        var command = new Command("rag-tuning", """
            Write a training set for answering from retrieved passages (Jin et al. 2024, arXiv 2410.05983): the K best passages of a retriever as they are, with or without the answer among them, and the gold answer alone;
            with --reasoning, which documents are relevant and why, then the answer.

              longrag dataset rag-tuning --dataset squad --split train --passages 40 --file train.jsonl
              longrag dataset rag-tuning --dataset squad --split train --reasoning --model qwen --limit 1000 --file train.jsonl
            """);
        options.AddTo(command);
        return command.Does((invocation, cancellationToken) => options.WriteAsync(invocation, ChooseAsync, cancellationToken));
    }

    private static async Task<ChosenPassages?> ChooseAsync(TrainingSource source, QaQuestion question, int count, CancellationToken cancellationToken)
    {
        var ranked = await source.RankedAsync(question, count, cancellationToken);
        if (ranked.Count == 0) return null;
        var gold = await source.GoldAsync(question, ranked, cancellationToken);
        return new ChosenPassages(ranked, gold.Select(p => p.Id).ToHashSet(StringComparer.Ordinal));
    }
}
