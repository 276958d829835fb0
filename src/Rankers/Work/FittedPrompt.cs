using LongRag.Models.Chat;
using Microsoft.Extensions.AI;

namespace LongRag.Rankers.Work;

/// <summary>A prompt that fits its model.</summary>
/// <param name="Messages">System and user; the user alone where there is no system.</param>
/// <param name="Size">Its tokens.</param>
/// <param name="Words">Most words of each passage in it.</param>
internal sealed record FittedPrompt(IReadOnlyList<ChatMessage> Messages, PromptSize Size, int Words)
{
    // What chat templates put around two messages, generously.
    private const int TemplateTokens = 64;

    /// <summary>Why there is no prompt.</summary>
    public static string TooLong(ChatModel model, int? context = null) => $"The question and a word of each passage are more than the model '{model.Profile.Name}' reads ({context ?? model.Profile.ContextTokens} tokens).";

    /// <summary>The text of the last message.</summary>
    public string Text => Messages[^1].Text;

    /// <summary>
    /// The prompt with as much of the passages as the model has room for: all are shortened together, by a quarter of what is too much for each, until it fits.
    /// Null where it does not fit with a word of each.
    /// </summary>
    /// <param name="model">Whose context it must fit.</param>
    /// <param name="answerTokens">Room to leave for the answer.</param>
    /// <param name="passages">The passages of the prompt.</param>
    /// <param name="mostWords">Of each passage; 0 for all.</param>
    /// <param name="system">What the system says; null for nothing.</param>
    /// <param name="write">What the user says, from the texts of the passages.</param>
    /// <param name="context">Tokens of the model's context; null for what its settings say.</param>
    public static FittedPrompt? Fit(ChatModel model, int answerTokens, IReadOnlyList<Candidate> passages, int mostWords, string? system, Func<IReadOnlyList<string>, string> write, int? context = null)
    {
        var room = (context ?? model.Profile.ContextTokens) - TemplateTokens - answerTokens - (system is null ? 0 : model.Tokens.Count(system));
        var words = passages.Max(passage => passage.Words);
        if (mostWords > 0) words = Math.Min(words, mostWords);
        while (true)
        {
            var texts = passages.Select(passage => passage.Text(words)).ToArray();
            var user = write(texts);
            var tokens = model.Tokens.Count(user);
            if (tokens <= room)
            {
                var size = new PromptSize(tokens + (system is null ? 0 : model.Tokens.Count(system)), texts.Sum(text => model.Tokens.Count(text)));
                return new FittedPrompt(system is null ? [new ChatMessage(ChatRole.User, user)] : [new ChatMessage(ChatRole.System, system), new ChatMessage(ChatRole.User, user)], size, words);
            }

            // Without any text of the passages there is nothing to put in order.
            if (words <= 1) return null;
            words = Math.Max(1, words - Math.Max(1, (tokens - room) / (4 * passages.Count)));
        }
    }
}
