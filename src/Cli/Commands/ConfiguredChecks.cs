using System.Globalization;
using LongRag.Generator;
using LongRag.Models.Encoders;
using LongRag.Rankers;

namespace LongRag.Cli.Commands;

/// <summary>Whether what the configuration names can be used: encoders, retrievers, chat models and rankers. Servers are not asked.</summary>
internal static class ConfiguredChecks
{
    private const string NotAsked = "its server is not asked here";

    /// <summary>One line for each. What is used where nothing is named must work; what is configured besides should.</summary>
    public static async Task<IReadOnlyList<CheckOutput>> OfAsync(Settings settings, CancellationToken cancellationToken)
    {
        var (retrieval, usualModel) = (settings.Retrieval, settings.Generation.Generator);
        var checks = new List<CheckOutput>();
        foreach (var name in settings.Encoders.Keys.Append(retrieval.Encoder).Concat(retrieval.Retrievers.Values.Select(own => own.Encoder).OfType<string>()).Where(name => !EncoderNames.IsNone(name)).Distinct(StringComparer.Ordinal))
            checks.Add(await CheckAsync($"encoder {name}", Same(name, retrieval.Encoder), () => EncoderAsync(settings, name, cancellationToken)));
        foreach (var name in retrieval.Retrievers.Keys)
            checks.Add(await CheckAsync($"retriever {name}", Same(name, retrieval.Retriever), () => Task.FromResult(Retriever(retrieval, name))));
        foreach (var name in settings.ChatModels.Keys.Append(usualModel).Where(name => !Same(name, ExtractiveGenerator.Name)).Distinct(StringComparer.Ordinal))
            checks.Add(await CheckAsync($"chat model {name}", Same(name, usualModel), () => Task.FromResult(Model(settings, name))));
        foreach (var name in settings.Rankers.Keys)
            checks.Add(await CheckAsync($"ranker {name}", Same(name, retrieval.Reranker), () => Task.FromResult(Ranker(settings, name))));
        return checks;
    }

    private static bool Same(string name, string? other) => string.Equals(name, other, StringComparison.Ordinal);

    private static async Task<CheckOutput> CheckAsync(string what, bool isUsual, Func<Task<string>> check)
    {
        try
        {
            return new CheckOutput(what, "ok", await check());
        }
        catch (LongRagException e)
        {
            return new CheckOutput(what, isUsual ? "fail" : "warn", $"{e.Message} [{e.Code}]");
        }
    }

    private static async Task<string> EncoderAsync(Settings settings, string name, CancellationToken cancellationToken)
    {
        using var encoder = EncoderNames.Open(name, settings, EncoderUse.OneQuestion);
        var about = string.Create(CultureInfo.InvariantCulture, $"{encoder.Profile.Kind}, {encoder.Profile.Dimensions} dimensions, {encoder.Profile.MaxTokens} tokens");
        if (Same(encoder.Profile.Kind, EncoderCatalog.OpenAi)) return $"{about}; {NotAsked}";
        await encoder.EncodeQueryAsync("Is anybody there?", cancellationToken);
        return about;
    }

    private static string Retriever(RetrievalSettings retrieval, string name)
    {
        var choice = RetrieverNames.Choose(name, retrieval);
        return choice.NeedsEncoder ? $"{choice.Kind} by the encoder {choice.Encoder}" : choice.Kind;
    }

    private static string Model(Settings settings, string name)
    {
        using var model = ChatModelNames.Of(settings, name);
        model.CheckMemory();
        var where = model.Memory is { } memory ? $"{Places.Bytes(memory.Bytes)} of memory" : NotAsked;
        return string.Create(CultureInfo.InvariantCulture, $"{model.Profile.Kind}, {model.Profile.Model}, {model.Profile.ContextTokens} tokens of context; {where}");
    }

    private static string Ranker(Settings settings, string name)
    {
        using var opened = RankerNames.Of(settings, name);
        var own = settings.Rankers[name];
        return string.Create(CultureInfo.InvariantCulture, $"{own.Kind} of the best {opened.Ranker.Depth}{(RankerCatalog.NeedsChatModel(own) ? $" by the chat model {own.Model}" : $"; {NotAsked}")}");
    }
}
