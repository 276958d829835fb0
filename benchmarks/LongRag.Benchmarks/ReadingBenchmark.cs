using LongRag.Ingest;

namespace LongRag.Benchmarks;

/// <summary>
/// Our readers beside plain use of the libraries and beside <c>pdftotext</c>, in one process. Every round runs all sides one after the other; reported is the median of the rounds' ratios.
/// </summary>
internal static class ReadingBenchmark
{
    private const int Rounds = 7;

    // So that one pass of the small files takes a tenth of a second and more.
    private const int Repeats = 10;
    private const int LargeRows = 20_000;
    private const int LargeParagraphs = 20_000;

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is not [var shared, .. var rest] || rest.Length > 1) return Usage();
        var folder = Directory.CreateTempSubdirectory("longrag-reading-").FullName;
        try
        {
            Figures.Head("files", "beside", "pages", "ours, pages/s", "other, pages/s", "ratio", "goal");
            var texts = SharedFiles.WithText(shared, "pdf");
            await CompareAsync($"{texts.Length} PDFs", new PdfReader(), "PdfPig's text", texts, Each(PlainReaders.PdfPig), 0.6);
            var small = Array.FindAll(texts, t => !t.EndsWith("two-thousand-pages.pdf", StringComparison.Ordinal));
            await CompareAsync($"{small.Length} PDFs, without the one of 2,002 pages", new PdfReader(), "PdfPig's text", small, Each(PlainReaders.PdfPig), 0.6);
            if (rest is [var book]) await BookAsync(book);
            await OfficeAsync(shared, folder);
            await OwnAsync(shared, "pptx", new PptxReader());
            await OwnAsync(shared, "epub", new EpubReader());
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task BookAsync(string book)
    {
        var name = Path.GetFileName(book);
        await CompareAsync(name, new PdfReader(), "PdfPig's text", [book], Each(PlainReaders.PdfPig), 0.6);
        var isInstalled = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(p => File.Exists(Path.Combine(p, "pdftotext")));
        if (isInstalled) await CompareAsync(name, new PdfReader(), "pdftotext", [book], Each(PlainReaders.Pdftotext), 0.25);
        else Console.WriteLine("(pdftotext is not installed: its row is left out)");
    }

    private static async Task OfficeAsync(string shared, string folder)
    {
        var docx = SharedFiles.WithText(shared, "docx");
        await CompareAsync($"{docx.Length} DOCX, {Repeats} times", new DocxReader(), "Open XML SDK walk", Repeated(docx), Each(PlainReaders.Docx), 0.7);
        var xlsx = SharedFiles.WithText(shared, "xlsx");
        await CompareAsync($"{xlsx.Length} XLSX, {Repeats} times", new XlsxReader(), "Open XML SDK walk", Repeated(xlsx), Each(PlainReaders.Xlsx), 0.7);
        var (report, table) = (Path.Combine(folder, "large.docx"), Path.Combine(folder, "large.xlsx"));
        LargeFiles.Docx(report, LargeParagraphs);
        LargeFiles.Xlsx(table, megabytes: int.MaxValue, LargeRows);
        await CompareAsync(FormattableString.Invariant($"DOCX of {LargeParagraphs} paragraphs"), new DocxReader(), "Open XML SDK walk", [report], Each(PlainReaders.Docx), 0.7);
        await CompareAsync(FormattableString.Invariant($"XLSX of {LargeRows} rows, {new FileInfo(table).Length / 1_000_000} MB"), new XlsxReader(), "Open XML SDK walk", [table], Each(PlainReaders.Xlsx), 0.7);
    }

    private static async Task CompareAsync(string what, IDocumentReader reader, string peer, string[] files, Action<string[]> other, double goal)
    {
        List<double> ours = [], others = [];
        var pages = 0;
        for (var round = 0; round <= Rounds; round++)
        {
            pages = 0;
            var own = await Figures.SecondsAsync(async () =>
            {
                foreach (var file in files) pages += await SharedFiles.ReadAsync(reader, file);
            });
            var theirs = Figures.Seconds(() => other(files));

            // The first round warms up: code is compiled and files are read.
            if (round == 0) continue;
            ours.Add(own);
            others.Add(theirs);
        }

        Figures.Row(what, peer, pages, Math.Round(pages / Figures.Median(ours)), Math.Round(pages / Figures.Median(others)), Figures.Median(others.Zip(ours, (t, o) => t / o)), goal);
    }

    private static async Task OwnAsync(string shared, string format, IDocumentReader reader)
    {
        var files = Repeated(SharedFiles.WithText(shared, format));
        var (seconds, pages) = (new List<double>(), 0);
        for (var round = 0; round <= Rounds; round++)
        {
            pages = 0;
            var own = await Figures.SecondsAsync(async () =>
            {
                foreach (var file in files) pages += await SharedFiles.ReadAsync(reader, file);
            });
            if (round > 0) seconds.Add(own);
        }

        Figures.Row($"{files.Length / Repeats} {format.ToUpperInvariant()}, {Repeats} times", "(nothing)", pages, Math.Round(pages / Figures.Median(seconds)), "", "", "");
    }

    private static Action<string[]> Each(Action<string> read) => files => Array.ForEach(files, read);

    private static Action<string[]> Each(Func<string, int> read) => files =>
    {
        foreach (var file in files) read(file);
    };

    private static string[] Repeated(string[] files) => [.. Enumerable.Repeat(files, Repeats).SelectMany(f => f)];

    private static int Usage()
    {
        Console.Error.WriteLine("Usage: dotnet run -c Release --project benchmarks/LongRag.Benchmarks -- reading <folder of the shared material> [<long PDF>]");
        return 2;
    }
}
