using LongRag.Models.Encoders;
using LongRag.Retrievers.Dense;
using LongRag.Storage;

namespace LongRag.Hosting;

/// <summary>The open retrievers of all collections. They follow what is written, and are opened anew where a collection or the encoder that answers has changed. Thread-safe.</summary>
internal sealed class RetrieverPool(ICorpusStore store, DataFolder folder, Settings settings) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Collection, string Retriever), Pooled> _open = [];
    private readonly Dictionary<string, DenseSide> _sides = new(StringComparer.Ordinal);
    private readonly List<OpenRetriever> _retired = [];

    /// <summary>Names that a retriever can be asked for by, the usual one first.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            var usual = RetrieverNames.Choose(null, settings.Retrieval).Name;
            return [.. RetrieverNames.Kinds.Concat(settings.Retrieval.Retrievers.Keys).Where(IsPossible).OrderByDescending(name => string.Equals(name, usual, StringComparison.Ordinal))];
        }
    }

    /// <summary>Whether there is such a retriever; throws <c>bad_argument</c> where there is none.</summary>
    public RetrieverChoice Choose(string? name) => RetrieverNames.Choose(name, settings.Retrieval);

    /// <summary>The named retriever over a collection, as <paramref name="collection"/> is now.</summary>
    public IRetriever Of(Collection collection, string? name)
    {
        var choice = Choose(name);
        lock (_gate)
        {
            var known = _open.GetValueOrDefault((collection.Name, choice.Name));
            if (known is not null && known.Collection != collection) Retire((collection.Name, choice.Name));
            if (known is null || known.Collection != collection) known = _open[(collection.Name, choice.Name)] = Open(collection, choice);
            if (known.Missing is { } missing) RequestNotes.Add(missing.Code, $"Answered by words alone: {missing.Message}");
            return known.Retriever.Instructed;
        }
    }

    /// <summary>The encoder of questions; null where none is configured.</summary>
    public Encoder? Encoder(string? name = null)
    {
        name ??= settings.Retrieval.Encoder;
        lock (_gate) return EncoderNames.IsNone(name) ? null : Side(name, settings.Retrieval.Dense).Encoder;
    }

    /// <summary>Sees to it that the next search in a collection finds all that is committed now, and that the configured encoder's index answers as soon as it can.</summary>
    public void Refresh(string collection)
    {
        lock (_gate)
            foreach (var (key, pooled) in Of(collection))
            {
                if (pooled.IsMakeshift) Retire(key);
                else pooled.Retriever.Refresh();
            }
    }

    /// <summary>Lets go of a collection that is gone.</summary>
    public void Forget(string collection)
    {
        lock (_gate)
            foreach (var (key, _) in Of(collection)) Retire(key);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var pooled in _open.Values) pooled.Retriever.Dispose();
            foreach (var retriever in _retired) retriever.Dispose();
            foreach (var side in _sides.Values) side.Dispose();
        }
    }

    private const int MostRetired = 16;

    private List<KeyValuePair<(string Collection, string Retriever), Pooled>> Of(string collection) => [.. _open.Where(pair => string.Equals(pair.Key.Collection, collection, StringComparison.Ordinal))];

    // A request may still be using it, so it is closed when many others have been retired after it.
    private void Retire((string Collection, string Retriever) key)
    {
        _open.Remove(key, out var pooled);
        _retired.Add(pooled!.Retriever);
        if (_retired.Count <= MostRetired) return;
        _retired[0].Dispose();
        _retired.RemoveAt(0);
    }

    private Pooled Open(Collection collection, RetrieverChoice choice)
    {
        var (side, isMakeshift, missing) = choice.NeedsEncoder ? SideOf(choice, collection.Name) : (null, false, null);
        var opened = OpenRetriever.Of(store, folder, collection, choice, settings.Retrieval, side, failure => RequestNotes.Add(failure.Code, $"Answered by words alone: {failure.Message}"));
        return new Pooled(collection, opened, isMakeshift, missing);
    }

    private bool IsPossible(string name)
    {
        try
        {
            return Choose(name) is not null;
        }
        catch (LongRagException)
        {
            return false;
        }
    }

    /// <summary>The configured encoder's index; while it is empty, an older one whose encoder can still be opened; none, and why, where words alone must answer.</summary>
    private (DenseSide? Side, bool IsMakeshift, LongRagException? Missing) SideOf(RetrieverChoice choice, string collection)
    {
        try
        {
            var side = Side(choice.Encoder, settings.Retrieval.Dense);
            if (side.Statistics(collection) is { Passages: > 0 }) return (side, false, null);
            var older = DenseFolders.Others(side.RootOf(collection), side.Schema).Where(other => other.Passages > 0).Select(other => OlderSide(other.Schema)).FirstOrDefault(other => other is not null);
            return (older ?? side, older is not null, null);
        }
        catch (LongRagException failure) when (choice.IsLexical && failure.Code is not "bad_config")
        {
            return (null, true, failure);
        }
    }

    private DenseSide? OlderSide(DenseSchema schema)
    {
        try
        {
            var older = Side(schema.Encoder.Name, new DenseSettings { Rendering = schema.Rendering, Precision = schema.Precision });
            return string.Equals(older.Schema.FolderName, schema.FolderName, StringComparison.Ordinal) ? older : null;
        }
        catch (LongRagException)
        {
            return null;
        }
    }

    private DenseSide Side(string encoder, DenseSettings dense)
    {
        var key = $"{encoder}/{dense.Rendering}/{dense.Precision}";
        if (_sides.TryGetValue(key, out var open)) return open;
        return _sides[key] = new DenseSide(folder, DenseSide.CacheOf(folder), dense, EncoderNames.Open(encoder, settings, EncoderUse.Any));
    }

    /// <param name="Collection">As it was.</param>
    /// <param name="Retriever">Over it.</param>
    /// <param name="IsMakeshift">Whether another index, or none, answers in the configured one's place.</param>
    /// <param name="Missing">Why there is no dense side.</param>
    private sealed record Pooled(Collection Collection, OpenRetriever Retriever, bool IsMakeshift, LongRagException? Missing);
}
