using LongRag.Models;
using LongRag.Models.Remote;

namespace LongRag.Rankers;

/// <summary>Says what is wrong with a ranker's settings.</summary>
internal sealed class RankerCheck(string name, RankerSettings settings) : SettingsCheck("ranker", name, settings.Kind)
{
    private static readonly Dictionary<string, RankerKind> Kinds = new(StringComparer.Ordinal)
    {
        ["full_list"] = RankerKind.FullList,
        ["sliding_window"] = RankerKind.SlidingWindow,
        ["yes_no"] = RankerKind.YesNo,
        ["query_likelihood"] = RankerKind.QueryLikelihood,
        ["pairwise"] = RankerKind.Pairwise,
        ["remote"] = RankerKind.Remote,
    };

    private static readonly Dictionary<string, PairAggregation> Aggregations = new(StringComparer.Ordinal)
    {
        ["sum"] = PairAggregation.Sum,
        ["sym_sum"] = PairAggregation.SymSum,
        ["sum_log"] = PairAggregation.SumLog,
        ["sym_sum_log"] = PairAggregation.SymSumLog,
        ["max"] = PairAggregation.Max,
        ["min"] = PairAggregation.Min,
    };

    private static readonly Dictionary<string, RerankProtocol> Protocols = new(StringComparer.Ordinal)
    {
        ["cohere"] = RerankProtocol.Cohere,
        ["jina"] = RerankProtocol.Jina,
        ["vllm"] = RerankProtocol.Vllm,
        ["tei"] = RerankProtocol.Tei,
    };

    private static readonly Dictionary<string, PassageLabels> LabelNames = new(StringComparer.Ordinal) { ["numbers"] = PassageLabels.Numbers, ["letters"] = PassageLabels.Letters };

    public static IReadOnlyList<string> KindNames { get; } = [.. Kinds.Keys];

    /// <summary>The ranker's name.</summary>
    public string Name { get; } = name;

    public RankerKind Kind => Named(nameof(settings.Kind), settings.Kind, Kinds);

    public PairAggregation Aggregation => Named(nameof(settings.Aggregation), settings.Aggregation ?? "sym_sum", Aggregations);

    public RerankProtocol Protocol => Named(nameof(settings.Protocol), settings.Protocol, Protocols);

    public PassageLabels Labels => Named(nameof(settings.Labels), settings.Labels ?? "numbers", LabelNames);

    /// <summary>Whether passages are called by letters.</summary>
    public bool HasLetters => settings.FirstToken || Labels is PassageLabels.Letters;

