using System.CommandLine;
using System.Globalization;
using LongRag.Ingest;

namespace LongRag.Cli.Commands;

/// <summary><c>longrag ingest</c>: files into the corpus.</summary>
internal static class IngestCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("paths") { Description = "Files, folders, globs in quotes ('docs/**/*.md'), or - for standard input.", Arity = ArgumentArity.OneOrMore };
        var mode = new Option<string>("--mode") { Description = "upsert: add and replace; skip-existing: only add; sync: as upsert, and delete what is no longer among the sources.", DefaultValueFactory = _ => "upsert" };
        mode.AcceptOnlyFromAmong("upsert", "skip-existing", "sync");
        var include = new Option<string[]>("--include") { Description = "Only files that match this glob (may be repeated).", HelpName = "GLOB" };
        var exclude = new Option<string[]>("--exclude") { Description = "No files that match this glob (may be repeated).", HelpName = "GLOB" };
        var noIgnore = new Option<bool>("--no-ignore") { Description = "Take files that a .gitignore leaves out, and names that begin with a dot." };
        var id = new Option<string?>("--id") { Description = "Source key of a single file or of standard input (default: its name).", HelpName = "KEY" };
        var tag = new Option<string[]>("--tag") { Description = "Label for every document (may be repeated).", HelpName = "LABEL" };
        var wholePage = new Option<bool>("--whole-page") { Description = "Read saved web pages whole, not only their article." };
        var password = new Option<string?>("--password") { Description = "Opens encrypted files." };
        var idField = new Option<string?>("--id-field") { Description = "JSON Lines: field with a record's key (default: _id, id or docid).", HelpName = "NAME" };
        var titleField = new Option<string?>("--title-field") { Description = "JSON Lines: field with a record's title (default: title).", HelpName = "NAME" };
        var textField = new Option<string?>("--text-field") { Description = "JSON Lines: field with a record's text (default: text, contents or body).", HelpName = "NAME" };
        var recordFormat = new Option<string?>("--record-format") { Description = "JSON Lines: how the text of records is read that do not say it in metadata.format." };
        recordFormat.AcceptOnlyFromAmong("md", "html", "rst", "txt");
        var jobs = new Option<int?>("--jobs", "-j") { Description = "Reading threads (default: one a core)." };
        var workers = new Option<int?>("--workers") { Description = "Processes that read PDF, office files and e-books (default: one a core).", HelpName = "N" };
        var ocr = new Option<bool>("--ocr") { Description = "Recognise pages that are pictures only, with Tesseract." };
        var ocrLanguage = new Option<string>("--ocr-language") { Description = "Language of such pages, as Tesseract names it (eng+deu for two).", HelpName = "NAME", DefaultValueFactory = _ => new ReadOptions().OcrLanguage };
        var dryRun = new Option<bool>("--dry-run") { Description = "Read everything and report, but store nothing." };
        var command = new Command("ingest", "Read files into the corpus. The same command again goes on where it stopped and leaves alone what has not changed.")
        {
            paths, mode, include, exclude, noIgnore, id, tag, wholePage, password, idField, titleField, textField, recordFormat, ocr, ocrLanguage, jobs, workers, dryRun,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(id) is not null && result.GetValue(paths) is not { Length: 1 }) result.AddError("--id names one file or standard input; give one path.");
            if (result.GetValue(jobs) is { } n and (< 1 or > 64)) result.AddError($"--jobs is {n}; it must lie between 1 and 64.");
            if (result.GetValue(workers) is { } m and (< 1 or > 64)) result.AddError($"--workers is {m}; it must lie between 1 and 64.");
        });
        return command.Does(async (invocation, cancellationToken) =>
        {
            var sources = new ScanOptions
            {
                Paths = invocation.Get(paths),
                Include = invocation.Get(include) ?? [],
                Exclude = invocation.Get(exclude) ?? [],
                RespectIgnoreFiles = !invocation.Get(noIgnore),
                Id = invocation.Get(id),
            };
            if (sources.Id is not null && Directory.Exists(sources.Paths[0])) throw new LongRagException("bad_argument", $"--id names one document; '{sources.Paths[0]}' is a folder.");
            var workerOptions = ReadWorkers.OptionsOf(invocation, invocation.Get(workers));
            var options = new IngestionOptions
            {
                Mode = invocation.Get(mode) switch { "sync" => IngestMode.Sync, "skip-existing" => IngestMode.SkipExisting, _ => IngestMode.Upsert },
                DryRun = invocation.Get(dryRun),
                Jobs = invocation.Get(jobs) ?? (invocation.Settings.Ingestion.Jobs is > 0 and var set ? set : Math.Max(Environment.ProcessorCount, workerOptions.Count)),
                Workers = workerOptions,
                Tags = invocation.Get(tag) ?? [],
                Reading = new ReadOptions
                {
                    WholePage = invocation.Get(wholePage),
                    Password = invocation.Get(password),
                    Ocr = invocation.Get(ocr),
                    OcrLanguage = invocation.Get(ocrLanguage),
                    IdField = invocation.Get(idField),
                    TitleField = invocation.Get(titleField),
                    TextField = invocation.Get(textField),
                    RecordFormat = invocation.Get(recordFormat),
                },
            };
            await using var workspace = options.DryRun ? await Workspace.OpenToTryAsync(invocation.Context, cancellationToken) : await Workspace.OpenToWriteAsync(invocation.Context, cancellationToken);
            var report = await RunAsync(workspace, invocation.Collection, sources, options, cancellationToken);
            Write(invocation.Terminal, report, options.DryRun);
            return report.FailedCount > 0 ? ExitCode.SomeFilesFailed : ExitCode.Done;
        });
    }

    /// <summary>Runs an ingest with a progress line.</summary>
    public static async Task<IngestReport> RunAsync(Workspace workspace, string collectionName, ScanOptions sources, IngestionOptions options, CancellationToken cancellationToken)
    {
        var collection = await workspace.EnsureCollectionAsync(collectionName, options.DryRun, cancellationToken);
        using var progress = new ProgressLine(workspace.Invocation.Terminal);
        IReadOnlyList<IPassageIndex> indexes = options.DryRun ? [] : workspace.IndexesToWrite(collection, progress);
        var pipeline = new IngestionPipeline(workspace.Store, indexes, EstimatedTokenCounter.Instance, options);
        await using var input = sources.Paths.Contains(SourceFile.StandardInput, StringComparer.Ordinal) ? Console.OpenStandardInput() : Stream.Null;
        return await pipeline.RunAsync(collection, sources, input, progress, cancellationToken);
    }

    private static void Write(Terminal terminal, IngestReport report, bool dryRun)
    {
        if (!terminal.IsHuman)
        {
            CliJson.Write(terminal, new IngestOutput(
                report.Added, report.Changed, report.Unchanged, report.Deleted, [.. report.Failed.Select(From)], [.. report.Warnings.Select(From)],
                report.Documents, report.Passages, report.Bytes, Math.Round(report.Elapsed.TotalSeconds, 3)));
            return;
        }

        foreach (var warning in report.Warnings) terminal.Note(Line("warning", warning));
        foreach (var failure in report.Failed) terminal.Error.WriteLine(Line("failed ", failure));
        var seconds = Math.Max(report.Elapsed.TotalSeconds, 0.001);
        terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{(dryRun ? "Would have: " : "")}{report.Added} added, {report.Changed} changed, {report.Unchanged} unchanged, {report.Deleted} deleted, {report.FailedCount} failed; {report.Passages} passages from {Places.Bytes(report.Bytes)} in {seconds:0.0} s ({report.Bytes / 1e6 / seconds:0.0} MB/s)"));
    }

    private static IssueOutput From(IngestIssue issue) => new(issue.Source, issue.Step, issue.Code, issue.Message);

    private static string Line(string kind, IngestIssue issue) => $"{kind} {PrintableText.OneLine(issue.Source)}: {PrintableText.OneLine(issue.Message)} [{issue.Code}]";
}
