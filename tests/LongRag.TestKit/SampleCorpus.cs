using System.Text.Json;

namespace LongRag.TestKit;

/// <summary>Small documents for tests, cut in the plainest way: a section and a passage for each paragraph.</summary>
public static class SampleCorpus
{
    /// <summary>A document whose paragraphs stand in <paramref name="text"/>, parted by an empty line. Its content hash is made from text, title and metadata unless given.</summary>
    public static CorpusEntry Entry(string source, string text, string collection = Collection.DefaultName, string? hash = null, string title = "A title", string? metadata = null, IReadOnlyList<string>? tags = null, IReadOnlyList<int>? pageStarts = null)
    {
        var id = DocumentId.From(collection, source);
        var document = new Document
        {
            Id = id,
            Collection = collection,
            Source = source,
            Title = title,
            MediaType = "text/plain",
            Text = text,
            Sections = [],
            PageStarts = pageStarts ?? [],
            Metadata = metadata is null ? Document.EmptyMetadata : JsonDocument.Parse(metadata).RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value),
            Tags = tags ?? [],
            ContentHash = hash ?? DocumentId.From(text, title + metadata).Value,
        };
        var sections = new List<Section> { new() { Ordinal = 0, Parent = -1, Level = 0, Heading = title, Span = new TextSpan(0, text.Length), Origin = SectionOrigin.Root } };
        var passages = new List<Passage>();
        foreach (var span in Paragraphs(text))
        {
            var heading = $"Part {sections.Count}";
            passages.Add(new Passage
            {
                Id = PassageId.From(id, [heading], span.Of(text), 0),
                DocumentId = id,
                Ordinal = passages.Count,
                Span = span,
                Text = span.Of(text),
                Section = sections.Count,
                SectionPath = [heading],
                PageStart = document.PageAt(span.Start),
                PageEnd = document.PageAt(Math.Max(span.Start, span.End - 1)),
            });
            sections.Add(new Section { Ordinal = sections.Count, Parent = 0, Level = 1, Heading = heading, Span = span, HeadingSpan = new TextSpan(span.Start, span.Start), Origin = SectionOrigin.Authored });
        }

        return new CorpusEntry(document with { Sections = sections }, passages);
    }

    private static IEnumerable<TextSpan> Paragraphs(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf("\n\n", start, StringComparison.Ordinal);
            if (end < 0) end = text.Length;
            if (end > start) yield return new TextSpan(start, end);
            start = end + 2;
        }
    }
}
