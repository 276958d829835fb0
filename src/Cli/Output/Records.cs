using System.Text.Json.Serialization;
using LongRag.Ingest;

namespace LongRag.Cli;

// The shapes of --output json. Names become snake_case.

internal sealed record SimilarOutput(int Rank, string DocumentId, string Source, string Title, double Score, string ScoreKind);

internal sealed record ExplainOutput(string Question, string DocumentId, string Source, IReadOnlyList<ExplainedRetriever> Retrievers);

internal sealed record ExplainedRetriever(string Retriever, int? DocumentRank, int? PassageRank, SearchHit? Passage);

internal sealed record IngestOutput(int Added, int Changed, int Unchanged, int Deleted, IReadOnlyList<IssueOutput> Failed, IReadOnlyList<IssueOutput> Warnings, long Documents, long Passages, long Bytes, double Seconds);

internal sealed record IssueOutput(string Source, string Step, string Code, string Message);

internal sealed record ReadOutput(
    string File, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Key, string? MediaType, string Outcome, string? ErrorKind, string? Message, int? Pages, string Text,
    IReadOnlyList<PageSpanOutput> PageSpans, IReadOnlyList<HeadingOutput> Headings, IReadOnlyList<RemarkOutput> Warnings)
{
    public static ReadOutput From(ReadOutcome read, int firstPage) => new(
        read.File, read.Document?.Key, read.MediaType, read.Outcome, read.Reason?.Code, read.Reason is { } reason ? PrintableText.OneLine(reason.Message) : null, read.Pages > 0 ? read.Pages : null, read.Document?.Text ?? "",
        read.Document is { } paged ? [.. PageSpansOf(paged, firstPage)] : [], read.Document is { } headed ? [.. HeadingsOf(headed, firstPage)] : [], [.. read.Warnings.Select(w => new RemarkOutput(w.Code, PrintableText.OneLine(w.Message)))]);

    private static IEnumerable<PageSpanOutput> PageSpansOf(ParsedDocument document, int firstPage)
    {
        var starts = document.PageStarts;
        for (var i = 0; i < starts.Count; i++) yield return new PageSpanOutput(firstPage + i, starts[i], i + 1 < starts.Count ? starts[i + 1] : document.Text.Length);
    }

    private static IEnumerable<HeadingOutput> HeadingsOf(ParsedDocument document, int firstPage)
    {
        var page = -1;
        foreach (var block in document.Blocks)
        {
            if (block.Kind != BlockKind.Heading) continue;
            while (page + 1 < document.PageStarts.Count && document.PageStarts[page + 1] <= block.Span.Start) page++;
            yield return new HeadingOutput(block.Level, block.Span.Of(document.Text), page < 0 ? null : firstPage + page);
        }
    }
}

internal sealed record PageSpanOutput(int Page, int StartChar, int EndChar);

internal sealed record HeadingOutput(int Level, string Text, int? Page);

internal sealed record RemarkOutput(string Code, string Message);

internal sealed record ExaminationOutput(
    string File, string? MediaType, string Kind, long Bytes, int? Pages, int Characters, string Outcome, string? ErrorKind, string? Message, string? Advice, IReadOnlyList<RemarkOutput> Warnings);

/// <summary>What structurizing will cost, by estimate.</summary>
internal sealed record StructureCostOutput(string Collection, string Model, int Documents, int Done, int Slices, int KnownSlices, long TokensIn, long TokensOut);

/// <summary>What structurizing did, beside what it was expected to cost.</summary>
internal sealed record StructureOutput(
    StructureCostOutput Expected, int Documents, int Changed, int Skipped, IReadOnlyList<IssueOutput> Failed, int Accepted, int Repaired, int Retried, int FellBack, int Calls, long TokensIn, long TokensOut, double Seconds);

internal sealed record StatusOutput(string Data, string Storage, long Position, IReadOnlyList<CollectionStatus> Collections);

internal sealed record CollectionStatus(string Name, string Language, long Documents, long Passages, long Characters, long IndexPosition, bool IndexCurrent, long IndexBytes, string? IndexProblem, VectorsInfo? Vectors);

internal sealed record IndexOutput(string Collection, long Position, long StorePosition, long Passages, long Bytes, int Segments, long Deleted, double Seconds, VectorsInfo? Vectors);

internal sealed record DeleteOutput(int Deleted, IReadOnlyList<string> Sources);

internal sealed record CheckOutput(string Check, string State, string Detail);

/// <summary>A configured chat model. Problem: why it cannot be used; model and context are unknown then.</summary>
internal sealed record ChatModelOutput(string Name, string? Kind, string? Model, int? Context, string? Problem);

/// <summary>What a chat model did when it was tried. Memory is that of a model that runs in this process.</summary>
internal sealed record ChatModelCheckOutput(
    string Name, string Kind, string Model, int Context, string Line, double LoadSeconds, long PromptTokens, double PromptTokensPerSecond, long WrittenTokens, double? WrittenTokensPerSecond, bool TokensEstimated, long? MemoryBytes);
