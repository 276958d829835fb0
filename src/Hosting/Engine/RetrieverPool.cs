using System.Diagnostics;
using LongRag.Models.Encoders;
using LongRag.Retrievers.Dense;
using LongRag.Storage;

namespace LongRag.Hosting;

/// <summary>The open retrievers of all collections. They follow what is written, and are opened anew where a collection or the encoder that answers has changed. Thread-safe.</summary>
/// <param name="store">Holds the passages.</param>
/// <param name="folder">Holds the indexes.</param>
/// <param name="settings">Which retrievers there are.</param>
/// <param name="followsOthers">Whether other processes write, which tell nobody here: then what they committed is looked for once a second at most, before a search.</param>
internal sealed class RetrieverPool(ICorpusStore store, DataFolder folder, Settings settings, bool followsOthers = false) : IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, long> _lookedAt = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Collection, string Retriever), PooledRetriever> _open = [];
    private readonly Dictionary<string, DenseSide> _sides = new(StringComparer.Ordinal);

    /// <summary>Names that a retriever can be asked for by, the usual one first.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            var usual = RetrieverNames.Choose(null, settings.Retrieval).Name;
            return [.. RetrieverNames.Kinds.Concat(settings.Retrieval.Retrievers.Keys).Where(IsPossible).OrderByDescending(name => string.Equals(name, usual, StringComparison.Ordinal))];
        }
    }

    /// <summary>The retriever of that name; throws <c>bad_argument</c> where there is none.</summary>
    public RetrieverChoice Choose(string? name) => RetrieverNames.Choose(name, settings.Retrieval);

    /// <summary>Retrieves with the named retriever over a collection, as <paramref name="collection"/> is now; it stays open meanwhile.</summary>
    public async Task<IReadOnlyList<ScoredPassage>> UseAsync(Collection collection, string? name, Func<IRetriever, Task<IReadOnlyList<ScoredPassage>>> work)
    {
        var pooled = Enter(collection, Choose(name));
        try
        {
            if (pooled.Note is { } note) RequestNotes.Add(note.Code, note.Text);
            return await work(pooled.Retriever.Instructed);
        }
        finally
        {
            pooled.Leave();
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

    /// <summary>Removes a collection's dense indexes of other encoders and renderings; the configured one is complete.</summary>
    public void DeleteOthers(string collection)
    {
        if (EncoderNames.IsNone(settings.Retrieval.Encoder)) return;
        lock (_gate)
        {
            var own = settings.Retrieval.Retrievers.Values.Any(retriever => retriever.Encoder is { } named && !string.Equals(named, settings.Retrieval.Encoder, StringComparison.Ordinal));
            // A retriever of another encoder needs its index too.
            if (own) return;
            try
            {
                var side = Side(settings.Retrieval.Encoder, settings.Retrieval.Dense);
                DenseFolders.DeleteOthers(side.RootOf(collection), side.Schema);
            }
            catch (Exception failure) when (failure is LongRagException or IOException or UnauthorizedAccessException)
            {
                // They do no harm, and are removed the next time.
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var key in _open.Keys.ToList()) Retire(key);
            foreach (var side in _sides.Values) side.Dispose();
        }
    }

    private PooledRetriever Enter(Collection collection, RetrieverChoice choice)
    {
        lock (_gate)
        {
            if (followsOthers) Follow(collection.Name);
            var key = (collection.Name, choice.Name);
            if (_open.TryGetValue(key, out var known) && known.Collection != collection) Retire(key);
            if (!_open.TryGetValue(key, out known)) known = _open[key] = Open(collection, choice);
            known.Enter();
            return known;
        }
    }

    private void Follow(string collection)
    {
        if (_lookedAt.TryGetValue(collection, out var at) && Stopwatch.GetElapsedTime(at) < BetweenLooks) return;
        _lookedAt[collection] = Stopwatch.GetTimestamp();
        Refresh(collection);
    }

    private List<KeyValuePair<(string Collection, string Retriever), PooledRetriever>> Of(string collection) => [.. _open.Where(pair => string.Equals(pair.Key.Collection, collection, StringComparison.Ordinal))];

    private void Retire((string Collection, string Retriever) key)
    {
        if (_open.Remove(key, out var pooled)) pooled.Retire();
    }

    private PooledRetriever Open(Collection collection, RetrieverChoice choice)
    {
        var (side, isMakeshift, note) = choice.NeedsEncoder ? SideOf(choice, collection.Name) : (null, false, null);
        var opened = OpenRetriever.Of(store, folder, collection, choice, settings.Retrieval, side, note => RequestNotes.Add(note.Code, note.Text));
        return new PooledRetriever(collection, opened, isMakeshift, note);
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

    /// <summary>The configured encoder's index; while it holds less, an older one whose encoder can still be opened; none, and why, where words alone must answer.</summary>
    private (DenseSide? Side, bool IsMakeshift, AnswerNote? Note) SideOf(RetrieverChoice choice, string collection)
    {
        try
        {
            var side = Side(choice.Encoder, settings.Retrieval.Dense);
            if (!string.Equals(choice.Encoder, settings.Retrieval.Encoder, StringComparison.Ordinal)) return (side, false, null);
            var has = side.Statistics(collection)?.Passages ?? 0;
            var older = DenseFolders.Others(side.RootOf(collection), side.Schema).Where(other => other.Passages > has).Select(other => OlderSide(other.Schema)).FirstOrDefault(other => other is not null);
            if (older is null && has == 0 && DenseFolders.WasMadeBefore(side.RootOf(collection), side.Schema)) return (side, true, new AnswerNote("encoder_changed", $"{(choice.IsLexical ? "Answered by words alone" : "Nothing is found by meaning")}: {DenseChoice.Changed(choice.Encoder)}."));
            return older is null ? (side, false, null) : (older, true, new AnswerNote("index_incomplete", $"The index of the encoder '{choice.Encoder}' is not complete; the one of '{older.Schema.Encoder.Name}' answers meanwhile."));
        }
        catch (LongRagException failure) when (choice.IsLexical && failure.Code is not "bad_config")
        {
            return (null, true, OpenRetriever.ByWordsAlone(failure));
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
}
