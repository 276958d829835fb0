using System.IO.Compression;
using System.Text.Json;

namespace LongRag.Retrievers.Tests.Lexical;

/// <summary>Documents as single passages, and the shared sets in BEIR's layout.</summary>
internal static class Corpora
{
    /// <summary>A document whose whole text is one passage, without a section path.</summary>
    public static CorpusEntry Whole(string source, string title, string text, string metadata = "{}", IReadOnlyList<string>? tags = null) => Cut(source, title, text, [new TextSpan(0, text.Length)], metadata, tags);

    /// <summary>A document cut into windows of that many words.</summary>
    public static CorpusEntry Windows(string source, string title, string text, int words)
    {
        var spans = new List<TextSpan>();
        var (start, count) = (0, 0);
        for (var i = 1; i <= text.Length; i++)
        {
            if (i < text.Length && !(char.IsWhiteSpace(text[i]) && !char.IsWhiteSpace(text[i - 1]))) continue;
            if (++count < words && i < text.Length) continue;
            spans.Add(new TextSpan(start, i));
            (start, count) = (i, 0);
        }

        return Cut(source, title, text, spans, "{}", tags: null);
    }

    /// <summary>Records of a gzipped JSON Lines file.</summary>
    public static IEnumerable<JsonElement> Records(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line) yield return JsonSerializer.Deserialize<JsonElement>(line);
    }

    /// <summary>Relevant documents by query.</summary>
    public static ILookup<string, string> Relevant(string path)
    {
        using var file = File.OpenRead(path);
        using var reader = new StreamReader(path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.TrimEnd().Split('\t')).Where(l => int.Parse(l[2], System.Globalization.CultureInfo.InvariantCulture) > 0).ToLookup(l => l[0], l => l[1], StringComparer.Ordinal);
    }

    private static CorpusEntry Cut(string source, string title, string text, IReadOnlyList<TextSpan> spans, string metadata, IReadOnlyList<string>? tags)
    {
        var id = DocumentId.From(Collection.DefaultName, source);
        var document = new Document
        {
            Id = id, Collection = Collection.DefaultName, Source = source, Title = title, MediaType = "text/plain", Text = text, ContentHash = DocumentId.From(title + metadata, text).Value, Tags = tags ?? [],
            Metadata = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(metadata)!,
            Sections = [new Section { Ordinal = 0, Parent = -1, Level = 0, Heading = title, Span = new TextSpan(0, text.Length), Origin = SectionOrigin.Root }],
        };
        return new CorpusEntry(document, [.. spans.Select((span, i) => new Passage { Id = PassageId.From(id, [], span.Of(text), i), DocumentId = id, Ordinal = i, Span = span, Text = span.Of(text), Section = 0, SectionPath = [] })]);
    }
}
