using LongRag.Retrievers.Dense;
using LongRag.Retrievers.Dense.Scan;
using LongRag.TestKit;

namespace LongRag.Retrievers.Tests.Dense;

/// <summary>What is embedded in a process that is killed, and how.</summary>
internal static class KilledEmbedding
{
    public const string Verb = "embed-until-killed";

    private const int Documents = 3000;
    private const int BatchDocuments = 12;
    private const int CommitBatches = 3;

    public static DenseSchema Schema { get; } = DenseCorpus.SchemaOf(dimensions: 96, VectorPrecision.Int8, DenseRendering.TitleAndPath);

    /// <summary>The corpus: documents of one to seven passages, some replaced and some deleted later on. The same in every process.</summary>
    public static List<CorpusChange> Changes()
    {
        var random = new Random(1126);
        var changes = new List<CorpusChange>();
        for (var i = 0; i < Documents; i++)
        {
            var number = i % 5 == 4 ? random.Next(i) : i;
            var id = DocumentId.From(Collection.DefaultName, $"d{number}");
            var entry = DenseIndexTests.Document($"d{number}", string.Join("\n\n", Enumerable.Range(0, random.Next(1, 8)).Select(_ => string.Join(' ', Enumerable.Range(0, 20).Select(_ => $"w{random.Next(500)}")))));
            changes.Add(new CorpusChange(i + 1, id, i % 11 == 10 ? null : entry));
        }

        return changes;
    }

    /// <summary>A store that holds what the changes leave.</summary>
    public static async Task<MemoryCorpusStore> StoreAsync()
    {
        var store = new MemoryCorpusStore();
        foreach (var last in Changes().GroupBy(c => c.DocumentId).Select(g => g.Last()))
            if (last.Entry is { } entry) await store.SaveAsync([entry]);
        return store;
    }

    /// <summary>Goes on where the last process stopped, to the end; slowly, so that it can be killed anywhere. Says how far it is.</summary>
    public static async Task<int> EmbedAsync(string folder)
    {
        var hashes = new WordHashes(Schema.Encoder.Dimensions) { Before = (_, token) => Task.Delay(2, token) };
        using var encoder = hashes.Encoder();
        using var cache = VectorCache.OpenToWrite(Path.Combine(folder, "vectors"), Schema.Encoder);
        await using var index = DenseIndex.OpenToWrite(Path.Combine(folder, "dense"), DenseCorpus.Settings, Schema, encoder, cache);
        Say($"start {index.Position} {cache.Count} {cache.Damaged} {index.Discarded}");
        var (left, batches) = (Changes().Where(c => c.Sequence > index.Position).Chunk(BatchDocuments), 0);
        foreach (var batch in left)
        {
            await index.ApplyAsync(batch);
            if (++batches % CommitBatches != 0) continue;
            await index.CommitAsync(batch[^1].Sequence);
            Say($"position {index.Position} {cache.Count}");
        }

        await index.CommitAsync(Documents);
        Say($"done {hashes.Texts}");
        return 0;
    }

    private static void Say(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }
}
