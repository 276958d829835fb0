namespace LongRag.Hosting;

/// <summary>A text as a passage of its own, for rankers.</summary>
internal static class GivenPassage
{
    public static ScoredPassage Of(string source, string title, string text, double score)
    {
        var id = DocumentId.From(Collection.DefaultName, source);
        return new ScoredPassage
        {
            Passage = new Passage { Id = new PassageId(id.Value), DocumentId = id, Ordinal = 0, Span = new TextSpan(0, text.Length), Text = text, Section = 0, SectionPath = [] },
            Document = new DocumentSummary
            {
                Id = id,
                Collection = Collection.DefaultName,
                Source = source,
                Title = title,
                MediaType = "text/plain",
                ContentHash = "",
                TextLength = text.Length,
                Passages = 1,
                StoredAt = DateTimeOffset.UnixEpoch,
                Sequence = 0,
            },
            Score = score,
            ScoreKind = ScoredPassage.Given,
        };
    }
}
