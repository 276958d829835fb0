using System.Text;
using LongRag.Models.Chat;
using Microsoft.Extensions.AI;

namespace LongRag.Generator.Chat;

/// <summary>
/// Makes a follow-up question stand alone: by a model, whose rewriting counts only where it keeps what the question says and adds nothing that the conversation does not; else by carrying names over where a question
/// in English points at what was said. With a model, each question that has turns before it costs one call of the model, whether it leans on them or not. Thread-safe.
/// </summary>
/// <param name="model">Null for the rule alone.</param>
/// <param name="mostTokens">Most tokens that the model may write, its thoughts among them; null for 64, which suffice where it does not think. Half of its context at most.</param>
public sealed class FollowUpRewriter(ChatModel? model = null, int? mostTokens = null)
{
    /// <summary>Turns that are looked back at.</summary>
    private const int MostTurns = 4;

    /// <summary>Characters of an answer that are shown to the model.</summary>
    private const int LongestAnswer = 600;

    /// <summary>What a question takes.</summary>
    private const int QuestionTokens = 64;

    private static readonly PromptFile File = PromptFile.Of("standalone");

    /// <summary>The question as it stands alone. Without turns before it, it is left as it is; a model's failure is no failure of this.</summary>
    public async Task<StandaloneQuestion> RewriteAsync(IReadOnlyList<Turn> turns, string question, CancellationToken cancellationToken = default)
    {
        if (turns.Count == 0 || string.IsNullOrWhiteSpace(question)) return new StandaloneQuestion(question, RewrittenBy.Nobody);
        var last = turns.TakeLast(MostTurns).ToList();
        if (model is not null && await AskedAsync(model, last, question, cancellationToken) is { } rewritten) return new StandaloneQuestion(rewritten, RewrittenBy.Model);
        // The rule's words are English; a question that it does not know to lean is searched as it stands.
        if (!CarriedWords.LeansOnTurns(question)) return new StandaloneQuestion(question, RewrittenBy.Nobody);
        var carried = CarriedWords.Over(last, question);
        return new StandaloneQuestion(carried, string.Equals(carried, question, StringComparison.Ordinal) ? RewrittenBy.Nobody : RewrittenBy.CarriedOver);
    }

    private async Task<string?> AskedAsync(ChatModel asked, List<Turn> turns, string question, CancellationToken cancellationToken)
    {
        try
        {
            await asked.ReadyAsync(cancellationToken);
            var most = Math.Max(QuestionTokens, Math.Min(mostTokens ?? QuestionTokens, asked.Profile.ContextTokens / 2));
            // One that thinks writes lines before the question.
            var options = new ChatOptions { Temperature = 0, MaxOutputTokens = most, StopSequences = most > QuestionTokens ? [] : ["\n"] };
            while (true)
            {
                var conversation = new StringBuilder();
                foreach (var turn in turns) conversation.Append("Question: ").Append(turn.Question).Append("\nAnswer: ").Append(Shortened(turn.Answer)).Append('\n');
                var prompt = File.Filled(("{conversation}", conversation.ToString().TrimEnd()), ("{question}", question.Trim()));
                if (turns.Count > 1 && asked.Tokens.Count(prompt) + most + QuestionTokens > asked.Profile.ContextTokens)
                {
                    turns = turns[1..];
                    continue;
                }

                var response = await asked.Client.GetResponseAsync([new ChatMessage(ChatRole.User, prompt)], options, cancellationToken);
                var start = new AnswerStart(hasReasoning: false);
                return Rewriting.Usable(start.Add(response.Text) + start.Rest(), turns, question);
            }
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static string Shortened(string answer) => answer.Length <= LongestAnswer ? answer : answer[..(char.IsHighSurrogate(answer[LongestAnswer - 1]) ? LongestAnswer - 1 : LongestAnswer)] + " …";
}
