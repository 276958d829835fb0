using LongRag.Models.Chat;
using LongRag.Rankers.FullList;
using LongRag.Rankers.Listwise;
using LongRag.Rankers.Pairwise;
using LongRag.Rankers.Pointwise;
using LongRag.Rankers.Pointwise.Remote;
using LongRag.Rankers.SlidingWindow;
using LongRag.Rankers.Work;

namespace LongRag.Rankers;

/// <summary>The rankers: from a name and its settings to a ranker. All that can be checked without loading a model is checked here.</summary>
public static class RankerCatalog
{
    internal const int UsualWindow = 20;
    private const int UsualStep = 10;
    private const int UsualIdentifiers = 10;
    private const int ListWords = 100;

    /// <summary>All kinds, by the names they have in the configuration.</summary>
    public static IReadOnlyList<string> Kinds => RankerCheck.KindNames;

    /// <summary>Whether the settings name a chat model (all kinds but <c>remote</c> do).</summary>
    public static bool NeedsChatModel(RankerSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Kind is not "remote";
    }

    /// <summary>Checks settings without making anything of them.</summary>
    /// <exception cref="LongRagException"><c>bad_config</c>: unknown, missing, contradictory or out of range.</exception>
    public static void Check(string name, RankerSettings settings) => new RankerCheck(name, settings).All();

    /// <param name="name">Its name in the configuration.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="models">Gives a chat model by name. It stays the giver's.</param>
    /// <param name="environment">Gives an environment variable; null for the process's own.</param>
    /// <exception cref="LongRagException"><c>bad_config</c>: see <see cref="Check"/>; also where the kind needs log-probabilities that the model's kind cannot give. What <paramref name="models"/> throws.</exception>
    public static Ranker Create(string name, RankerSettings settings, Func<string, ChatModel> models, Func<string, string?>? environment = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(models);
        var check = new RankerCheck(name, settings);
        check.All();
        var (depth, method) = Method(check, settings, models, environment ?? Environment.GetEnvironmentVariable);
        return new Ranker(name, depth, method, new RankingLimits(settings.Seconds, settings.Tokens));
    }

    private static (int Depth, IRankingMethod Method) Method(RankerCheck check, RankerSettings settings, Func<string, ChatModel> models, Func<string, string?> environment)
    {
        var (listWords, words) = (settings.PassageWords ?? ListWords, settings.PassageWords ?? 0);
        if (check.Kind is RankerKind.Remote)
        {
            var protocol = check.Protocol;
            var server = new RerankServer(check.Name, check.Endpoint(), protocol, settings.Model, check.Key(environment), TimeSpan.FromSeconds(settings.TimeoutSeconds ?? 60));
            return (settings.Depth ?? 100, new RemoteMethod(server, words, settings.BatchSize ?? (protocol is RerankProtocol.Tei ? 32 : 100)));
        }

        var model = models(settings.Model!);
        // A model in this process does one thing at a time, and refuses callers once its queue is full.
        var parallel = model.Profile.Kind is ChatModelCatalog.Gguf ? 1 : settings.Parallel ?? 1;
        var list = new ListOptions(listWords, 0, check.Labels, settings.AnswerTokens);
        (int Depth, IRankingMethod Method) made = check.Kind switch
        {
            RankerKind.FullList when settings.FirstToken => (settings.Depth ?? 20, new FirstTokenMethod(model, NextTokens(check, model), listWords, settings.Shuffles ?? 1, settings.Seed)),
            RankerKind.FullList => (settings.Depth ?? (check.HasLetters ? FirstTokenMethod.MostPassages : 100), new FullListMethod(model, list with { Identifiers = settings.Identifiers ?? UsualIdentifiers })),
            RankerKind.SlidingWindow => (settings.Depth ?? 100, new SlidingWindowMethod(model, list, settings.WindowSize ?? UsualWindow, settings.Step ?? Math.Min(UsualStep, settings.WindowSize ?? UsualWindow), settings.Passes ?? 1)),
            RankerKind.YesNo => (settings.Depth ?? 20, new YesNoMethod(model, NextTokens(check, model), words, parallel)),
            RankerKind.Pairwise => (settings.Depth ?? 10, new PairwiseMethod(model, NextTokens(check, model), check.Aggregation, settings.OneOrder, words, parallel)),
            _ => (settings.Depth ?? 20, new QueryLikelihoodMethod(model, Continuations(check, model), settings.Prompt ?? PromptFile.Read("query-likelihood").User, words, parallel)),
        };
        return (made.Depth, new ReadyMethod(model, made.Method));
    }

    private static INextTokenScores NextTokens(RankerCheck check, ChatModel model) => model.NextTokens ?? throw check.Bad($"the chat model '{model.Profile.Name}' ({model.Profile.Kind}) does not say how likely its next tokens are");

    private static IContinuationScores Continuations(RankerCheck check, ChatModel model) => model.Continuations ?? throw check.Bad($"the chat model '{model.Profile.Name}' ({model.Profile.Kind}) does not say how likely a given text is; the kind gguf does");
}
