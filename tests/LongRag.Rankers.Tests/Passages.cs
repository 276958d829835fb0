namespace LongRag.Rankers.Tests;

/// <summary>Retrieved passages for tests: a document each, scores falling from their number.</summary>
internal static class Passages
{
    public static ScoredPassage Of(string id, string text, double score, string title = "")
    {
        var document = DocumentId.From("default", id);
        return new ScoredPassage
        {
            Passage = new Passage { Id = new PassageId(id), DocumentId = document, Ordinal = 0, Span = new TextSpan(0, text.Length), Text = text, Section = 0, SectionPath = [] },
            Document = new DocumentSummary { Id = document, Collection = "default", Source = id, Title = title, MediaType = "text/plain", ContentHash = "", TextLength = text.Length, Passages = 1, StoredAt = DateTimeOffset.UnixEpoch, Sequence = 0 },
            Score = score,
            ScoreKind = "bm25",
        };
    }

    /// <summary>Passages p1, p2, … with texts of their own.</summary>
    public static IReadOnlyList<ScoredPassage> Many(int count, int words = 3) => [.. Enumerable.Range(1, count).Select(i => Of($"p{i}", string.Join(' ', Enumerable.Repeat($"word{i}", words)), count - i + 1))];

    public static string Ids(IEnumerable<ScoredPassage> passages) => string.Join(' ', passages.Select(passage => passage.Passage.Id.Value));
}
