namespace LongRag.Retrievers.Lexical;

/// <summary>How an index differs from the store.</summary>
/// <param name="Missing">Passages of the store that the index lacks.</param>
/// <param name="Extra">Passages of the index that the store lacks, and repetitions.</param>
/// <param name="Examples">Some of either.</param>
public sealed record IndexDifferences(long Missing, long Extra, IReadOnlyList<PassageId> Examples)
{
    /// <summary>True where the two hold exactly the same passages.</summary>
    public bool None => Missing == 0 && Extra == 0;
}

/// <summary>Compares the passages of an index with those of the store, by id, in bounded memory. While either is written, what it says may already be past.</summary>
public static class LexicalIndexVerifier
{
    // Ids in memory at once, near 100 bytes each: the collection is compared in as many rounds as that takes, each over its share of all ids.
    private const long IdsPerRound = 500_000;

    private const int MostExamples = 5;

    /// <summary>The differences between the store's collection and the index.</summary>
    public static Task<IndexDifferences> CompareAsync(ICorpusStore store, IPassageIndex index, CancellationToken cancellationToken = default) =>
        CompareAsync(store, index.Collection, index.ListPassageIdsAsync, IdsPerRound, cancellationToken);

    /// <summary>The differences between the store's collection and the index in a folder, read beside a writer. Its checksums are compared too. No index counts as an empty one.</summary>
    /// <exception cref="LongRagException"><c>index_outdated</c>, <c>index_damaged</c>.</exception>
    public static async Task<IndexDifferences> CompareAsync(ICorpusStore store, string folder, Collection collection, LexicalSchema? schema = null, CancellationToken cancellationToken = default)
    {
        using var reader = new LexicalReader(folder, collection, schema);
        reader.CheckIntegrity();
        return await CompareAsync(store, collection.Name, reader.ListPassageIdsAsync, IdsPerRound, cancellationToken);
    }

    /// <summary>The differences between a collection of the store and what lists the passages of an index of it.</summary>
    internal static Task<IndexDifferences> CompareAsync(ICorpusStore store, string collection, Func<CancellationToken, IAsyncEnumerable<PassageId>> indexed, CancellationToken cancellationToken) =>
        CompareAsync(store, collection, indexed, IdsPerRound, cancellationToken);

    internal static async Task<IndexDifferences> CompareAsync(ICorpusStore store, string collection, Func<CancellationToken, IAsyncEnumerable<PassageId>> indexed, long idsPerRound, CancellationToken cancellationToken)
    {
        var size = await store.MeasureAsync(collection, cancellationToken);
        var rounds = (int)((size.Passages / idsPerRound) + 1);
        var (missing, extra, examples) = (0L, 0L, new List<PassageId>());
        for (var round = 0; round < rounds; round++)
        {
            var expected = new HashSet<PassageId>();
            await foreach (var id in store.ListPassageIdsAsync(collection, cancellationToken))
                if (RoundOf(id, rounds) == round) expected.Add(id);
            await foreach (var id in indexed(cancellationToken))
            {
                if (RoundOf(id, rounds) != round || expected.Remove(id)) continue;
                extra++;
                if (examples.Count < MostExamples) examples.Add(id);
            }

            missing += expected.Count;
            examples.AddRange(expected.Take(MostExamples - examples.Count));
        }

        return new IndexDifferences(missing, extra, examples);
    }

    private static int RoundOf(PassageId id, int rounds) => (int)((uint)string.GetHashCode(id.Value, StringComparison.Ordinal) % (uint)rounds);
}
