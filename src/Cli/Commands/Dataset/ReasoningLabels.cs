using System.Globalization;
using System.Text.Json.Serialization;
using LongRag.Evaluation;
using LongRag.Models.Chat;
using Microsoft.Extensions.AI;

namespace LongRag.Cli.Commands.Dataset;

/// <summary>The reasoning of an example, and where it comes from: <c>model</c> or <c>stated</c>.</summary>
internal sealed record ReasoningLabel(string Text, string Source);

/// <summary>A label in a journal.</summary>
/// <param name="Id">Its question's id.</param>
/// <param name="Asked">Hash of what the model was asked.</param>
/// <param name="Text">The reasoning.</param>
/// <param name="Source">As <see cref="ReasoningLabel.Source"/>: <c>stated</c> where the model's answer could not be used.</param>
internal sealed record KeptLabel([property: JsonRequired] string Id, [property: JsonRequired] string Asked, [property: JsonRequired] string Text, [property: JsonRequired] string Source)
{
    /// <summary>Of one question asked otherwise (other passages, another order) there are several labels.</summary>
    [JsonIgnore]
    public string Key => KeyOf(Id, Asked);

    public static string KeyOf(string id, string asked) => $"{asked} {id}";
}

/// <summary>Writes reasoning by a model, which is shown the answer; where there is none, or what it wrote names documents that are not there or misses the gold ones, the reasoning is stated without it.</summary>
/// <param name="model">The model; null to state all of it.</param>
/// <param name="journal">Where labels are kept and found again; null for nowhere. A label is not kept where the model failed: it is asked again.</param>
/// <param name="note">Told of what takes long.</param>
/// <param name="time">Null for the system's.</param>
internal sealed class ReasoningLabels(ChatModel? model, Journal<KeptLabel>? journal = null, Action<string>? note = null, TimeProvider? time = null)
{
    private const string ByTheModel = "model";
    private const string StatedWithout = "stated";
    private const int AnswerTokens = 384;
    private const int MostFailuresInARow = 3;

    // A busy model comes back; a server was asked several times within seconds before it is called busy.
    private static readonly TimeSpan[] WaitsForBusy = [TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(120)];

    private int _failuresInARow;

    /// <summary>Labels by the model so far.</summary>
    public int ByModel { get; private set; }

    /// <summary>Answers of the model that could not be used.</summary>
    public int Refused { get; private set; }

    /// <summary>Labels that were found in the journal; <see cref="ByModel"/> and <see cref="Refused"/> count them too.</summary>
    public int FromJournal { get; private set; }

    /// <summary>Labels for which the model was asked now, and answered.</summary>
    public int Asked { get; private set; }

    /// <summary>The reasoning of an example.</summary>
    /// <exception cref="LongRagException">The model is not there, or is busy for minutes; or it failed three times in a row.</exception>
    public async Task<ReasoningLabel> OfAsync(TrainingExample example, CancellationToken cancellationToken)
    {
        if (model is null) return Stated(example);
        var prompt = PromptOf(example);
        var asked = Journals.Hash(AnswerTokens, prompt);
        if (journal?.Find(KeptLabel.KeyOf(example.Question.Id, asked)) is { } known)
        {
            FromJournal++;
            return Counted(new ReasoningLabel(known.Text, known.Source));
        }

        var answer = await AnswerAsync(model, prompt, cancellationToken);
        if (answer is null) return Counted(Stated(example));
        var label = ReasoningText.Checked(Thoughts.Without(answer), example) is { } written ? new ReasoningLabel(written, ByTheModel) : Stated(example);
        journal?.Add(new KeptLabel(example.Question.Id, asked, label.Text, label.Source));
        Asked++;
        return Counted(label);
    }

    /// <summary>What the model wrote; null where it failed over this prompt.</summary>
    private async Task<string?> AnswerAsync(ChatModel asked, string prompt, CancellationToken cancellationToken)
    {
        for (var wait = 0; ; wait++)
        {
            try
            {
                var response = await asked.Client.GetResponseAsync([new ChatMessage(ChatRole.User, prompt)], new ChatOptions { Temperature = 0, MaxOutputTokens = AnswerTokens }, cancellationToken);
                _failuresInARow = 0;
                return response.Text;
            }
            catch (LongRagException failure) when (failure.Code is "context_exceeded")
            {
                // The same documents would not fit a second time.
                _failuresInARow = 0;
                return null;
            }
            catch (LongRagException failure) when (failure.Code is "bad_model_answer" or "answer_too_long" or "model_timeout" && ++_failuresInARow < MostFailuresInARow)
            {
                // What was paid for so far is worth more than this label.
                return null;
            }
            catch (LongRagException busy) when (busy.Code is "model_busy" && wait < WaitsForBusy.Length)
            {
                note?.Invoke(string.Create(CultureInfo.InvariantCulture, $"the model is busy; it is asked again in {WaitsForBusy[wait].TotalSeconds:0} s"));
                await Task.Delay(WaitsForBusy[wait], time ?? TimeProvider.System, cancellationToken);
            }
        }
    }

    private static ReasoningLabel Stated(TrainingExample example) => new(ReasoningText.Stated(example), StatedWithout);

    private ReasoningLabel Counted(ReasoningLabel label)
    {
        if (label.Source is ByTheModel) ByModel++;
        else Refused++;
        return label;
    }

    private static string PromptOf(TrainingExample example)
    {
        var gold = example.Gold.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $"at least one of these supports it: {string.Join(", ", example.Gold.Select(g => $"[{g}]"))}") : "no document is known to support it; where none does, explain from your own knowledge";
        return $"""
            {TrainingPrompt.Of(example)} {example.Answer}

            The answer is given, and {gold}. In one short paragraph, say which documents are relevant and why, by their numbers in square brackets. Do not repeat whole documents.
            """;
    }
}
