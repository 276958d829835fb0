using LongRag.Generator;
using LongRag.Generator.Chat;
using LongRag.Models.Chat;
using LongRag.Models.Encoders;

namespace LongRag.Hosting;

/// <summary>How a generator is to work.</summary>
/// <param name="Mode">What a chat model is asked to write; null for the configuration's.</param>
/// <param name="Sentences">Most sentences that the extractive generator quotes; null for its default.</param>
/// <param name="FallsBack">Whether the extractive answer stands in for a chat model's.</param>
/// <param name="ThrowsBusy">Whether it does not where the model is only busy.</param>
internal sealed record GeneratorChoice(string? Mode = null, int? Sentences = null, bool FallsBack = true, bool ThrowsBusy = true)
{
    /// <summary>The extractive generator of this choice.</summary>
    public ExtractiveGenerator Extractive() => new(new ExtractiveOptions { MostSentences = Sentences ?? new ExtractiveOptions().MostSentences });
}

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
    /// <summary>What a chat model can be asked to write.</summary>
    public static IReadOnlyList<string> Modes { get; } = [.. Enum.GetNames<AnswerMode>().Select(name => name.ToLowerInvariant())];

    /// <summary>The generator of that name; its model is not loaded yet.</summary>
    public static OpenGenerator Open(string name, Settings settings, GeneratorChoice choice)
    {
        var extractive = choice.Extractive();
        if (string.Equals(name, ExtractiveGenerator.Name, StringComparison.Ordinal)) return new OpenGenerator(extractive, null, null);
        var model = ChatModelNames.Of(settings, name);
        try
        {
            var encoder = EncoderNames.IsNone(settings.Retrieval.Encoder) ? null : EncoderNames.Open(settings.Retrieval.Encoder, settings, EncoderUse.OneQuestion);
            return new OpenGenerator(new ChatGenerator(model, OptionsOf(settings, choice), encoder, extractive), model, encoder);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>How a chat model answers by this choice.</summary>
    public static ChatGeneratorOptions OptionsOf(Settings settings, GeneratorChoice choice) => new()
    {
        Mode = Enum.Parse<AnswerMode>(choice.Mode ?? settings.Generation.Mode, ignoreCase: true),
        MostTokens = settings.Generation.AnswerTokens,
        FallsBack = choice.FallsBack,
        ThrowsBusy = choice.ThrowsBusy,
    };
}
