using System.Diagnostics;
using LongRag.Generator;
using LongRag.Ingest;
using LongRag.Rankers;
using LongRag.Retrievers.Lexical;
using LongRag.Storage;

namespace LongRag.Benchmarks;

/// <summary>
/// Whole ingests (parse, structurize, store, index) on both stores, searches and answers, each against plain Lucene.Net over the same passages. Every round runs all sides one after the other;
/// what is reported is the median of the rounds' ratios.
/// </summary>
internal static class MacroBenchmark
{
    private const int Rounds = 5;
    private const int QuestionsPerSet = 250;

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is not [var shared]) return Usage();
        var folder = Directory.CreateTempSubdirectory("longrag-macro-").FullName;
        try
        {
            var corpus = new Corpus(shared, folder);
            await corpus.UnpackAsync();
            var postgres = Environment.GetEnvironmentVariable("LONGRAG_TEST_POSTGRES");
            Report("Bytes read", new FileInfo(corpus.FileOf("techdocs-powershell")).Length + new FileInfo(corpus.FileOf("medquad")).Length);
            var passages = await IngestsAsync(corpus, folder, postgres);
            await QuestionsAsync(corpus, folder, passages);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<IReadOnlyList<Passage>> IngestsAsync(Corpus corpus, string folder, string? postgres)
    {
        List<double> sqlite = [], server = [], plain = [];
        IReadOnlyList<Passage> passages = [];
        for (var round = 0; round < Rounds; round++)
        {
            var data = Path.Combine(folder, $"sqlite-{round}");
            await using (var store = await SqliteCorpusStore.OpenAsync(Path.Combine(data, "corpus.db")))
            {
                sqlite.Add(await IngestAsync(corpus, store, data));
                if (round == 0) passages = await AllPassagesAsync(store);
            }

            if (postgres is not null)
            {
                data = Path.Combine(folder, $"postgres-{round}");
                await using var store = await PostgresCorpusStore.OpenAsync(new PostgresOptions { ConnectionString = postgres, Schema = $"macro_{Environment.ProcessId}_{round}" });
                server.Add(await IngestAsync(corpus, store, data));
            }

            using var lucene = new PlainLucene(Path.Combine(folder, $"plain-{round}"));
            var clock = Stopwatch.GetTimestamp();
            lucene.Index(passages);
            plain.Add(Stopwatch.GetElapsedTime(clock).TotalSeconds);
        }

        Report("Passages", passages.Count);
        Report("Plain Lucene.Net, seconds (median)", Figures.Median(plain));
        Report("Ingest on SQLite, seconds (median)", Figures.Median(sqlite));
        Report("Ingest on SQLite, speed relative to plain (goal 0.5)", Figures.Median(plain.Zip(sqlite, (p, s) => p / s)));
        if (server.Count > 0) Report("Ingest on PostgreSQL, seconds (median)", Figures.Median(server));
        if (server.Count > 0) Report("Ingest on PostgreSQL, speed relative to plain (goal 0.5)", Figures.Median(plain.Zip(server, (p, s) => p / s)));
        return passages;
    }

    private static async Task<double> IngestAsync(Corpus corpus, ICorpusStore store, string data)
    {
        var clock = Stopwatch.GetTimestamp();
        var collection = new Collection { Name = "default" };
        await store.SaveCollectionAsync(collection);
        await using var index = LexicalIndex.OpenToWrite(IndexFolder(data), collection);
        foreach (var (set, format) in Corpus.Sets)
        {
            var pipeline = new IngestionPipeline(store, [index], EstimatedTokenCounter.Instance, new IngestionOptions { Reading = new ReadOptions { RecordFormat = format } });
            var report = await pipeline.RunAsync(collection, new ScanOptions { Paths = [corpus.FileOf(set)] });
            if (report.Failed.Count > 0) throw new InvalidOperationException($"{report.Failed.Count} failures, the first: {report.Failed[0]}");
        }

        return Stopwatch.GetElapsedTime(clock).TotalSeconds;
    }

    private static async Task QuestionsAsync(Corpus corpus, string folder, IReadOnlyList<Passage> passages)
    {
        var data = Path.Combine(folder, "sqlite-0");
        await using var store = SqliteCorpusStore.OpenForReading(Path.Combine(data, "corpus.db"));
        using var retriever = new LexicalRetriever(store, IndexFolder(data), new Collection { Name = "default" });
        var pipeline = new AnswerPipeline(retriever, [], new EvidencePacker(store, EstimatedTokenCounter.Instance), new RankOrder(), new ExtractiveGenerator(), new CitationVerifier(store));
        using var lucene = new PlainLucene(Path.Combine(folder, "plain-0"));
        var questions = await corpus.QuestionsAsync(QuestionsPerSet);
        List<double> ours = [], plain = [], retrievals = [], answers = [];
        for (var round = 0; round < 3; round++)
        {
            foreach (var question in questions)
            {
                var clock = Stopwatch.GetTimestamp();
                lucene.Search(question);
                var (luceneTime, afterLucene) = (Stopwatch.GetElapsedTime(clock).TotalMilliseconds, Stopwatch.GetTimestamp());
                await retriever.RetrieveAsync(new Query { Text = question });
                var (ourTime, afterOurs) = (Stopwatch.GetElapsedTime(afterLucene).TotalMilliseconds, Stopwatch.GetTimestamp());
                var answer = await pipeline.AnswerAsync(new Query { Text = question, Top = 20 });
                var answerTime = Stopwatch.GetElapsedTime(afterOurs).TotalMilliseconds;
                // The first round warms up: code is compiled and files are read.
                if (round == 0) continue;
                plain.Add(luceneTime);
                ours.Add(ourTime);
                retrievals.Add(answer.TimingsMs["retrieve"]);
                answers.Add(answerTime - answer.TimingsMs["retrieve"]);
            }
        }

        Report("Questions", questions.Count);
        Report("Plain Lucene.Net search with texts, ms (p50)", Figures.Median(plain));
        Report("Search with texts, ms (p50)", Figures.Median(ours));
        Report("Search p50 relative to plain (goal at most 1.3)", Figures.Median(ours) / Figures.Median(plain));
        Report("Search of an ask, top 20, ms (p50)", Figures.Median(retrievals));
        Report("Ask beyond its search, ms (p50, goal at most 25)", Figures.Median(answers));
        Report("Ask beyond its search, ms (p95)", answers.Order().ElementAt((int)(answers.Count * 0.95)));
    }

    private static async Task<IReadOnlyList<Passage>> AllPassagesAsync(SqliteCorpusStore store)
    {
        var passages = new List<Passage>();
        await foreach (var document in store.ListDocumentsAsync("default")) passages.AddRange(await store.PassagesOfAsync(document.Id));
        return passages;
    }

    private static string IndexFolder(string data) => Path.Combine(data, "indexes", "default", "lexical");

    private static void Report(string what, double value) => Figures.Row(what, value);

    private static int Usage()
    {
        Console.Error.WriteLine("Usage: dotnet run -c Release --project benchmarks/LongRag.Benchmarks -- macro <folder of the shared material>");
        return 2;
    }
}
