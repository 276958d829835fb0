using System.Globalization;
using LongRag.Retrievers.Dense.Scan;

namespace LongRag.Benchmarks.Dense;

/// <summary>The exact scan of vectors beside faiss IndexFlatIP: the same vectors, queries, threads and number of results, taking turns in one run.</summary>
internal static class VectorsBenchmark
{
    private const int Dimensions = 384;
    private const int Top = 10;
    private const int Batch = 32;
    private const int Queries = 256;
    private const int Rounds = 11;
    private const int Singles = 4;
    private const int SpinMilliseconds = 150;

    /// <summary>A mode of the program: <c>vectors [COUNT [FOLDER [CLUSTERS]]]</c>; LONGRAG_FAISS_PYTHON names the Python that has faiss (default /usr/bin/python3).</summary>
    public static int Run(string[] arguments)
    {
        var count = arguments is [var number, ..] ? int.Parse(number, CultureInfo.InvariantCulture) : 1_000_000;
        var folder = arguments is [_, var given, ..] ? Directory.CreateDirectory(given).FullName : Directory.CreateTempSubdirectory("longrag-vectors-").FullName;
        var clusters = arguments is [_, _, var many] ? int.Parse(many, CultureInfo.InvariantCulture) : 0;
        try
        {
            using var files = new VectorFiles(folder, count, Dimensions);
            Measure(files, files.Make(Queries, clusters), clusters);
            return 0;
        }
        finally
        {
            if (arguments.Length < 2) Directory.Delete(folder, recursive: true);
        }
    }

    private static void Measure(VectorFiles files, float[][] queries, int clusters)
    {
        VectorRows singles = files.Rows(VectorPrecision.Float32), halves = files.Rows(VectorPrecision.Float16), bytes = files.Rows(VectorPrecision.Int8);
        Figures.Head("what", "figure");
        Figures.Row("Vectors", $"{singles.Count} × {Dimensions}, {(clusters == 0 ? "independent" : $"around {clusters} centres")}");
        Figures.Row("Registers, threads", $"{ScanKernel.BestWidth}, {Environment.ProcessorCount}");
        var exact = Found(queries, batch => VectorScan.TopMany(singles, batch, Top, [], default));
        Recall("fp16", exact, Found(queries, batch => VectorScan.TopMany(halves, batch, Top, [], default)));
        Recall("int8 alone", exact, Found(queries, batch => VectorScan.TopMany(bytes, batch, Top, [], default)));
        Recall("int8 rescored (goal 0.999)", exact, Found(queries, batch => RescoredMany(bytes, singles, batch)));

        var python = Environment.GetEnvironmentVariable("LONGRAG_FAISS_PYTHON") ?? "/usr/bin/python3";
        using var faiss = FaissPeer.Start(python, files.Vectors, Dimensions, files.Queries, Top, Environment.ProcessorCount);
        if (faiss is not null)
        {
            Figures.Row("Peer", faiss.Versions);
            Recall("faiss", exact, faiss.Rows(0, Batch).Chunk(Top).ToArray());
        }

        Side[] sides =
        [
            new("fp32", queries => VectorScan.TopMany(singles, queries, Top, [], default)),
            new("fp16", queries => VectorScan.TopMany(halves, queries, Top, [], default)),
            new("int8", queries => VectorScan.TopMany(bytes, queries, Top, [], default)),
            new("int8 rescored", queries => RescoredMany(bytes, singles, queries)),
        ];
        Console.WriteLine();
        Figures.Head("batch", "side", "ms, median; best", "times faiss, median (range)", "times faiss, best times");
        Compare("1", faiss, 1, Singles, queries, sides);
        faiss?.UseBlasFrom(1);
        if (faiss is not null) Compare("1, faiss through its BLAS", faiss, 1, Singles, queries, sides);
        Compare(Text($"{Batch}"), faiss, Batch, 1, queries, sides);
    }

    // In every round faiss, then each of ours: on a machine that others use too, neighbours in time are what can be compared.
    private static void Compare(string name, FaissPeer? faiss, int batch, int times, float[][] queries, Side[] sides)
    {
        var peer = new List<double>();
        var ours = sides.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round <= Rounds; round++)
        {
            var first = round * times;
            // An untimed query first on both sides: a kernel that reclaims mapped pages while the other side works would be measured otherwise.
            faiss?.Seconds(first, 1);
            var theirs = Enumerable.Range(first, times).Sum(query => faiss?.Seconds(query, batch) ?? 0) / times;
            // The threads of a BLAS spin for a while after their work, into ours.
            if (faiss is not null) Thread.Sleep(SpinMilliseconds);
            var mine = sides.Select(side =>
            {
                side.Search(queries[first..(first + 1)]);
                return Figures.Seconds(() =>
                {
                    for (var query = first; query < first + times; query++) side.Search(queries[query..(query + batch)]);
                }) / times;
            }).ToArray();
            // The first round warms up.
            if (round == 0) continue;
            peer.Add(theirs);
            for (var i = 0; i < sides.Length; i++) ours[i].Add(mine[i]);
        }

        if (faiss is not null) Figures.Row(name, "faiss fp32", Times(peer), "", "");
        for (var i = 0; i < sides.Length; i++)
        {
            var ratios = ours[i].Select((mine, round) => peer[round] / mine).ToList();
            Figures.Row(name, sides[i].Name, Times(ours[i]), Text($"{Figures.Median(ratios):0.00} ({ratios.Min():0.00} to {ratios.Max():0.00})"), Text($"{peer.Min() / ours[i].Min():0.00}"));
        }
    }

    private static string Times(List<double> seconds) => Text($"{Figures.Median(seconds) * 1000:0.0}; {seconds.Min() * 1000:0.0}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static unsafe ScoredRow[][] RescoredMany(VectorRows bytes, VectorRows singles, float[][] queries) =>
        VectorScan.RescoredMany(bytes, row => new ReadOnlySpan<float>(singles[row], Dimensions), queries, Top, [], default);

    private static int[][] Found(float[][] queries, Func<float[][], ScoredRow[][]> search) => [.. queries.Chunk(Batch).SelectMany(search).Select(rows => rows.Select(r => r.Row).ToArray())];

    private static void Recall(string name, int[][] exact, int[][] found) =>
        Figures.Row($"recall@{Top}, {name}, {found.Length} queries", found.Select((rows, i) => rows.Intersect(exact[i]).Count() / (double)Top).Average().ToString("0.00000", CultureInfo.InvariantCulture));

    private sealed record Side(string Name, Action<float[][]> Search);
}
