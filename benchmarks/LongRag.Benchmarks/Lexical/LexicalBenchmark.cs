using System.Diagnostics;
using System.Globalization;
using LongRag.Retrievers.Lexical;
using LongRag.Retrievers.Lexical.Blocks;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Index;
using Lucene.Net.Search;

namespace LongRag.Benchmarks.Lexical;

/// <summary>
/// Top-10 disjunctions from block files beside Lucene.Net's own over the same index: first every result compared, then at least seven pairs of all queries, one after the other in one process on one thread.
/// </summary>
internal static class LexicalBenchmark
{
    private const int Pairs = 7;
    private const int Top = 10;

    private static readonly LexicalSimilarity Similarity = new(LexicalOptions.Bm25, LexicalSchema.Default);

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is ["first", var side, var at]) return First(side, at);
        var documents = arguments is [var number, ..] ? int.Parse(number, CultureInfo.InvariantCulture) : 300_000;
        var folder = arguments is [_, var given, ..] ? given : Directory.CreateTempSubdirectory("longrag-lexical-").FullName;
        try
        {
            var index = await ZipfIndex.MakeAsync(documents, folder);
            var path = ZipfIndex.IndexFolder(folder);
            // An index of an earlier run may have blocks of an earlier format.
            ZipfIndex.Update(path);
            Figures.Head("what", "figure");
            if (arguments is not [_, _, "search"]) Building(documents, index, path);
            Searching(index, path);
            if (arguments is [_, _, "search"]) return 0;
            ZipfIndex.Merge(path);
            Figures.Row("One segment, seconds for its blocks (median of 3)", Figures.Median([.. Enumerable.Range(0, 3).Select(_ => ZipfIndex.BlocksSeconds(path))]));
            Searching(index, path);
            return 0;
        }
        finally
        {
            if (arguments.Length < 2) Directory.Delete(folder, recursive: true);
        }
    }

    private static void Building(int documents, ZipfIndex index, string path)
    {
        var blocks = Figures.Median([.. Enumerable.Range(0, 3).Select(_ => ZipfIndex.BlocksSeconds(path))]);
        Figures.Row("Our index, seconds (documents, ids, filters, blocks)", index.IndexingSeconds);
        Figures.Row("of it blocks, seconds (median of 3)", blocks);
        var plainFolder = path + "-plain";
        var plain = ZipfIndex.PlainSeconds(documents, plainFolder);
        Directory.Delete(plainFolder, recursive: true);
        Figures.Row("Lucene.Net alone, the text only, seconds", plain);
        Figures.Row("Blocks beside Lucene.Net alone (goal at most 0.3)", blocks / plain);
    }

    private static void Searching(ZipfIndex index, string path)
    {
        using var reader = new LexicalReader(path, ZipfIndex.Settings);
        reader.Search(searcher =>
        {
            Sizes(path, (BlockSearcher)searcher!);
            Compare(index, (BlockSearcher)searcher!);
            return true;
        });
    }

    private static void Sizes(string path, BlockSearcher searcher)
    {
        Figures.Row("Segments", searcher.IndexReader.Leaves.Count);
        Figures.Row("Documents", searcher.IndexReader.MaxDoc);
        Figures.Row("Postings of the text", MultiFields.GetTerms(searcher.IndexReader, LexicalFields.Body).SumDocFreq);
        Figures.Row("Block files, MB", Directory.EnumerateFiles(Path.Combine(path, "blocks")).Sum(f => new FileInfo(f).Length) / 1e6);
        foreach (var (ending, bytes) in LuceneSizes.Of(path)) Figures.Row($"Lucene's {ending}, MB", bytes / 1e6);
    }

    private static void Compare(ZipfIndex index, BlockSearcher searcher)
    {
        using var analyzer = LexicalAnalyzers.Of("en");
        var queries = index.Queries.Select(q => q.SelectMany(word => TermsOf(analyzer, word)).Distinct(StringComparer.Ordinal).ToArray()).ToList();
        var lucene = new IndexSearcher(searcher.IndexReader) { Similarity = Similarity };
        var postings = queries.Average(q => q.Sum(t => (double)searcher.IndexReader.DocFreq(new Term(LexicalFields.Body, t))));
        Figures.Row("Postings a query, mean", postings);
        foreach (var query in queries) Check(searcher, lucene, query);
        Figures.Row("Queries with equal ids and scores, compared before timing", queries.Count);
        List<double> plain = [], before = [], blocks = [];
        List<double> plainTimes = [], blockTimes = [];
        for (var pair = 0; pair < Pairs; pair++)
        {
            plain.Add(Pass(queries, query => lucene.Search(Plain(query), Top), plainTimes));
            blocks.Add(Pass(queries, query => Blocks(searcher, query), blockTimes));
            if (pair < 3) before.Add(Pass(queries, query => DisjunctionSearch.WithLucene(searcher, Clauses(query), Similarity, filter: null, Top).Ranked(searcher.IndexReader), []));
        }

        Ratio("Speed beside Lucene.Net", plain.Zip(blocks, (p, b) => p / b));
        Ratio("Speed beside the retriever before", before.Zip(blocks, (p, b) => p / b));
        Side("Lucene.Net", plain, plainTimes, postings, queries.Count);
        Side("blocks", blocks, blockTimes, postings, queries.Count);
    }

    private static void Ratio(string what, IEnumerable<double> ratios) => Figures.Row(what, string.Create(CultureInfo.InvariantCulture, $"{Figures.Median(ratios):0.00} ({ratios.Min():0.00} to {ratios.Max():0.00})"));

    private static void Side(string name, List<double> passes, List<double> times, double postings, int queries)
    {
        var seconds = Figures.Median(passes) / queries;
        times.Sort();
        Figures.Row($"{name}: queries a second; ns a posting; ms p50, p99", string.Create(CultureInfo.InvariantCulture, $"{1 / seconds:0}; {seconds / postings * 1e9:0.00}; {times[times.Count / 2]:0.000}, {times[(int)(times.Count * 0.99)]:0.000}"));
    }

    private static double Pass(List<string[]> queries, Action<string[]> search, List<double> times)
    {
        GC.Collect();
        var start = Stopwatch.GetTimestamp();
        foreach (var query in queries)
        {
            var clock = Stopwatch.GetTimestamp();
            search(query);
            times.Add(Stopwatch.GetElapsedTime(clock).TotalMilliseconds);
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void Check(BlockSearcher searcher, IndexSearcher lucene, string[] query)
    {
        var found = Blocks(searcher, query);
        var expected = DisjunctionSearch.WithLucene(searcher, Clauses(query), Similarity, filter: null, Top).Ranked(searcher.IndexReader);
        var plain = lucene.Search(Plain(query), Top).ScoreDocs;
        if (!found.SequenceEqual(expected) || !found.Select(f => f.Score).SequenceEqual(plain.Select(s => s.Score))) throw new InvalidOperationException($"Results differ for: {string.Join(' ', query)}");
    }

    private static IReadOnlyList<(int Doc, float Score, PassageId Id)> Blocks(BlockSearcher searcher, string[] query) =>
        (BlockSearch.TryTop(searcher, Clauses(query), Similarity, filter: null, Top) ?? throw new InvalidOperationException("There are no blocks.")).Ranked(searcher.IndexReader);

    private static LexicalClause[] Clauses(string[] query) => [.. query.Select(term => new LexicalClause(LexicalFields.Body, term, 1))];

    private static BooleanQuery Plain(string[] query)
    {
        var any = new BooleanQuery(disableCoord: true);
        foreach (var term in query) any.Add(new TermQuery(new Term(LexicalFields.Body, term)), Occur.SHOULD);
        return any;
    }

    internal static List<string> TermsOf(Lucene.Net.Analysis.Analyzer analyzer, string word)
    {
        var terms = new List<string>();
        using var stream = analyzer.GetTokenStream(LexicalFields.Body, word);
        var text = stream.AddAttribute<ICharTermAttribute>();
        stream.Reset();
        while (stream.IncrementToken()) terms.Add(text.ToString()!);
        stream.End();
        return terms;
    }

    // The first query of a process, from opening the index on.
    private static int First(string side, string folder)
    {
        var clock = Stopwatch.GetTimestamp();
        using var reader = new LexicalReader(ZipfIndex.IndexFolder(folder), ZipfIndex.Settings);
        string[] query = ["ia", "bb", "cab", "daa"];
        var found = reader.Search(searcher => side is "blocks" ? Blocks((BlockSearcher)searcher!, query).Count : new IndexSearcher(searcher!.IndexReader) { Similarity = Similarity }.Search(Plain(query), Top).ScoreDocs.Length);
        Figures.Row($"First query of a process, {side}, ms ({found} found)", Stopwatch.GetElapsedTime(clock).TotalMilliseconds);
        return 0;
    }
}
