namespace LongRag;

/// <summary>
/// Packs ranked passages under a token budget. By rank, a passage is taken where it still fits, and passed over where it does not; only the very first is cut short at a
/// white space instead, so that a small budget does not lose the best. Neighbours of one section (adjacent ordinals) and passages that overlap become one
/// <see cref="Evidence"/>, numbered by the best rank among them. Titles and headings are not counted.
/// </summary>
/// <remarks>
/// Thread-safe. A document's text is read (once a call) only where characters between two passages are needed. Where it is read and no longer holds what a passage
/// says, or is gone, the passage is left out.
/// </remarks>
public sealed class EvidencePacker(ICorpusStore store, ITokenCounter tokens)
{
    /// <param name="ranked">Passages, best first; a passage that comes twice counts once.</param>
    /// <param name="budget">Most tokens of all evidence together.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Evidence by number, which is by rank.</returns>
    public async Task<IReadOnlyList<Evidence>> PackAsync(IReadOnlyList<ScoredPassage> ranked, int budget, CancellationToken cancellationToken = default)
    {
        var texts = new Dictionary<DocumentId, string?>();
        var seen = new HashSet<PassageId>();
        var packed = new List<Evidence>();
        foreach (var passage in ranked)
        {
            if (passage.Passage.Text.Length == 0 || !seen.Add(passage.Passage.Id)) continue;
            var neighbours = Neighbours(passage.Passage, packed);
            var left = budget - packed.Except(neighbours).Sum(evidence => evidence.Tokens);
            var joined = neighbours.Count == 0 ? Alone(passage) : await JoinAsync(passage, neighbours, texts, cancellationToken);
            if (joined?.Tokens > left) joined = packed.Count == 0 ? CutShort(joined, left) : null;
            if (joined is null) continue;
            if (neighbours.Count == 0) packed.Add(joined);
            else packed[packed.IndexOf(neighbours[0])] = joined;
            packed.RemoveAll(neighbours.Skip(1).Contains);
        }

        return [.. packed.Select((evidence, index) => evidence with { Number = index + 1 })];
    }

    private static List<Evidence> Neighbours(Passage passage, List<Evidence> packed)
    {
        var found = packed.FindAll(evidence => Belongs(passage, evidence));
        // What they span together may reach over further evidence where ordinals do not follow the text.
        for (var before = 0; before < found.Count;)
        {
            before = found.Count;
            var span = Around(passage, found);
            found = packed.FindAll(evidence => found.Contains(evidence) || (evidence.Document.Id == passage.DocumentId && evidence.Span.Overlaps(span)));
        }

        return found;
    }

    private static TextSpan Around(Passage passage, List<Evidence> neighbours) =>
        neighbours.Aggregate(passage.Span, (all, n) => new TextSpan(Math.Min(all.Start, n.Span.Start), Math.Max(all.End, n.Span.End)));

    private static bool Belongs(Passage passage, Evidence evidence) => evidence.Document.Id == passage.DocumentId
        && (evidence.Span.Overlaps(passage.Span) || evidence.Passages.Any(p => p.Passage.Section == passage.Section && Math.Abs(p.Passage.Ordinal - passage.Ordinal) == 1));

    private Evidence Alone(ScoredPassage passage) => new()
    {
        Number = 0,
        Document = passage.Document,
        Passages = [passage],
        Span = passage.Passage.Span,
        Text = passage.Passage.Text,
        Tokens = tokens.Count(passage.Passage.Text),
    };

    private async Task<Evidence?> JoinAsync(ScoredPassage passage, List<Evidence> neighbours, Dictionary<DocumentId, string?> texts, CancellationToken cancellationToken)
    {
        var span = Around(passage.Passage, neighbours);
        var text = neighbours.Count == 1 ? Touching(passage.Passage, neighbours[0]) : null;
        if (text is null)
        {
            var document = await ReadAsync(passage.Passage.DocumentId, texts, cancellationToken);
            if (document is null || !Holds(document, passage.Passage.Span, passage.Passage.Text) || !neighbours.TrueForAll(n => Holds(document, n.Span, n.Text))) return null;
            text = span.Of(document);
        }

        return neighbours[0] with
        {
            Passages = [.. neighbours.SelectMany(n => n.Passages).Append(passage).OrderBy(p => p.Passage.Span.Start).ThenBy(p => p.Passage.Ordinal)],
            Span = span,
            Text = text,
            Tokens = tokens.Count(text),
        };
    }

    /// <summary>The text of both where one ends as the other begins, so that nothing need be read.</summary>
    private static string? Touching(Passage passage, Evidence evidence) =>
        evidence.Span.End == passage.Span.Start ? evidence.Text + passage.Text : passage.Span.End == evidence.Span.Start ? passage.Text + evidence.Text : null;

    private static bool Holds(string document, TextSpan span, string text) => span.Start >= 0 && span.End <= document.Length && span.In(document).SequenceEqual(text);

    private async Task<string?> ReadAsync(DocumentId id, Dictionary<DocumentId, string?> texts, CancellationToken cancellationToken)
    {
        if (texts.TryGetValue(id, out var text)) return text;
        return texts[id] = (await store.FindDocumentAsync(id, cancellationToken))?.Text;
    }

    /// <summary>The longest beginning that ends before a white space and fits; null where not even the first word does.</summary>
    private Evidence? CutShort(Evidence evidence, int budget)
    {
        var ends = Enumerable.Range(1, evidence.Text.Length - 1).Where(at => char.IsWhiteSpace(evidence.Text[at]) && !char.IsWhiteSpace(evidence.Text[at - 1])).ToList();
        var (fits, above) = (-1, ends.Count);
        while (above - fits > 1)
        {
            var middle = (fits + above) / 2;
            if (tokens.Count(evidence.Text.AsSpan(0, ends[middle])) <= budget) fits = middle;
            else above = middle;
        }

        if (fits < 0) return null;
        var text = evidence.Text[..ends[fits]];
        return evidence with { Text = text, Span = new TextSpan(evidence.Span.Start, evidence.Span.Start + text.Length), Tokens = tokens.Count(text) };
    }
}
