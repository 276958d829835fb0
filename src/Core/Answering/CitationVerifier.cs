namespace LongRag;

/// <summary>
/// Checks what an answer quotes against the text that the store holds now. The only maker of citations with <see cref="Citation.Verified"/> set. Thread-safe.
/// </summary>
public sealed class CitationVerifier(ICorpusStore store)
{
    /// <summary>An empty list of citations for one answer from that evidence. It reads each document once.</summary>
    public VerifiedCitations For(IReadOnlyList<Evidence> evidence) => new(store, evidence);
}

/// <summary>The citations of one answer, as they are checked. Not thread-safe: an answer is written by one.</summary>
public sealed class VerifiedCitations
{
    private readonly ICorpusStore _store;
    private readonly Dictionary<int, Evidence> _evidence;
    private readonly Dictionary<DocumentId, Document?> _documents = [];
    private readonly List<Citation> _accepted = [];
    private readonly HashSet<string> _dropped = new(StringComparer.Ordinal);

    internal VerifiedCitations(ICorpusStore store, IReadOnlyList<Evidence> evidence)
    {
        _store = store;
        _evidence = evidence.ToDictionary(e => e.Number);
    }

    /// <summary>Those that hold, in the order in which they came.</summary>
    public IReadOnlyList<Citation> Accepted => _accepted;

    /// <summary>How many did not hold.</summary>
    public int Dropped { get; private set; }

    /// <summary>
    /// Takes the citation where the stored text holds its quote, character by character: at its span, or, where it gives none, at the first place inside its evidence.
    /// In the second case white space may differ in kind and amount; the citation then has the stored characters. Null, and counted, where it does not hold.
    /// </summary>
    public async Task<Citation?> CheckAsync(AnswerEvent.Cite cite, CancellationToken cancellationToken = default)
    {
        if (_evidence.TryGetValue(cite.EvidenceNumber, out var evidence) && !string.IsNullOrWhiteSpace(cite.Quote)
            && await ReadAsync(evidence.Document.Id, cancellationToken) is { } document && Place(cite, evidence, document.Text) is { } span)
        {
            var citation = new Citation
            {
                Id = cite.Id,
                Document = evidence.Document,
                Span = span,
                Quote = span.Of(document.Text),
                PageStart = document.PageAt(span.Start),
                PageEnd = document.PageAt(span.End - 1),
                Verified = true,
                Attributed = cite.Attributed,
            };
            _accepted.Add(citation);
            return citation;
        }

        Dropped++;
        _dropped.Add(cite.Id);
        return null;
    }

    /// <summary>The text without markers that refer to no citation that holds.</summary>
    public string Clean(string text) => AnswerMarkers.KeepOnly(text, _accepted.Select(c => c.Id).ToHashSet(StringComparer.Ordinal), _dropped).Trim();

    /// <summary>Those that hold, in the order in which the text's markers first refer to them; those it does not refer to come last.</summary>
    public IReadOnlyList<Citation> InOrderOf(string text)
    {
        var ids = AnswerMarkers.Ids(text);
        return [.. _accepted.OrderBy(c => ids.Contains(c.Id) ? 0 : 1).ThenBy(c => ids.TakeWhile(id => !string.Equals(id, c.Id, StringComparison.Ordinal)).Count())];
    }

    private async Task<Document?> ReadAsync(DocumentId id, CancellationToken cancellationToken)
    {
        if (_documents.TryGetValue(id, out var document)) return document;
        return _documents[id] = await _store.FindDocumentAsync(id, cancellationToken);
    }

    private static TextSpan? Place(AnswerEvent.Cite cite, Evidence evidence, string text)
    {
        if (cite.Span is not { } span) return QuoteFinder.Find(cite.Quote, text, evidence.Span);
        var within = span.Start >= 0 && span.Start < span.End && span.End <= text.Length;
        return within && span.In(text).SequenceEqual(cite.Quote) ? span : null;
    }
}
