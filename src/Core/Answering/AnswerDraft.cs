using System.Text;

namespace LongRag;

/// <summary>An answer as it grows out of a generator's events. Not thread-safe.</summary>
internal sealed class AnswerDraft(CitationVerifier verifier, IReadOnlyList<Evidence> evidence)
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _reasoning = new();
    private readonly List<AnswerNote> _notes = [];
    private readonly List<AnswerEvent.Sentence> _sentences = [];
    private VerifiedCitations _citations = verifier.For(evidence);
    private string? _generator;
    private int _droppedBefore;

    /// <summary>Why there is no answer; null so far.</summary>
    public string? Refusal { get; set; }

    /// <summary>Takes an event in; gives what the reader is told of it, null for nothing.</summary>
    public async Task<AnswerEvent?> AddAsync(AnswerEvent piece, CancellationToken cancellationToken)
    {
        switch (piece)
        {
            case AnswerEvent.TextDelta delta:
                _text.Append(delta.Text);
                return piece;
            case AnswerEvent.Cite cite:
                return await _citations.CheckAsync(cite, cancellationToken) is { } citation ? new AnswerEvent.Verified(citation) : null;
            case AnswerEvent.NoAnswer no:
                Refusal = no.Reason;
                return null;
            case AnswerEvent.Sentence sentence:
                _sentences.Add(sentence);
                return piece;
            case AnswerEvent.Reasoning reasoning:
                _reasoning.Append(reasoning.Text);
                return piece;
            case AnswerEvent.Note note:
                _notes.Add(note.Said);
                return piece;
            case AnswerEvent.WrittenBy writer:
                Withdraw(writer.Generator);
                return piece;
            default:
                return null;
        }
    }

    /// <summary>The answer, where what was written carries one.</summary>
    public Answer Complete(string question, IReadOnlyDictionary<string, double> timings)
    {
        var answer = Refusal is null ? _citations.Clean(_text.ToString()) : "";
        var held = _citations.Accepted.Select(citation => citation.Id).ToHashSet(StringComparer.Ordinal);
        return new Answer
        {
            Question = question,
            Generator = _generator,
            Reasoning = _reasoning.Length == 0 ? null : _reasoning.ToString().Trim(),
            Text = answer,
            NoAnswerReason = Refusal,
            Citations = Refusal is null ? _citations.InOrderOf(answer) : [],
            DroppedCitations = _droppedBefore + _citations.Dropped,
            UnsupportedSentences = Refusal is null ? [.. _sentences.Where(sentence => !sentence.Citations.Any(held.Contains)).Select(sentence => sentence.Text)] : [],
            Notes = _notes,
            Evidence = evidence,
            TimingsMs = timings,
        };
    }

    /// <summary>Why what was written is no answer; null where it is one.</summary>
    public string? Unsupported() =>
        string.IsNullOrWhiteSpace(_text.ToString()) ? "The passages found do not answer the question."
        : _citations.Accepted.Count == 0 ? "What was written could not be verified against the stored text."
        : null;

    private void Withdraw(string generator)
    {
        (_generator, Refusal) = (generator, null);
        _reasoning.Clear();
        if (_text.Length == 0 && _citations.Accepted.Count + _citations.Dropped == 0) return;
        _droppedBefore += _citations.Dropped;
        _citations = verifier.For(evidence);
        _text.Clear();
        _sentences.Clear();
    }
}