    /// <summary>All that can be checked without the model.</summary>
    public void All()
    {
        var kind = Kind;
        Within(nameof(settings.Depth), settings.Depth, 2, kind is RankerKind.Pairwise ? 50 : 1000);
        if (!(settings.Seconds is >= 0 and <= 86_400)) throw Bad(FormattableString.Invariant($"Seconds is {settings.Seconds}; it must lie between 0 and 86400"));
        if (settings.Tokens < 0) throw Bad($"Tokens is {settings.Tokens}; it must not be negative");
        Within(nameof(settings.Parallel), settings.Parallel, 1, 64);
        Within(nameof(settings.PassageWords), settings.PassageWords, 0, 100_000);
        Within(nameof(settings.Identifiers), settings.Identifiers, 0, 1000);
        Within(nameof(settings.AnswerTokens), settings.AnswerTokens, 8, 100_000);
        Within(nameof(settings.Shuffles), settings.Shuffles, 1, 100);
        Within(nameof(settings.WindowSize), settings.WindowSize, 2, 1000);
        Within(nameof(settings.Step), settings.Step, 1, settings.WindowSize ?? RankerCatalog.UsualWindow);
        Within(nameof(settings.Passes), settings.Passes, 1, 100);
        Within(nameof(settings.BatchSize), settings.BatchSize, 1, 1000);
        Within(nameof(settings.TimeoutSeconds), settings.TimeoutSeconds, 1, 3600);
        var (full, window, pair, remote) = (kind is RankerKind.FullList, kind is RankerKind.SlidingWindow, kind is RankerKind.Pairwise, kind is RankerKind.Remote);
        Only("full_list", full, (nameof(settings.Identifiers), settings.Identifiers), (nameof(settings.FirstToken), Flag(settings.FirstToken)), (nameof(settings.Shuffles), settings.Shuffles));
        Only("full_list and sliding_window", full || window, (nameof(settings.Labels), settings.Labels), (nameof(settings.AnswerTokens), settings.AnswerTokens));
        Only("sliding_window", window, (nameof(settings.WindowSize), settings.WindowSize), (nameof(settings.Step), settings.Step), (nameof(settings.Passes), settings.Passes));
        Only("yes_no, query_likelihood and pairwise", !(full || window || remote), (nameof(settings.Parallel), settings.Parallel));
        Only("query_likelihood", kind is RankerKind.QueryLikelihood, (nameof(settings.Prompt), settings.Prompt));
        Only("pairwise", pair, (nameof(settings.Aggregation), settings.Aggregation), (nameof(settings.OneOrder), Flag(settings.OneOrder)));
        Only("remote", remote, (nameof(settings.Protocol), settings.Protocol), (nameof(settings.Endpoint), settings.Endpoint), (nameof(settings.ApiKeyEnvironment), settings.ApiKeyEnvironment), (nameof(settings.ApiKeyFile), settings.ApiKeyFile), (nameof(settings.BatchSize), settings.BatchSize), (nameof(settings.TimeoutSeconds), settings.TimeoutSeconds));
        if (settings.Prompt?.Contains("{passage}", StringComparison.Ordinal) == false) throw Bad("Prompt holds no {passage}");
        if (settings is { FirstToken: false, Shuffles: not null }) throw Bad("Shuffles is set without FirstToken");
        if (settings.FirstToken && (settings.Labels is not null || settings.Identifiers is not null || settings.AnswerTokens is not null)) throw Bad("FirstToken writes nothing and calls passages by letters: Labels, Identifiers and AnswerTokens have no use");
        if (full && HasLetters && settings.Depth > FullList.FirstTokenMethod.MostPassages) throw Bad("there are 26 letters: Depth must be at most 26");
        if (window && HasLetters && (settings.WindowSize ?? RankerCatalog.UsualWindow) > FullList.FirstTokenMethod.MostPassages) throw Bad("there are 26 letters: WindowSize must be at most 26");
        _ = (Aggregation, Labels);
        if (remote) Remote();
        else Needs(settings.Model, nameof(settings.Model));
    }

    /// <summary>The address of the server.</summary>
    public Uri Endpoint() => ServerSettings.Address(this, settings.Endpoint);

    /// <summary>The key; null for none.</summary>
    public ServerKey Key(Func<string, string?> environment) => ServerSettings.KeyOf(this, settings.ApiKeyEnvironment, settings.ApiKeyFile, environment);

    private void Remote()
    {
        Endpoint();
        if (Protocol is RerankProtocol.Tei && settings.Model is not null) throw Bad("Model is set, but a tei server has one only; remove it");
        if (Protocol is not RerankProtocol.Tei) Needs(settings.Model, nameof(settings.Model));
    }

    private T Named<T>(string key, string? value, Dictionary<string, T> names) =>
        value is not null && names.TryGetValue(value, out var named) ? named : throw Bad(value is null ? $"{key} is not set; it must be one of {string.Join(", ", names.Keys)}" : $"{key} is '{value}'; it must be one of {string.Join(", ", names.Keys)}");

    private void Only(string kinds, bool isOne, params (string Key, object? Value)[] values)
    {
        if (!isOne) OnlyFor(kinds, values);
    }

    private static string? Flag(bool value) => value ? "true" : null;
}
