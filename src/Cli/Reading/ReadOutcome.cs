using System.Runtime.CompilerServices;
using LongRag.Ingest;

namespace LongRag.Cli;

/// <summary>What came of a file, or of one record of it.</summary>
/// <param name="File">The file as it was named or found.</param>
/// <param name="MediaType">What its content is; null where it could not be opened.</param>
/// <param name="Document">What was read; null for an outcome other than <c>text</c>.</param>
/// <param name="Reason">Why there is none; null with a document.</param>
/// <param name="Pages">Pages read; 0 where there are none.</param>
/// <param name="Warnings">Remarks, and with a document also what of it could not be read.</param>
internal sealed record ReadOutcome(string File, string? MediaType, ParsedDocument? Document, IngestIssue? Reason, int Pages, IReadOnlyList<IngestIssue> Warnings)
{
    // An empty text is an empty text. A format with a structure has no such file.
    private static readonly string[] NeverEmpty = [".pdf", ".docx", ".docm", ".pptx", ".pptm", ".xlsx", ".xlsm", ".epub"];

    /// <summary><c>text</c>, <c>error</c>, or <c>empty</c>: opened, but without text.</summary>
    public string Outcome => Reason is not { } reason ? "text" : reason.IsWarning && !IsCutToNothing(reason) ? "empty" : "error";

    /// <summary>The outcomes of one file: one, or for a file of records one each, and a last one where the file could not be read to its end.</summary>
    public static async IAsyncEnumerable<ReadOutcome> OfAsync(FileReading reading, Action<ReadItem.Progress> progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var file = reading.File.IsStandardInput ? reading.File.Key : reading.File.Path;
        var issues = new List<IngestIssue>();
        ParsedDocument? whole = null;
        var pages = 0;
        var any = false;
        await foreach (var item in reading.ItemsAsync(cancellationToken))
        {
            switch (item)
            {
                case ReadItem.Progress at:
                    pages = at.Total;
                    progress(at);
                    break;
                case ReadItem.Issue issue:
                    issues.Add(issue.Value);
                    break;
                case ReadItem.Parsed { Document: { Key: not null } record }:
                    any = true;
                    yield return new ReadOutcome(file, record.MediaType ?? reading.MediaType, record, Reason: null, record.PageStarts.Count, [.. issues]);
                    issues.Clear();
                    break;
                case ReadItem.Parsed parsed:
                    whole = parsed.Document;
                    break;
            }
        }

        if (reading.Failure is null && whole is { Blocks.Count: > 0 })
        {
            yield return new ReadOutcome(file, whole.MediaType ?? reading.MediaType, whole, Reason: null, whole.PageStarts.Count, issues);
            yield break;
        }

        var reason = reading.Failure ?? issues.Find(i => !i.IsWarning) ?? issues.FirstOrDefault();
        if (reason is null && any) yield break;
        reason ??= new IngestIssue(reading.File.Key, "read", IngestCodes.NoText, $"There is no text in '{reading.File.Key}'.", IsWarning: true);
        yield return new ReadOutcome(file, reading.MediaType, Document: null, reason, pages, [.. issues.Where(i => i != reason)]);
    }

    private bool IsCutToNothing(IngestIssue reason) => reason.Code is IngestCodes.EmptyFile && NeverEmpty.Contains(Path.GetExtension(File), StringComparer.OrdinalIgnoreCase);
}
