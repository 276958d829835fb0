using LongRag.Ingest;
using LongRag.Ingest.Tests;

namespace LongRag.Benchmarks;

/// <summary>How many of the real files are read right, by format, by the rules that the tests use.</summary>
internal static class FilesTable
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is not [var shared])
        {
            Console.Error.WriteLine("Usage: dotnet run -c Release --project benchmarks/LongRag.Benchmarks -- files <folder of the shared material>");
            return 2;
        }

        Figures.Head("format", "files", "right", "rows", "headings", "errors", "stretch");
        var all = new List<ExpectedFile.Findings>();
        var details = new List<string>();
        foreach (var format in SharedFiles.Lines(shared).GroupBy(e => e.GetProperty("file").GetString()!.Split('/')[0]))
        {
            var found = new List<ExpectedFile.Findings>();
            foreach (var expected in format)
            {
                var file = expected.GetProperty("file").GetString()!;
                var findings = ExpectedFile.Compare(expected, await ItemsAsync(SharedFiles.PathOf(shared, file)));
                found.Add(findings);
                details.AddRange(findings.Wrong.Select(wrong => $"{file}: {wrong}"));
            }

            Row(format.Key, found);
            all.AddRange(found);
        }

        Row("all", all);
        foreach (var detail in details) Console.WriteLine(detail);
        return details.Count == 0 ? 0 : 1;
    }

    private static void Row(string name, List<ExpectedFile.Findings> found) => Figures.Row(
        name, found.Count, found.Count(f => f.Wrong.Count == 0), Of(found.Select(f => f.Rows)), Of(found.Select(f => f.Headings)), Of(found.Select(f => f.Errors)), Of(found.Select(f => f.Stretch)));

    private static string Of(IEnumerable<(int Found, int Of)> counts)
    {
        var (found, of) = counts.Aggregate((Found: 0, Of: 0), (sum, c) => (sum.Found + c.Found, sum.Of + c.Of));
        return of == 0 ? "" : FormattableString.Invariant($"{found} of {of}");
    }

    private static async Task<IReadOnlyList<ReadItem>> ItemsAsync(string path)
    {
        await using var reading = new DocumentFiles(new ReadOptions { WholePage = true }, workers: null);
        var items = new List<ReadItem>();
        await foreach (var file in reading.ReadAsync([SharedFiles.Source(path)], standardInput: null))
        {
            await foreach (var item in file.ItemsAsync()) items.Add(item);
            if (file.Failure is { } failure) items.Add(new ReadItem.Issue(failure));
        }

        return items;
    }
}
