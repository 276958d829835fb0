using System.Globalization;
using LongRag.Models.Chat;
using LongRag.Rankers.Work;

namespace LongRag.Rankers.Listwise;

/// <summary>The prompt that shows a model several passages, each behind its identifier.</summary>
internal sealed class ListPrompt(string name, PassageLabels labels, int passageWords)
{
    private readonly PromptFile _file = PromptFile.Read(name);

    /// <summary>The identifier of the passage at a place, from 0.</summary>
    public static string Label(int place, PassageLabels labels) => labels is PassageLabels.Letters ? ((char)('A' + place)).ToString() : (place + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>The prompt; null where it does not fit even without passages.</summary>
    /// <param name="model">Whose context it must fit.</param>
    /// <param name="query">What is asked.</param>
    /// <param name="passages">In the order in which they are shown.</param>
    /// <param name="answerTokens">Room to leave.</param>
    /// <param name="context">Tokens of the model's context; null for what its settings say.</param>
    public FittedPrompt? For(ChatModel model, string query, IReadOnlyList<Candidate> passages, int answerTokens, int? context = null) =>
        FittedPrompt.Fit(model, answerTokens, passages, passageWords, _file.System, texts =>
        {
            var lines = passages.Zip(texts, (passage, text) => passage.Title.Length > 0 ? $"Title: {passage.Title} Content: {text}" : text).Select((shown, place) => $"[{Label(place, labels)}] {shown}");
            return PromptFile.Fill(
                _file.User, ("count", passages.Count.ToString(CultureInfo.InvariantCulture)), ("query", query), ("passages", string.Join('\n', lines)),
                ("form", "[] > []"), ("example", $"[{Label(1, labels)}] > [{Label(0, labels)}]"));
        }, context);
}
