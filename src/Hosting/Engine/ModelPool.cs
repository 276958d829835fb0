using LongRag.Generator;
using LongRag.Generator.Chat;
using LongRag.Models.Chat;
using LongRag.Models.Encoders;
using LongRag.Rankers;
using Microsoft.Extensions.AI;

namespace LongRag.Hosting;

/// <summary>Chat models, rankers and generators by their configured names, each opened once and shared by all requests. Only what is configured can be named: a request opens no file. Thread-safe.</summary>
internal sealed class ModelPool(Settings settings, Func<Encoder?> encoder) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ChatModel> _chatModels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OpenRanker> _rankers = new(StringComparer.Ordinal);

    /// <summary>Names that a generator can be asked for by, the usual one first.</summary>
    public IReadOnlyList<string> Generators => [.. settings.ChatModels.Keys.Append(ExtractiveGenerator.Name).OrderByDescending(name => string.Equals(name, settings.Generation.Generator, StringComparison.Ordinal)).ThenBy(name => name, StringComparer.Ordinal)];

    /// <summary>Names that a ranker can be asked for by.</summary>
    public IReadOnlyList<string> Rankers => [.. settings.Rankers.Keys.OrderByDescending(name => string.Equals(name, settings.Retrieval.Reranker, StringComparison.Ordinal)).ThenBy(name => name, StringComparer.Ordinal)];

    /// <summary>The named ranker; null where none is meant.</summary>
    /// <exception cref="LongRagException"><c>bad_argument</c>: an unknown name.</exception>
    public Ranker? Ranker(string? name)
    {
        name ??= settings.Retrieval.Reranker ?? RankerNames.None;
        if (string.Equals(name, RankerNames.None, StringComparison.Ordinal)) return null;
        if (!settings.Rankers.TryGetValue(name, out var own)) throw Unknown("reranker", name, Rankers);
        lock (_gate) return (_rankers.TryGetValue(name, out var open) ? open : _rankers[name] = RankerNames.Of(settings, name, RankerCatalog.NeedsChatModel(own) ? ChatModel(own.Model!) : null)).Ranker;
    }

    /// <summary>The named generator, and the chat model behind it; null for the model where it has none.</summary>
    /// <exception cref="LongRagException"><c>bad_argument</c>: an unknown name or mode.</exception>
    public (IAnswerGenerator Generator, ChatModel? Model) Generator(string? name, string? mode)
    {
        name ??= settings.Generation.Generator;
        if (mode is not null && !GeneratorNames.Modes.Contains(mode, StringComparer.Ordinal)) throw Unknown("mode", mode, GeneratorNames.Modes);
        var choice = new GeneratorChoice(mode);
        if (string.Equals(name, ExtractiveGenerator.Name, StringComparison.Ordinal)) return (choice.Extractive(), null);
        // The configuration itself may name a file; a request may not.
        if (!settings.ChatModels.ContainsKey(name) && !string.Equals(name, settings.Generation.Generator, StringComparison.Ordinal)) throw Unknown("generator", name, Generators);
        var model = ChatModel(name);
        return (new ChatGenerator(model, GeneratorNames.OptionsOf(settings, choice), EncoderIfAny(), choice.Extractive()), model);
    }

    public void Dispose()
    {
        foreach (var ranker in _rankers.Values) ranker.Dispose();
        foreach (var model in _chatModels.Values) model.Dispose();
    }

    // What cannot be opened now may be there the next time.
    private ChatModel ChatModel(string name)
    {
        lock (_gate)
        {
            if (_chatModels.TryGetValue(name, out var open)) return open;
            var model = ChatModelNames.Of(settings, name);
            // Spans of each call, with tokens and times, by OpenTelemetry's conventions.
            var told = new OpenTelemetryChatClient(model.Client, sourceName: LongRagTelemetry.Name) { EnableSensitiveData = settings.Telemetry.EnableSensitiveData };
            return _chatModels[name] = new ChatModel(model.Profile, told, model.Tokens);
        }
    }

    // The encoder only finds places of sentences; without it words do.
    private Encoder? EncoderIfAny()
    {
        try
        {
            return encoder();
        }
        catch (LongRagException)
        {
            return null;
        }
    }

    private static LongRagException Unknown(string what, string name, IReadOnlyList<string> known) =>
        new("bad_argument", $"There is no {what} '{name}': {(known.Count == 0 ? "none is configured" : $"choose one of {string.Join(", ", known)}")}.");
}
