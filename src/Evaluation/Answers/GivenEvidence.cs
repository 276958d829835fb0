using System.Diagnostics;
using System.Text;

namespace LongRag.Evaluation;

/// <summary>Asks a generator about texts that are given, with no retrieval and no store. What it quotes is checked against them.</summary>
public static class GivenEvidence
{
    private const string Here = "given";

    /// <summary>
    /// Evidence of whole texts, in their order and numbered so: none is preferred by its score.
    /// </summary>
    /// <param name="texts">Id, title and text of each; a text without a letter is passed over.</param>
    /// <param name="tokens">Counts tokens.</param>
    public static IReadOnlyList<Evidence> Of(IEnumerable<(string Id, string Title, string Text)> texts, ITokenCounter tokens) =>
        [.. texts.Where(t => !string.IsNullOrWhiteSpace(t.Text)).Select((t, i) => One(i + 1, t.Id, t.Title, t.Text, tokens))];

    /// <summary>The answer of a generator that sees the evidence in this order. A quote that its evidence does not hold is dropped; an answer without one that holds is no answer.</summary>
    /// <param name="generator">Who answers.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="evidence">What it answers from.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="isFreeText">Whether what is written counts without a quote too: for measuring a model by itself.</param>
    public static async Task<QuotedAnswer> AskAsync(IAnswerGenerator generator, string question, IReadOnlyList<Evidence> evidence, CancellationToken cancellationToken, bool isFreeText = false)
    {
        var begun = Stopwatch.GetTimestamp();
        var text = new StringBuilder();
        var quotes = new List<Quoted>();
        var ids = new List<string>();
        var notes = new List<string>();
        var unsupported = 0;
        string? refusal = null;
        string? writer = null;
        await foreach (var piece in generator.GenerateAsync(new Query { Text = question }, evidence, cancellationToken))
        {
            if (piece is AnswerEvent.TextDelta delta) text.Append(delta.Text);
            if (piece is AnswerEvent.NoAnswer no) refusal = no.Reason;
            if (piece is AnswerEvent.Note note) notes.Add(note.Said.Code);
            if (piece is AnswerEvent.Sentence { Citations.Count: 0 }) unsupported++;
            if (piece is AnswerEvent.WrittenBy by)
            {
                // What was written before is withdrawn.
                (writer, refusal, unsupported) = (by.Generator, null, 0);
                text.Clear();
                quotes.Clear();
                ids.Clear();
            }

            if (piece is not AnswerEvent.Cite cite) continue;
            ids.Add(cite.Id);
            if (Check(cite, evidence) is { } quoted) quotes.Add(quoted);
        }

        var timings = new Dictionary<string, double>(StringComparer.Ordinal) { ["generate"] = Stopwatch.GetElapsedTime(begun).TotalMilliseconds };
        if (refusal is null && quotes.Count == 0 && !(isFreeText && text.Length > 0)) refusal = "What was written quotes nothing that was given.";
        return new QuotedAnswer(refusal is null ? QuotedAnswer.WithoutMarkers(text.ToString(), ids) : "", refusal is null ? quotes : [], refusal, [.. evidence.Select(e => e.Document.Source)], timings)
        {
            Generator = writer,
            Notes = [.. notes.Distinct(StringComparer.Ordinal)],
            UnsupportedSentences = refusal is null ? unsupported : 0,
        };
    }

    private static Quoted? Check(AnswerEvent.Cite cite, IReadOnlyList<Evidence> evidence)
    {
        if (string.IsNullOrWhiteSpace(cite.Quote) || evidence.FirstOrDefault(e => e.Number == cite.EvidenceNumber) is not { } quoted) return null;
        var start = cite.Span?.Start ?? quoted.Text.IndexOf(cite.Quote, StringComparison.Ordinal);
        var span = new TextSpan(start, start + cite.Quote.Length);
        return start >= 0 && span.End <= quoted.Text.Length && span.In(quoted.Text).SequenceEqual(cite.Quote) ? new Quoted(quoted.Document.Source, span, cite.Quote) : null;
    }

    private static Evidence One(int number, string id, string title, string text, ITokenCounter tokens)
    {
        var span = new TextSpan(0, text.Length);
        var document = DocumentId.From(Here, id);
        var summary = new DocumentSummary
        {
            Id = document, Collection = Here, Source = id, Title = title, MediaType = "text/plain", ContentHash = "", TextLength = text.Length, Passages = 1, StoredAt = DateTimeOffset.UnixEpoch, Sequence = 1,
        };
        var passage = new Passage { Id = PassageId.From(document, [], text, 0), DocumentId = document, Ordinal = 0, Span = span, Text = text, Section = 0, SectionPath = [] };
        return new Evidence
        {
            Number = number, Document = summary, Passages = [new ScoredPassage { Passage = passage, Document = summary, Score = 1, ScoreKind = ScoredPassage.Given }], Span = span, Text = text, Tokens = tokens.Count(text),
        };
    }
}
