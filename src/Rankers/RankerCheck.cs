namespace LongRag.Rankers;

/// <summary>Says what is wrong with a ranker's settings.</summary>
internal sealed class RankerCheck(string name, RankerSettings settings)
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
    public string Name => name;

    public LongRagException Bad(string what) => new("bad_config", $"The ranker '{name}' ({settings.Kind}) cannot be used: {what}.");

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
        Within(nameof(settings.Seconds), settings.Seconds, 0, 86_400);
        Within(nameof(settings.Tokens), settings.Tokens, 0, 1_000_000_000);
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
        Only("full_list", full, (nameof(settings.Identifiers), settings.Identifiers), (nameof(settings.FirstToken), True(settings.FirstToken)), (nameof(settings.Shuffles), settings.Shuffles));
        Only("full_list and sliding_window", full || window, (nameof(settings.Labels), settings.Labels), (nameof(settings.AnswerTokens), settings.AnswerTokens));
        Only("sliding_window", window, (nameof(settings.WindowSize), settings.WindowSize), (nameof(settings.Step), settings.Step), (nameof(settings.Passes), settings.Passes));
        Only("yes_no, query_likelihood and pairwise", !(full || window || remote), (nameof(settings.Parallel), settings.Parallel));
        Only("query_likelihood", kind is RankerKind.QueryLikelihood, (nameof(settings.Prompt), settings.Prompt));
        Only("pairwise", pair, (nameof(settings.Aggregation), settings.Aggregation), (nameof(settings.OneOrder), True(settings.OneOrder)));
        Only("remote", remote, (nameof(settings.Protocol), settings.Protocol), (nameof(settings.Endpoint), settings.Endpoint), (nameof(settings.ApiKeyEnvironment), settings.ApiKeyEnvironment), (nameof(settings.ApiKeyFile), settings.ApiKeyFile), (nameof(settings.BatchSize), settings.BatchSize), (nameof(settings.TimeoutSeconds), settings.TimeoutSeconds));
        if (settings.Prompt?.Contains("{passage}", StringComparison.Ordinal) == false) throw Bad("Prompt holds no {passage}");
        if (settings is { FirstToken: false, Shuffles: not null }) throw Bad("Shuffles is set without FirstToken");
        if (settings.FirstToken && (settings.Labels is not null || settings.Identifiers is not null || settings.AnswerTokens is not null)) throw Bad("FirstToken writes nothing and calls passages by letters: Labels, Identifiers and AnswerTokens have no use");
        if (full && HasLetters && settings.Depth > FullList.FirstTokenMethod.MostPassages) throw Bad("there are 26 letters: Depth must be at most 26");
        if (window && HasLetters && (settings.WindowSize ?? RankerCatalog.UsualWindow) > FullList.FirstTokenMethod.MostPassages) throw Bad("there are 26 letters: WindowSize must be at most 26");
        _ = (Aggregation, Labels);
        if (remote) Remote();
        else if (string.IsNullOrEmpty(settings.Model)) throw Bad("Model, the name of a chat model, is not set");
    }

    /// <summary>The address of the server.</summary>
    public Uri Endpoint() => Uri.TryCreate(settings.Endpoint, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https" && endpoint is { UserInfo.Length: 0, Query.Length: 0 }
        ? endpoint
        : throw Bad($"Endpoint is '{settings.Endpoint}'; it must be an address such as https://host/v1, without user and query: a key goes into ApiKeyEnvironment or ApiKeyFile");

    /// <summary>The key; null for none.</summary>
    public string? Key(Func<string, string?> environment)
    {
        string? key = null;
        if (settings.ApiKeyEnvironment is { } variable) key = environment(variable) ?? throw Bad($"the environment variable {variable}, which is to hold its key, is not set");
        if (settings.ApiKeyFile is { } file)
        {
            try
            {
                key = File.ReadAllText(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw Bad($"the file of its key cannot be read ({e.Message})");
            }
        }

        key = key?.Trim();
        return key is null || (key.Length > 0 && key.All(c => c is > ' ' and <= '~')) ? key : throw Bad("its key is empty, or holds characters that no key holds");
    }

    private void Remote()
    {
        Endpoint();
        if (Protocol is RerankProtocol.Tei && settings.Model is not null) throw Bad("Model is set, but a tei server has one only; remove it");
        if (Protocol is not RerankProtocol.Tei && string.IsNullOrEmpty(settings.Model)) throw Bad("Model, its name at the server, is not set");
        if (settings.ApiKeyEnvironment is not null && settings.ApiKeyFile is not null) throw Bad("ApiKeyEnvironment and ApiKeyFile are both set; remove one");
    }

    private T Named<T>(string key, string? value, Dictionary<string, T> names) =>
        value is not null && names.TryGetValue(value, out var named) ? named : throw Bad(value is null ? $"{key} is not set; it must be one of {string.Join(", ", names.Keys)}" : $"{key} is '{value}'; it must be one of {string.Join(", ", names.Keys)}");

    private void Only(string kinds, bool isOne, params ReadOnlySpan<(string Key, object? Value)> values)
    {
        foreach (var (key, value) in values)
            if (!isOne && value is not null) throw Bad($"{key} is set, which is for {kinds} only; remove it");
    }

    private void Within(string key, double? value, double least, double most)
    {
        if (value is { } given && !(given >= least && given <= most)) throw Bad(FormattableString.Invariant($"{key} is {given}; it must lie between {least} and {most}"));
    }

    private static object? True(bool value) => value ? true : null;
}
