using LongRag.Models.Chat;

namespace LongRag.Rankers.Tests;

/// <summary>Rankers for tests.</summary>
internal static class Rankers
{
    public static Query Query { get; } = new() { Text = "which word" };

    public static RankerSettings FullList { get; } = new() { Kind = "full_list", Model = "m" };

    public static RankerSettings SlidingWindow { get; } = new() { Kind = "sliding_window", Model = "m" };

    public static Ranker Over(ChatModel model, RankerSettings settings) => RankerCatalog.Create("tested", settings, _ => model);

    public static Task<Ranking> RankAsync(ScriptedModel model, RankerSettings settings, IReadOnlyList<ScoredPassage> passages, int contextTokens = 8192) =>
        Over(model.AsModel(contextTokens), settings).RankAsync(Query, passages, Xunit.TestContext.Current.CancellationToken);
}
