using System.Text.Json;
using System.Text.Json.Serialization;
using LongRag.Ingest;

namespace LongRag.Cli;

// The shapes of --output json. Names become snake_case.

internal sealed record SearchOutput(string Query, string Level, IReadOnlyList<SearchHit> Results, IReadOnlyDictionary<string, double> TimingsMs, InstructionOutput? Instruction);

/// <summary>What was found in an instruction.</summary>
internal sealed record InstructionOutput(string Text, IReadOnlyList<string> Wanted, IReadOnlyList<string> Excluded, IReadOnlyList<string> Notes);

internal sealed record SimilarOutput(int Rank, string DocumentId, string Source, string Title, double Score, string ScoreKind);

internal sealed record ExplainOutput(string Question, string DocumentId, string Source, IReadOnlyList<ExplainedRetriever> Retrievers);

internal sealed record ExplainedRetriever(string Retriever, int? DocumentRank, int? PassageRank, SearchHit? Passage);

internal sealed record SearchHit(
    int Rank, string Id, string DocumentId, string Source, string Title, IReadOnlyList<string> SectionPath, int? PageStart, int? PageEnd, int StartChar, int EndChar,
    string Text, double Score, IReadOnlyDictionary<string, double> Scores, IReadOnlyDictionary<string, int> Ranks, string ScoreKind, IReadOnlyDictionary<string, JsonElement> Metadata, ScoreExplanation? Explanation)
{
    public static SearchHit From(ScoredPassage hit, int rank) => new(
        rank, hit.Passage.Id.Value, hit.Document.Id.Value, hit.Document.Source, hit.Document.Title, hit.Passage.SectionPath, hit.Passage.PageStart, hit.Passage.PageEnd,
        hit.Passage.Span.Start, hit.Passage.Span.End, hit.Passage.Text, hit.Score, hit.Scores, hit.Ranks, hit.ScoreKind, hit.Document.Metadata, hit.Explanation);
}

internal sealed record AskOutput(
    string Question, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? StandaloneQuestion, string Answer, bool NoAnswer, string? NoAnswerReason, string? Generator,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reasoning, IReadOnlyList<CitationOutput> Citations, int DroppedCitations, IReadOnlyList<string> UnsupportedSentences, IReadOnlyList<NoteOutput> Notes,
    IReadOnlyList<string> ContextOrder, IReadOnlyDictionary<string, double> TimingsMs)
{
    public static AskOutput From(Answer answer) => new(
        answer.Question, answer.StandaloneQuestion, answer.Text, answer.NoAnswerReason is not null, answer.NoAnswerReason, answer.Generator, answer.Reasoning, [.. answer.Citations.Select(CitationOutput.From)], answer.DroppedCitations,
        answer.UnsupportedSentences, [.. answer.Notes.Select(note => new NoteOutput(note.Code, note.Text))],
        [.. answer.Evidence.SelectMany(e => e.Passages).Select(p => p.Passage.Id.Value)], answer.TimingsMs);
}

/// <summary>Something that happened on the way to an answer.</summary>
internal sealed record NoteOutput(string Code, string Text);

internal sealed record CitationOutput(string Id, string DocumentId, string Source, string Title, int? PageStart, int? PageEnd, int StartChar, int EndChar, string Quote, bool Verified, bool Attributed)
{
    public static CitationOutput From(Citation citation) => new(
        citation.Id, citation.Document.Id.Value, citation.Document.Source, citation.Document.Title, citation.PageStart, citation.PageEnd, citation.Span.Start, citation.Span.End, citation.Quote, citation.Verified, citation.Attributed);
}

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

internal sealed record DocumentOutput(
    string Id, string Collection, string Source, string Title, string MediaType, IReadOnlyDictionary<string, JsonElement> Metadata, IReadOnlyList<string> Tags, int Characters, int Pages, int Passages,
    string ContentHash, DateTimeOffset StoredAt)
{
    public static DocumentOutput From(DocumentSummary d) => new(
        d.Id.Value, d.Collection, d.Source, d.Title, d.MediaType, d.Metadata, d.Tags, d.TextLength, d.Pages, d.Passages, d.ContentHash, d.StoredAt);
}

internal sealed record SectionOutput(int Ordinal, int Parent, int Level, string Heading, string Origin, int StartChar, int EndChar, int? PageStart, int? PageEnd, int Passages,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<HighlightOutput>? Highlights);

/// <summary>A sentence that carries a section; the score is 0 where a model chose it.</summary>
internal sealed record HighlightOutput(int StartChar, int EndChar, string Text, double Score);

/// <summary>What structurizing will cost, by estimate.</summary>
internal sealed record StructureCostOutput(string Collection, string Model, int Documents, int Done, int Slices, int KnownSlices, long TokensIn, long TokensOut);

/// <summary>What structurizing did, beside what it was expected to cost.</summary>
internal sealed record StructureOutput(
    StructureCostOutput Expected, int Documents, int Changed, int Skipped, IReadOnlyList<IssueOutput> Failed, int Accepted, int Repaired, int Retried, int FellBack, int Calls, long TokensIn, long TokensOut, double Seconds);

internal sealed record OutlineOutput(string DocumentId, string Source, string Title, IReadOnlyList<SectionOutput> Sections);

internal sealed record CollectionOutput(string Name, string Language, int PassageTokens, long Documents, long Passages, long Characters);

internal sealed record StatusOutput(string Data, string Storage, long Position, IReadOnlyList<CollectionStatus> Collections);

internal sealed record CollectionStatus(string Name, string Language, long Documents, long Passages, long Characters, long IndexPosition, bool IndexCurrent, long IndexBytes, VectorsInfo? Vectors);

internal sealed record IndexOutput(string Collection, long Position, long StorePosition, long Passages, long Bytes, int Segments, long Deleted, double Seconds, VectorsInfo? Vectors);

internal sealed record DeleteOutput(int Deleted, IReadOnlyList<string> Sources);

internal sealed record CheckOutput(string Check, string State, string Detail);

/// <summary>A configured chat model. Problem: why it cannot be used; model and context are unknown then.</summary>
internal sealed record ChatModelOutput(string Name, string? Kind, string? Model, int? Context, string? Problem);

/// <summary>What a chat model did when it was tried. Memory is that of a model that runs in this process.</summary>
internal sealed record ChatModelCheckOutput(
    string Name, string Kind, string Model, int Context, string Line, double LoadSeconds, long PromptTokens, double PromptTokensPerSecond, long WrittenTokens, double? WrittenTokensPerSecond, bool TokensEstimated, long? MemoryBytes);
