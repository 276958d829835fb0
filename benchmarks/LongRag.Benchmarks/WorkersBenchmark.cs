using LongRag.Ingest;

namespace LongRag.Benchmarks;

/// <summary>What worker processes cost on many small files, and what they gain on large ones. Every round runs all sides one after the other; reported are the medians of the rounds' ratios.</summary>
internal static class WorkersBenchmark
{
    /// <summary>With this word the program is a worker.</summary>
    public const string Verb = "worker";

    private const int Rounds = 5;
    private const int SmallFiles = 1000;
    private const int LargeFilesAtOnce = 4;

    // Beyond, a file is not small.
    private const int MostSmallBytes = 100_000;

    private static readonly string[] Formats = ["pdf", "docx", "pptx", "xlsx", "epub"];

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is not [var shared, .. var rest] || rest.Length > 1)
        {
            Console.Error.WriteLine("Usage: dotnet run -c Release --project benchmarks/LongRag.Benchmarks -- workers <folder of the shared material> [<long PDF>]");
            return 2;
        }

        var folder = Directory.CreateTempSubdirectory("longrag-workers-").FullName;
        try
        {
            Figures.Head("what", "seconds", "beside", "ratio", "goal");
            await SmallAsync(shared);
            await LargeAsync(folder, rest is [var book] ? book : null);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The price: small files through one worker, one at a time, beside reading them here.</summary>
    private static async Task SmallAsync(string shared)
    {
        var small = Formats.SelectMany(f => SharedFiles.WithText(shared, f)).Where(f => new FileInfo(f).Length < MostSmallBytes && !f.EndsWith("two-thousand-pages.pdf", StringComparison.Ordinal)).ToArray();
        var files = Enumerable.Range(0, SmallFiles).Select(i => SharedFiles.Source(small[i % small.Length])).ToArray();
        await using var here = new DocumentFiles(new ReadOptions(), workers: null);
        await using var there = new DocumentFiles(new ReadOptions(), Options(1));
        List<double> alone = [], apart = [], price = [];
        for (var round = 0; round <= Rounds; round++)
        {
            var inProcess = await Figures.SecondsAsync(() => OneByOneAsync(here, files));
            var inWorker = await Figures.SecondsAsync(() => OneByOneAsync(there, files));
            if (round == 0)
            {
                Figures.Row(FormattableString.Invariant($"{SmallFiles} small files ({small.Length} different ones) through one worker, both processes new"), inWorker, FormattableString.Invariant($"{inProcess:0.###} in process"), inWorker / inProcess, "");
                continue;
            }

            alone.Add(inProcess);
            apart.Add(inWorker);
            price.Add(inWorker / inProcess);
        }

        Figures.Row("the same again", Figures.Median(apart), FormattableString.Invariant($"{Figures.Median(alone):0.###} in process"), Figures.Median(price), "at most 1.1");
    }

    /// <summary>The gain: four large files with 1, 2 and 4 workers.</summary>
    private static async Task LargeAsync(string folder, string? book)
    {
        var files = new List<SourceFile>();
        for (var i = 0; i < LargeFilesAtOnce; i++)
        {
            var path = Path.Combine(folder, $"{i}{(book is null ? ".xlsx" : ".pdf")}");
            if (book is null) LargeFiles.Xlsx(path, int.MaxValue, rows: 40_000);
            else File.Copy(book, path);
            files.Add(SharedFiles.Source(path));
        }

        await using var withOne = new DocumentFiles(new ReadOptions(), Options(1));
        await using var withTwo = new DocumentFiles(new ReadOptions(), Options(2));
        await using var withFour = new DocumentFiles(new ReadOptions(), Options(4));
        List<double> one = [], two = [], four = [];
        for (var round = 0; round <= Rounds; round++)
        {
            var (w1, w2, w4) = (await Figures.SecondsAsync(() => ReadAllAsync(withOne, files)), await Figures.SecondsAsync(() => ReadAllAsync(withTwo, files)), await Figures.SecondsAsync(() => ReadAllAsync(withFour, files)));
            if (round == 0) continue;
            one.Add(w1);
            two.Add(w2);
            four.Add(w4);
        }

        var name = FormattableString.Invariant($"{LargeFilesAtOnce} large {(book is null ? "XLSX" : "PDF")}");
        Figures.Row($"{name}, 2 workers", Figures.Median(two), FormattableString.Invariant($"{Figures.Median(one):0.###} with one"), Figures.Median(one.Zip(two, (a, b) => a / b)), "at least 1.6");
        Figures.Row($"{name}, 4 workers", Figures.Median(four), FormattableString.Invariant($"{Figures.Median(one):0.###} with one"), Figures.Median(one.Zip(four, (a, b) => a / b)), "at least 1.6");
    }

    private static WorkerOptions Options(int workers) => new() { Command = new WorkerCommand(Environment.ProcessPath!, Arguments()), Count = workers };

    /// <summary>Where a host runs this library, it is told to run it again.</summary>
    private static string[] Arguments() => string.Equals(Path.GetFileNameWithoutExtension(Environment.ProcessPath), "dotnet", StringComparison.Ordinal) ? [typeof(WorkersBenchmark).Assembly.Location, Verb] : [Verb];

    /// <summary>None is opened before the one before it is read: otherwise the side without workers would use two cores.</summary>
    private static async Task OneByOneAsync(DocumentFiles reading, SourceFile[] files)
    {
        foreach (var file in files) await ReadAllAsync(reading, [file]);
    }

    private static async Task ReadAllAsync(DocumentFiles reading, IReadOnlyCollection<SourceFile> files)
    {
        await foreach (var file in reading.ReadAsync(files, standardInput: null))
        {
            await foreach (var item in file.ItemsAsync()) GC.KeepAlive(item);
            if (file.Failure is { } failure) throw new InvalidOperationException(failure.ToString());
        }
    }
}
