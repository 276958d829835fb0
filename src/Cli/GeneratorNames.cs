using System.CommandLine;
using LongRag.Evaluation;
using LongRag.Generator;
using LongRag.Generator.Chat;
using LongRag.Models.Chat;
using LongRag.Models.Encoders;

namespace LongRag.Cli;

/// <summary>How a generator is to work.</summary>
/// <param name="Mode">What a chat model is asked to write; null for the configuration's.</param>
/// <param name="Sentences">Most sentences that the extractive generator quotes; null for its default.</param>
/// <param name="FallsBack">Whether the extractive answer stands in for a chat model's.</param>
internal sealed record GeneratorChoice(string? Mode = null, int? Sentences = null, bool FallsBack = true);

/// <summary>A generator, and what must be closed after it.</summary>
/// <param name="Generator">Who answers.</param>
/// <param name="Model">The chat model behind it; null where it has none.</param>
/// <param name="Encoder">What finds the places of its sentences; null where none does.</param>
internal sealed record OpenGenerator(IAnswerGenerator Generator, ChatModel? Model, Encoder? Encoder) : IDisposable
{
    public void Dispose()
    {
        Model?.Dispose();
        Encoder?.Dispose();
    }
}

/// <summary>The generators by name.</summary>
internal static class GeneratorNames
{
    private const string ScriptedEnds = "scripted-ends";
    private const int DefaultEnds = 2;

    /// <summary>What a chat model can be asked to write.</summary>
    public static IReadOnlyList<string> Modes { get; } = [.. Enum.GetNames<AnswerMode>().Select(name => name.ToLowerInvariant())];

    /// <summary>For evaluation.</summary>
    public static Option<string> Option() => new("--generator")
    {
        Description = "extractive; a chat model of the configuration or a GGUF file; or scripted-ends: extractive, but blind to all evidence except the first and last two pieces; it stands in for a model that loses the middle.",
        HelpName = "NAME",
        DefaultValueFactory = _ => ExtractiveGenerator.Name,
    };

    public static Option<string?> Mode()
    {
        var option = new Option<string?>("--mode") { Description = "What a chat model writes: full sentences, a short answer, an answer with its reasoning before it, or a bare few words for models too small for a format (default: Generation:Mode of the configuration, full).", HelpName = string.Join('|', Modes) };
        option.AcceptOnlyFromAmong([.. Modes]);
        return option;
    }

    public static Option<int?> Sentences() => new("--sentences") { Description = "Most sentences that the extractive generator quotes, 1 to 10 (default: 3).", HelpName = "N" };

    public static Option<bool> ModelOnly() => new("--model-only") { Description = "Let nothing stand in for a chat model: what it writes counts, quoted or not, and its failure stops the run. With retrieved evidence an answer without a verified citation still counts as none." };

    /// <summary>The generator of that name; its model is not loaded yet.</summary>
    public static OpenGenerator Open(string name, Settings settings, GeneratorChoice choice)
    {
        if (choice.Sentences is < 1 or > 10) throw new LongRagException("bad_argument", "--sentences is 1 to 10.");
        var extractive = new ExtractiveGenerator(new ExtractiveOptions { MostSentences = choice.Sentences ?? new ExtractiveOptions().MostSentences });
        if (string.Equals(name, ExtractiveGenerator.Name, StringComparison.Ordinal)) return new OpenGenerator(extractive, null, null);
        if (string.Equals(name, ScriptedEnds, StringComparison.Ordinal)) return new OpenGenerator(new ScriptedEnds(extractive, DefaultEnds), null, null);
        var model = ChatModelNames.Of(settings, name);
        try
        {
            var encoder = EncoderNames.IsNone(settings.Retrieval.Encoder) ? null : EncoderNames.Open(settings.Retrieval.Encoder, settings, EncoderUse.OneQuestion);
            var options = new ChatGeneratorOptions { Mode = Enum.Parse<AnswerMode>(choice.Mode ?? settings.Generation.Mode, ignoreCase: true), FallsBack = choice.FallsBack };
            return new OpenGenerator(new ChatGenerator(model, options, encoder, extractive), model, encoder);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }
}
