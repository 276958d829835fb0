using System.CommandLine;
using LongRag.Ingest;

namespace LongRag.Cli;

/// <summary>The options of the commands that read files and store nothing.</summary>
internal sealed class ReadingOptions
{
    private readonly Option<string?> _pages = new("--pages") { Description = "Only these pages (slides): 5, 3-7 or 5-.", HelpName = "A-B" };
    private readonly Option<bool> _wholePage = new("--whole-page") { Description = "Read saved web pages whole, not only their article." };
    private readonly Option<string?> _password = new("--password") { Description = "Opens encrypted files." };
    private readonly Option<bool> _ocr = new("--ocr") { Description = "Recognise pages that are pictures only, with Tesseract." };
    private readonly Option<string> _ocrLanguage = new("--ocr-language") { Description = "Language of such pages, as Tesseract names it (eng+deu for two).", HelpName = "NAME", DefaultValueFactory = _ => new ReadOptions().OcrLanguage };
    private readonly Option<int?> _workers = new("--workers") { Description = "Processes that read PDF, office files and e-books (default: one a core).", HelpName = "N" };

    public void AddTo(Command command)
    {
        command.Add(_pages);
        command.Add(_wholePage);
        command.Add(_password);
        command.Add(_ocr);
        command.Add(_ocrLanguage);
        command.Add(_workers);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_pages) is { } pages && !PageRange.TryParse(pages, out _)) result.AddError($"--pages is '{pages}'; it must be one page (5), a range (3-7) or all from one on (5-).");
            if (result.GetValue(_workers) is { } n and (< 1 or > 64)) result.AddError($"--workers is {n}; it must lie between 1 and 64.");
        });
    }

    public ReadOptions ReadOptionsOf(Invocation invocation)
    {
        if (!PageRange.TryParse(invocation.Get(_pages) ?? "1-", out var pages)) throw new InvalidOperationException("The validator lets no such range through.");
        return new ReadOptions
        {
            FirstPage = pages.First,
            LastPage = pages.Last,
            WholePage = invocation.Get(_wholePage),
            Password = invocation.Get(_password),
            Ocr = invocation.Get(_ocr),
            OcrLanguage = invocation.Get(_ocrLanguage),
        };
    }

    /// <summary>Reads what paths stand for, and gives one outcome after another; what the scan finds wrong with a path is one too.</summary>
    public async Task ReadAsync(Invocation invocation, string[] paths, Func<ReadOutcome, long, Task> take, CancellationToken cancellationToken)
    {
        var problems = new List<IngestIssue>();
        await using var input = paths.Contains(SourceFile.StandardInput, StringComparer.Ordinal) ? Console.OpenStandardInput() : Stream.Null;
        await using var files = new DocumentFiles(ReadOptionsOf(invocation), ReadWorkers.OptionsOf(invocation, invocation.Get(_workers)));
        using var progress = new ProgressLine(invocation.Terminal);
        await foreach (var reading in files.ReadAsync(Found(paths, problems), input, cancellationToken))
        {
            await foreach (var outcome in ReadOutcome.OfAsync(reading, at => progress.Report(new PagesInHand(reading.File.Key, at.Pages, at.Total)), cancellationToken))
            {
                progress.Clear();
                await take(outcome, reading.Bytes);
            }
        }

        foreach (var problem in problems) await take(new ReadOutcome(problem.Source, MediaType: null, Document: null, problem, Pages: 0, []), 0);
    }

    private static IEnumerable<SourceFile> Found(string[] paths, List<IngestIssue> problems)
    {
        foreach (var item in new SourceScanner(new ScanOptions { Paths = paths }).Scan())
        {
            if (item is ScanItem.Found found) yield return found.File;
            else if (item is ScanItem.Issue issue) problems.Add(issue.Value);
        }
    }
}
