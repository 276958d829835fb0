using System.Text;
using LongRag.Models.Chat;
using LongRag.Rankers.Work;
using Microsoft.Extensions.AI;

namespace LongRag.Rankers.Listwise;

/// <summary>Shows a model some passages and has it write their order. Thread-safe.</summary>
internal sealed class ListQuestion(ChatModel model, ListOptions options)
{
    private const string ContextExceeded = "context_exceeded";

    private readonly ListPrompt _prompt = new("list", options.Labels, options.PassageWords);

    /// <summary>The new order of the passages at these places, as places of that list; null where the model gave none.</summary>
    /// <param name="work">Counts it, and has the passages.</param>
    /// <param name="places">Which candidates, in the order in which they are shown.</param>
    public async Task<IReadOnlyList<int>?> AskAsync(RankingWork work, IReadOnlyList<int> places)
    {
        var wanted = options.Identifiers > 0 ? Math.Min(options.Identifiers, places.Count) : places.Count;
        var answerTokens = options.AnswerTokens ?? TokensOf(wanted, places.Count);
        if (await WrittenAsync(work, places, wanted, answerTokens) is not var (text, words)) return null;
        work.Read(places, words);
        work.Wrote(model.Tokens.Count(text));
        var answer = RankingAnswer.Parse(text, places.Count, options.Labels);
        work.Repair(Math.Max(0, wanted - answer.Named), answer.Repeated, answer.Unknown);
        return answer.Order;
    }

    /// <summary>What the model writes, and how many words of each passage it was shown. A prompt that it finds too long is made half as long, once.</summary>
    private async Task<(string Text, int Words)?> WrittenAsync(RankingWork work, IReadOnlyList<int> places, int wanted, int answerTokens)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            var context = work.Context ?? model.Profile.ContextTokens;
            if (_prompt.For(model, work.Asked, [.. places.Select(place => work.Candidates[place])], answerTokens, context) is not { } prompt)
            {
                work.Fail(ContextExceeded, FittedPrompt.TooLong(model, context));
                return null;
            }

            var (isTooLong, mayBe) = (false, isFirst);
            var text = await work.AskAsync(prompt.Size, answerTokens, token => WriteAsync(prompt, places.Count, wanted, answerTokens, token), e => isTooLong = mayBe && e.Code == ContextExceeded);
            if (text is not null) return (text, prompt.Words);
            if (!isTooLong) return null;
            // Its tokenizer counts more than was thought, or its window is smaller than configured.
            work.Context = Math.Min(context, prompt.Size.Prompt + answerTokens) / 2;
        }
    }

    /// <summary>Tokens of a ranking of the last, which have the longest identifiers, with a little room.</summary>
    private int TokensOf(int wanted, int count) => model.Tokens.Count(string.Join(" > ", Enumerable.Range(count - wanted, wanted).Select(place => $"[{ListPrompt.Label(place, options.Labels)}]"))) + 16;

    /// <summary>What the model writes until it has named as many passages as are wanted, or has written more than that could take.</summary>
    private async Task<string> WriteAsync(FittedPrompt prompt, int count, int wanted, int answerTokens, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var request = new ChatOptions { Temperature = 0, MaxOutputTokens = answerTokens };
        await foreach (var update in model.Client.GetStreamingResponseAsync(prompt.Messages, request, cancellationToken))
        {
            var before = text.Length;
            text.Append(update.Text);
            if (text.Length == before) continue;
            var written = text.ToString();
            // Servers may not keep to the number of tokens.
            if (text.Length > 16 * answerTokens) return written;
            if (wanted < count && IsEnough(written, before, count, wanted)) return written;
        }

        return text.ToString();
    }

    /// <summary>Whether enough passages are named; the last number may go on, so it does not count.</summary>
    private bool IsEnough(string written, int before, int count, int wanted)
    {
        if (written.AsSpan(before).IndexOfAnyExceptInRange('0', '9') < 0) return false;
        if (written.Contains(Thoughts.Opening, StringComparison.Ordinal) && !written.Contains(Thoughts.Closing, StringComparison.Ordinal)) return false;
        var end = written.Length;
        while (end > 0 && char.IsLetterOrDigit(written[end - 1])) end--;
        return RankingAnswer.Parse(written[..end], count, options.Labels).Named >= wanted;
    }
}
