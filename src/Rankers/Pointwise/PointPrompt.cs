using LongRag.Models.Chat;
using LongRag.Rankers.Work;

namespace LongRag.Rankers.Pointwise;

/// <summary>A prompt with one passage.</summary>
internal sealed class PointPrompt(PromptFile file, int passageWords)
{
    /// <summary>The prompt; null where it does not fit the model even without the passage.</summary>
    public FittedPrompt? For(ChatModel model, string query, Candidate passage, int answerTokens) =>
        FittedPrompt.Fit(model, answerTokens, [passage], passageWords, file.System, texts => PromptFile.Fill(file.User, ("query", query), ("passage", Shown(passage, texts[0]))));

    /// <summary>The passage behind its title.</summary>
    public static string Shown(Candidate passage, string text) => passage.Title.Length > 0 ? $"{passage.Title}. {text}" : text;
}
