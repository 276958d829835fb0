using System.Data.Common;

namespace LongRag.Storage;

/// <summary>Rows of both databases as records. Each list of columns stands above the method that reads it, in that order.</summary>
internal static class Rows
{
    public const string SummaryColumns = "d.sequence, d.id, c.name, d.source, d.title, d.media_type, d.content_hash, d.text_length, d.passages, d.pages, d.stored_at, d.tags, d.metadata";

    public static DocumentSummary Summary(DbDataReader row, int first = 0) => new()
    {
        Sequence = row.GetInt64(first),
        Id = new DocumentId(row.GetString(first + 1)),
        Collection = row.GetString(first + 2),
        Source = row.GetString(first + 3),
        Title = row.GetString(first + 4),
        MediaType = row.GetString(first + 5),
        ContentHash = row.GetString(first + 6),
        TextLength = row.GetInt32(first + 7),
        Passages = row.GetInt32(first + 8),
        Pages = row.GetInt32(first + 9),
        StoredAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(first + 10)),
        Tags = JsonColumns.Strings(row.GetString(first + 11)),
        Metadata = JsonColumns.Metadata(row.GetString(first + 12)),
    };

    public const string SectionColumns = "s.ordinal, s.parent, s.level, s.origin, s.start, s.\"end\", s.heading_start, s.heading_end, s.heading";

    public static Section Section(DbDataReader row, int first) => new()
    {
        Ordinal = row.GetInt32(first),
        Parent = row.GetInt32(first + 1),
        Level = row.GetInt32(first + 2),
        Origin = (SectionOrigin)row.GetInt32(first + 3),
        Span = new TextSpan(row.GetInt32(first + 4), row.GetInt32(first + 5)),
        HeadingSpan = new TextSpan(row.GetInt32(first + 6), row.GetInt32(first + 7)),
        Heading = row.GetString(first + 8),
    };

    public const string PassageColumns = "p.id, p.ordinal, p.start, p.\"end\", p.section, p.page_start, p.page_end, p.section_path";

    /// <summary>Number of <see cref="PassageColumns"/>.</summary>
    public const int PassageWidth = 8;

    /// <param name="row">Where it stands.</param>
    /// <param name="first">Its first column.</param>
    /// <param name="document">Its document.</param>
    /// <param name="text">Text of which the passage is a part.</param>
    /// <param name="textStart">Where <paramref name="text"/> begins in the document's.</param>
    public static Passage Passage(DbDataReader row, int first, DocumentId document, string text, int textStart = 0)
    {
        var span = new TextSpan(row.GetInt32(first + 2), row.GetInt32(first + 3));
        return new Passage
        {
            Id = new PassageId(row.GetString(first)),
            DocumentId = document,
            Ordinal = row.GetInt32(first + 1),
            Span = span,
            Text = span.Shift(-textStart).Of(text),
            Section = row.GetInt32(first + 4),
            PageStart = row.IsDBNull(first + 5) ? null : row.GetInt32(first + 5),
            PageEnd = row.IsDBNull(first + 6) ? null : row.GetInt32(first + 6),
            SectionPath = JsonColumns.Strings(row.GetString(first + 7)),
        };
    }
}
