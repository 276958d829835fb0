using LongRag.Models.Chat;
using LongRag.Rankers;

namespace LongRag.Hosting;

/// <summary>The rankers by the names they have in the section <c>Rankers</c> of the configuration.</summary>
internal static class RankerNames
{
    /// <summary>The name that means none.</summary>
    public const string None = "none";

    /// <summary>The named ranker, whose model is not loaded yet; null where none is meant.</summary>
    /// <param name="settings">The configuration.</param>
    /// <param name="name">Null for the configuration's.</param>
    /// <exception cref="LongRagException"><c>bad_argument</c> for an unknown name; what <see cref="RankerCatalog"/> and <see cref="ChatModelNames"/> throw.</exception>
    public static OpenRanker? Usual(Settings settings, string? name) => (name ?? settings.Retrieval.Reranker) is { } chosen && chosen is not None ? Of(settings, chosen) : null;

    /// <summary>The named ranker, whose model is not loaded yet.</summary>
    /// <param name="settings">The configuration.</param>
    /// <param name="name">Its name.</param>
    /// <param name="instead">A model to take in place of its own; it stays the caller's.</param>
    /// <exception cref="LongRagException">As <see cref="Usual"/>.</exception>
    public static OpenRanker Of(Settings settings, string name, ChatModel? instead = null)
    {
        if (!settings.Rankers.TryGetValue(name, out var own))
        {
            var known = settings.Rankers.Count == 0 ? "none is configured" : $"choose one of {string.Join(", ", settings.Rankers.Keys.Order(StringComparer.Ordinal))}";
            throw new LongRagException("bad_argument", $"There is no ranker '{name}': {known}. Rankers are configured as LongRag:Rankers:{name}:Kind and so on.");
        }

        var opened = instead is null && RankerCatalog.NeedsChatModel(own) ? ChatModelNames.Of(settings, own.Model!) : null;
        try
        {
            return new OpenRanker(RankerCatalog.Create(name, own, _ => instead ?? opened!), own, opened);
        }
        catch
        {
            opened?.Dispose();
            throw;
        }
    }
}

/// <summary>A ranker, and what it was made of.</summary>
/// <param name="ranker">The ranker.</param>
/// <param name="settings">Its settings.</param>
/// <param name="model">The chat model that was opened for it; null where none was.</param>
internal sealed class OpenRanker(Ranker ranker, RankerSettings settings, ChatModel? model) : IDisposable
{
    public Ranker Ranker => ranker;

    public RankerSettings Settings => settings;

    public ChatModel? Model => model;

    public void Dispose()
    {
        ranker.Dispose();
        model?.Dispose();
    }
}
