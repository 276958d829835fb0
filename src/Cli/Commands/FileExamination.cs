using System.Globalization;
using LongRag.Ingest;

namespace LongRag.Cli.Commands;

/// <summary>What is wrong with files, in plain words: <c>longrag doctor FILE</c>.</summary>
internal static class FileExamination
{
    /// <summary>Reads the files and says for each what it is and what a person can do about it. Exit code 7 where one has no text that can be read.</summary>
    public static async Task<int> RunAsync(Invocation invocation, ReadingOptions reading, string[] paths, CancellationToken cancellationToken)
    {
        var terminal = invocation.Terminal;
        var all = new List<ExaminationOutput>();
        var anyWrong = false;
        await reading.ReadAsync(invocation, paths, (outcome, bytes) =>
        {
            var found = Examine(outcome, bytes);
            anyWrong |= found.Outcome is not "text";
            if (terminal.Format == OutputFormat.Json) all.Add(found);
            else if (terminal.Format == OutputFormat.Jsonl) CliJson.Write(terminal, found);
            else Write(terminal, found);
            return Task.CompletedTask;
        }, cancellationToken);
        if (terminal.Format == OutputFormat.Json) CliJson.Write<IReadOnlyList<ExaminationOutput>>(terminal, all);
        return anyWrong ? ExitCode.SomeFilesFailed : ExitCode.Done;
    }

    private static ExaminationOutput Examine(ReadOutcome read, long bytes) => new(
        read.Document?.Key is { } key ? $"{read.File}#{key}" : read.File, read.MediaType, KindOf(read.MediaType), bytes, read.Pages > 0 ? read.Pages : null, read.Document?.Text.Length ?? 0,
        read.Outcome, read.Reason?.Code, read.Reason is { } reason ? PrintableText.OneLine(reason.Message) : null, read.Reason is { } known ? AdviceFor(known.Code, read.MediaType) : null,
        [.. read.Warnings.Select(w => new RemarkOutput(w.Code, PrintableText.OneLine(w.Message)))]);

    private static void Write(Terminal terminal, ExaminationOutput found)
    {
        var pages = found.Pages is { } n ? string.Create(CultureInfo.InvariantCulture, $", {n:N0} {(n == 1 ? "page" : "pages")}") : "";
        var text = found.Outcome is "text" ? string.Create(CultureInfo.InvariantCulture, $", {found.Characters:N0} characters of text") : "";
        var state = found.Outcome is not "text" ? "fail" : found.Warnings.Count > 0 ? "warn" : "ok";
        terminal.Out.WriteLine($"{state,-5} {terminal.Bold(PrintableText.OneLine(found.File))}: {found.Kind}, {Places.Bytes(found.Bytes)}{pages}{text}");
        if (found.Message is { } message) terminal.Out.WriteLine($"      {message} [{found.ErrorKind}]");
        foreach (var warning in found.Warnings) terminal.Out.WriteLine($"      {warning.Message} [{warning.Code}]");
        foreach (var advice in found.Warnings.Select(w => AdviceFor(w.Code, found.MediaType)).Prepend(found.Advice).OfType<string>().Distinct(StringComparer.Ordinal)) terminal.Out.WriteLine($"      {terminal.Accent("->")} {advice}");
    }

    private static string KindOf(string? mediaType) => mediaType switch
    {
        null => "not opened",
        MediaTypes.Pdf => "PDF",
        MediaTypes.Docx => "Word",
        MediaTypes.Docm => "Word with macros",
        MediaTypes.Pptx => "PowerPoint",
        MediaTypes.Pptm => "PowerPoint with macros",
        MediaTypes.Xlsx => "Excel",
        MediaTypes.Xlsm => "Excel with macros",
        MediaTypes.Epub => "EPUB",
        MediaTypes.PlainText => "plain text",
        MediaTypes.Markdown => "Markdown",
        MediaTypes.Html => "HTML",
        MediaTypes.RestructuredText => "reStructuredText",
        MediaTypes.Csv => "separated values",
        MediaTypes.JsonLines => "JSON Lines",
        MediaTypes.Json => "JSON",
        _ => mediaType,
    };

    private static string? AdviceFor(string code, string? mediaType) => code switch
    {
        IngestCodes.Encrypted when mediaType is MediaTypes.Pdf => "Give its password with --password. Where it has none that you know, ask whoever made it.",
        IngestCodes.Encrypted => "Open it in its own program and save a copy without a password.",
        IngestCodes.NoTextLayer => "Its pages are pictures: --ocr reads them where Tesseract is installed (--ocr-language for other languages than English).",
        IngestCodes.Truncated => "It was cut off, by a download or a full disk perhaps: get it again.",
        IngestCodes.EmptyFile => "It holds nothing: get it again, or leave it out.",
        IngestCodes.NoText => "There is nothing to read in it; it can be left out.",
        IngestCodes.Corrupt or IngestCodes.CorruptArchive => "It is damaged: open it in the program it was made with and save it anew, or get it again.",
        IngestCodes.NoPages => "It is a PDF without pages: export it again from its source.",
        IngestCodes.Binary or IngestCodes.Unsupported => "LongRag does not read this kind of file: save it as PDF, an office format of 2007 or later, HTML or text.",
        IngestCodes.Unreadable => "See that you may read it, and that no other program holds it.",
        IngestCodes.NotFound or IngestCodes.BrokenLink => "See that the path is right.",
        IngestCodes.DecompressionBomb or IngestCodes.TooDeep or IngestCodes.ReaderCrashed => "It looks made to break programs that read it. If you trust it, open it in the program it was made with and save it anew.",
        IngestCodes.TimeLimit => "If you trust it, give it more time: LongRag:Ingestion:FileSilenceSeconds and FileSeconds in the configuration.",
        IngestCodes.MemoryLimit => "If you trust it, give it more memory: LongRag:Ingestion:FileMegabytes in the configuration.",
        IngestCodes.TooLarge => "Divide it into parts.",
        IngestCodes.ChangedWhileRead => "Another program writes it: try again when that is done.",
        IngestCodes.Bounded => "What is left out can be had by dividing the file.",
        IngestCodes.InvalidEncoding => "Save it as UTF-8.",
        _ => null,
    };
}
