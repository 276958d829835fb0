using System.Diagnostics;
using LongRag.Ingest;
using LongRag.Models.Encoders;
using LongRag.Retrievers.Dense;
using LongRag.Retrievers.Fusion;
using LongRag.Retrievers.Lexical;
using LongRag.Storage;

namespace LongRag.Benchmarks.Dense;

/// <summary>What embedding costs beyond the encoder: an ingest with vectors beside ONNX Runtime alone on the same passages, a hybrid search beside its parts, and a question's encoding on one thread.</summary>
internal static class EncodingBenchmark
{
    private const int Rounds = 3;
    private const int Questions = 250;
    private const int Depth = 100;

    /// <summary>A mode of the program: <c>encoding SHARED [PAGES]</c>.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("longrag-encoding-").FullName;
        try
        {
            var corpus = new Corpus(arguments[0], folder);
            await corpus.UnpackAsync();
            var file = Path.Combine(folder, "pages.jsonl");
            await File.WriteAllLinesAsync(file, File.ReadLines(corpus.FileOf("techdocs-powershell")).Take(arguments is [_, var pages] ? int.Parse(pages, System.Globalization.CultureInfo.InvariantCulture) : 120));
            Figures.Head("what", "figure");
            await IngestsAsync(file, folder);
            var questions = (await corpus.QuestionsAsync(Questions)).Take(Questions).ToList();
            await SearchesAsync(folder, questions);
            await OneThreadAsync(questions);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task IngestsAsync(string file, string folder)
    {
        using var bare = new BareEncoder();
        IReadOnlyList<BareEncoder.Batch> batches = [];
        List<double> whole = [], alone = [];
        var texts = new List<string>();
        for (var round = 0; round < Rounds; round++)
        {
            var data = Path.Combine(folder, $"data-{round}");
            await using var store = await SqliteCorpusStore.OpenAsync(Path.Combine(data, "corpus.db"));
            whole.Add(await Figures.SecondsAsync(() => IngestAsync(file, store, data)));
            if (round == 0)
            {
                await foreach (var document in store.ListDocumentsAsync("default"))
                    texts.AddRange((await store.PassagesOfAsync(document.Id)).Select(p => RenderedPassage.Of(DenseRendering.TitleAndPath, document.Title, p.SectionPath, p.Text)));
                batches = bare.Batches(texts.Distinct(StringComparer.Ordinal));
                bare.Run(batches.Take(2));
            }

            alone.Add(Figures.Seconds(() => bare.Run(batches)));
        }

        Figures.Row("Passages", texts.Count);
        Figures.Row("ONNX Runtime alone, passages/s (median)", texts.Count / Figures.Median(alone));
        Figures.Row("Whole ingest with vectors, passages/s (median)", texts.Count / Figures.Median(whole));
        Figures.Row("Ingest relative to ONNX Runtime alone (median of rounds, goal 0.9)", Figures.Median(alone.Zip(whole, (a, w) => a / w)));
    }

    private static async Task IngestAsync(string file, SqliteCorpusStore store, string data)
    {
        var collection = new Collection { Name = "default" };
        await store.SaveCollectionAsync(collection);
        using var encoder = EncoderCatalog.Default();
        using var cache = VectorCache.OpenToWrite(Path.Combine(data, "vectors"), encoder.Profile);
        await using var words = LexicalIndex.OpenToWrite(Path.Combine(data, "lexical"), collection);
        await using var vectors = DenseIndex.OpenToWrite(Path.Combine(data, "dense"), collection, new DenseSchema { Encoder = encoder.Profile }, encoder, cache);
        var report = await new IngestionPipeline(store, [words, vectors], EstimatedTokenCounter.Instance, new IngestionOptions { Reading = new ReadOptions { RecordFormat = "md" } }).RunAsync(collection, new ScanOptions { Paths = [file] });
        if (report.Failed.Count > 0) throw new InvalidOperationException($"{report.Failed.Count} failures, the first: {report.Failed[0]}");
    }

    private static async Task SearchesAsync(string folder, List<string> questions)
    {
        var data = Path.Combine(folder, "data-0");
        var collection = new Collection { Name = "default" };
        await using var store = SqliteCorpusStore.OpenForReading(Path.Combine(data, "corpus.db"));
        using var encoder = EncoderCatalog.Default();
        using var reader = new DenseReader(Path.Combine(data, "dense"), Path.Combine(data, "vectors"), new DenseSchema { Encoder = encoder.Profile });
        using var words = new LexicalRetriever(store, Path.Combine(data, "lexical"), collection);
        using var plain = new LexicalRetriever(store, Path.Combine(data, "lexical"), collection, LexicalOptions.Bm25);
        var dense = new DenseSearch(reader);
        List<double> hybrid = [], encode = [], scan = [], bm25 = [], lexical = [], evidence = [], unseen = [], texts = [];
        for (var round = 0; round < Rounds; round++)
            foreach (var text in questions)
            {
                var query = new Query { Text = text, Top = Depth };
                var vector = Array.Empty<float>();
                // Every round has new memories: a question asked before would not be embedded again.
                var fused = new HybridRetriever(store, words, dense, new QueryVectors(encoder));
                var times = new List<double>();
                // Untimed first: what comes second finds the question's pages warm.
                await new HybridRetriever(store, words, dense, new QueryVectors(encoder)).RetrieveAsync(query with { Top = 10 });
                await TakeAsync(async () => await fused.RetrieveAsync(query with { Top = 10 }));
                await TakeAsync(async () => vector = await encoder.EncodeQueryAsync(text));
                await TakeAsync(() => Task.FromResult(dense.Find(vector, Depth)));
                await TakeAsync(async () => await plain.RankAsync(query));
                var (byWords, byVectors) = (await words.RankAsync(query), dense.Find(vector, Depth));
                await TakeAsync(async () => await words.RankAsync(query));
                PassageId[] all = [.. byWords.Select(hit => hit.Id).Union(byVectors.Select(hit => hit.Id))];
                DenseEvidence? found = null;
                await TakeAsync(() => Task.FromResult(found = dense.Evidence(vector, all)));
                var missing = all.Zip(found!.Passages).Skip(byWords.Count).Select(pair => new PassageName(pair.First, pair.Second.In!.Value)).ToList();
                await TakeAsync(async () => await words.ScoresOfAsync(query, missing));
                await TakeAsync(async () => await store.PassagesAsync(all[..Math.Min(10, all.Length)]));
                // The first round warms up.
                if (round == 0) continue;
                foreach (var (list, time) in new[] { hybrid, encode, scan, bm25, lexical, evidence, unseen, texts }.Zip(times)) list.Add(time);

                async Task TakeAsync(Func<Task> work)
                {
                    var started = Stopwatch.GetTimestamp();
                    await work();
                    times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                }
            }

        Figures.Row("Hybrid search, top 10 with texts, ms (p50)", Figures.Median(hybrid));
        Figures.Row("of it, each alone: question's vector; scan for 100; BM25 for 100; lexical for 100, ms (p50)", $"{Figures.Median(encode):0.00}; {Figures.Median(scan):0.00}; {Figures.Median(bm25):0.00}; {Figures.Median(lexical):0.00}");
        Figures.Row("beside them: cosines of all found, their documents and neighbours; words of what vectors found; ten texts, ms (p50)", $"{Figures.Median(evidence):0.00}; {Figures.Median(unseen):0.00}; {Figures.Median(texts):0.00}");
        Figures.Row("Hybrid relative to encode + scan + BM25 (p50, goal at most 1.2)", Figures.Median(hybrid) / Figures.Median(encode.Zip(scan, bm25).Select(parts => parts.First + parts.Second + parts.Third)));
    }

    private static async Task OneThreadAsync(List<string> questions)
    {
        using var encoder = EncoderCatalog.Create("one", new EncoderSettings { Threads = 1 });
        var milliseconds = new List<double>();
        for (var round = 0; round < Rounds; round++)
            foreach (var question in questions)
            {
                var started = Stopwatch.GetTimestamp();
                await encoder.EncodeQueryAsync(question);
                if (round > 0) milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

        milliseconds.Sort();
        Figures.Row("A question's vector on one thread, ms: p10, p50, p95 (goal under 10)", FormattableString.Invariant($"{milliseconds[milliseconds.Count / 10]:0.00}, {milliseconds[milliseconds.Count / 2]:0.00}, {milliseconds[milliseconds.Count * 95 / 100]:0.00}"));
    }
}
