using System.Text;
using LongRag.Models.Chat;
using Microsoft.Extensions.AI;

namespace LongRag.Generator.Chat;

/// <summary>
/// Makes a follow-up question stand alone: by a model, whose rewriting counts only where it says nothing that question and conversation do not; else by carrying names over. Thread-safe.
/// </summary>
/// <param name="model">Null for the rule alone.</param>
public sealed class FollowUpRewriter(ChatModel? model = null)
{
    /// <summary>Turns that are looked back at.</summary>
    private const int MostTurns = 4;

    /// <summary>Characters of an answer that are shown to the model.</summary>
    private const int LongestAnswer = 600;

    private const int MostTokens = 64;
    private const int LongestQuestion = 400;

    private static readonly PromptFile File = PromptFile.Of("standalone");

    /// <summary>The question as it stands alone. Without turns before it, it is left as it is; a model's failure is no failure of this.</summary>
    public async Task<StandaloneQuestion> RewriteAsync(IReadOnlyList<Turn> turns, string question, CancellationToken cancellationToken = default)
    {
        if (turns.Count == 0 || string.IsNullOrWhiteSpace(question) || !CarriedWords.LeansOnTurns(question)) return new StandaloneQuestion(question, RewrittenBy.Nobody);
        var last = turns.TakeLast(MostTurns).ToList();
        if (model is not null && await AskedAsync(model, last, question, cancellationToken) is { } rewritten) return new StandaloneQuestion(rewritten, RewrittenBy.Model);
        var carried = CarriedWords.Over(last, question);
        return new StandaloneQuestion(carried, string.Equals(carried, question, StringComparison.Ordinal) ? RewrittenBy.Nobody : RewrittenBy.CarriedOver);
    }

    private static async Task<string?> AskedAsync(ChatModel model, List<Turn> turns, string question, CancellationToken cancellationToken)
    {
        try
        {
            await model.ReadyAsync(cancellationToken);
            while (true)
            {
                var conversation = new StringBuilder();
                foreach (var turn in turns) conversation.Append("Question: ").Append(turn.Question).Append("\nAnswer: ").Append(Shortened(turn.Answer)).Append('\n');
                var prompt = File.Filled(("{conversation}", conversation.ToString().TrimEnd()), ("{question}", question.Trim()));
                if (turns.Count > 1 && model.Tokens.Count(prompt) + 2 * MostTokens > model.Profile.ContextTokens)
                {
                    turns = turns[1..];
                    continue;
                }

                var response = await model.Client.GetResponseAsync([new ChatMessage(ChatRole.User, prompt)], new ChatOptions { Temperature = 0, MaxOutputTokens = MostTokens, StopSequences = ["\n"] }, cancellationToken);
                return Usable(response.Text, turns, question);
            }
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>The rewriting where it can be trusted: one line, about what was asked, with nothing new in it.</summary>
    private static string? Usable(string written, List<Turn> turns, string question)
    {
        var line = written.Trim().Split('\n', 2)[0].Trim().Trim('"', '“', '”', '*', '`').Trim();
        if (line.Length is 0 or > LongestQuestion || line.Any(c => char.IsControl(c) || c == '\ufffd')) return null;
        var known = Stems(question + "\n" + string.Join('\n', turns.Select(turn => turn.Question + "\n" + turn.Answer)));
        var asked = Stems(question);
        var stems = Stems(line);
        var isNew = stems.Except(known, StringComparer.Ordinal).Any();
        return isNew || stems.Count == 0 || (asked.Count > 0 && !asked.Overlaps(stems)) || stems.IsSubsetOf(asked) ? null : line;
    }

    private static HashSet<string> Stems(string text) =>
        TermReader.Read(text, new TextSpan(0, text.Length)).Where(term => !term.IsStopWord).Select(term => term.Stem).ToHashSet(StringComparer.Ordinal);

    private static string Shortened(string answer) => answer.Length <= LongestAnswer ? answer : answer[..(char.IsHighSurrogate(answer[LongestAnswer - 1]) ? LongestAnswer - 1 : LongestAnswer)] + " …";
}
