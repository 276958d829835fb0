using System.Diagnostics;
using System.Text;
using LongRag.Models.Chat;
using Microsoft.Extensions.AI;

namespace LongRag.Cli;

/// <summary>A chat model tried out: it reads some three hundred tokens and writes a line.</summary>
/// <param name="Line">What it wrote, without what came after its first line.</param>
/// <param name="Load">Time until it was there; next to nothing for a server.</param>
/// <param name="Prompt">Time from the question to the first piece of the answer.</param>
/// <param name="PromptTokens">Tokens it read.</param>
/// <param name="WrittenTokens">Tokens it wrote.</param>
/// <param name="WrittenTokensPerSecond">From the first piece to the last; null where there were no two.</param>
/// <param name="IsEstimated">Whether tokens are estimated, because the server does not count them.</param>
internal sealed record ModelTrial(string Line, TimeSpan Load, TimeSpan Prompt, long PromptTokens, long WrittenTokens, double? WrittenTokensPerSecond, bool IsEstimated)
{
    private const int MostTokens = 48;
    private const string Passage = "The ferry to the north island sails every morning at nine from the old quay, and comes back at six in the evening when the wind allows it. ";
    private const string Request = "Say in one short sentence what this is about.";

    public static async Task<ModelTrial> RunAsync(ChatModel model, CancellationToken cancellationToken)
    {
        var prompt = string.Concat(Enumerable.Repeat(Passage, 10)) + "\n\n" + Request;
        // Counting is done by the model's own tokens, so that it is loaded then.
        var start = Stopwatch.GetTimestamp();
        var counted = await Task.Run(() => model.Tokens.Count(prompt), cancellationToken);
        var load = Stopwatch.GetElapsedTime(start);
        start = Stopwatch.GetTimestamp();
        var (text, first, last, usage) = (new StringBuilder(), TimeSpan.Zero, TimeSpan.Zero, (UsageDetails?)null);
        await foreach (var update in model.Client.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, prompt)], new ChatOptions { MaxOutputTokens = MostTokens, Temperature = 0 }, cancellationToken))
        {
            usage = update.Contents.OfType<UsageContent>().LastOrDefault()?.Details ?? usage;
            if (update.Contents.All(content => content is UsageContent)) continue;
            last = Stopwatch.GetElapsedTime(start);
            if (first == TimeSpan.Zero) first = last;
            text.Append(update.Text);
        }

        if (first == TimeSpan.Zero) first = Stopwatch.GetElapsedTime(start);
        var written = usage?.OutputTokenCount ?? model.Tokens.Count(text.ToString());
        var line = text.ToString().Trim().Split('\n')[0].Trim();
        return new ModelTrial(line, load, first, usage?.InputTokenCount ?? counted, written, written > 1 && last > first ? (written - 1) / (last - first).TotalSeconds : null, usage?.OutputTokenCount is null);
    }
}
