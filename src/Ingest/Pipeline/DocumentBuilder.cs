using System.IO.Hashing;
using System.Text;
using System.Text.Json;

namespace LongRag.Ingest;

/// <summary>Makes a stored document of a parsed one: structure, passages, title, tags.</summary>
internal sealed class DocumentBuilder(Collection collection, ITokenCounter tokens, IngestionOptions options)
{
    /// <summary>Raised whenever reading, structurizing or cutting gives another result for the same bytes: stored documents are then read again by the next ingest.</summary>
    private const int Version = 2;

    private readonly Structurizer _structurizer = new(tokens);
    private readonly PassageCutter _cutter = new(tokens, collection.PassageTokens);

    /// <summary>What <see cref="Document.ContentHash"/> is for bytes with this hash: other choices give another hash.</summary>
    public static string ContentHash(string bytesHash, Collection collection, IngestionOptions options) => FormattableString.Invariant(
        $"{bytesHash}:{Version}:{collection.PassageTokens}{options.Reading.Fingerprint}{(options.Tags.Count == 0 ? "" : ":tags=" + string.Join(',', options.Tags))}{HashOf(options.Metadata)}");

    public CorpusEntry Build(ParsedDocument parsed, string source, string mediaType, string contentHash)
    {
        var title = TitleOf(parsed, source);
        var document = new Document
        {
            Id = DocumentId.From(collection.Name, source),
            Collection = collection.Name,
            Source = source,
            Title = title,
            MediaType = parsed.MediaType ?? mediaType,
            Text = parsed.Text,
            Sections = _structurizer.Structurize(parsed, title),
            PageStarts = parsed.PageStarts,
            Metadata = MetadataOf(parsed),
            Tags = TagsOf(parsed),
            ContentHash = contentHash,
        };
        return new CorpusEntry(document, _cutter.Cut(document, parsed.Blocks));
    }

    private static string TitleOf(ParsedDocument parsed, string source)
    {
        var title = parsed.Title;
        if (string.IsNullOrWhiteSpace(title) && parsed.Blocks is [{ Kind: BlockKind.Heading } first, ..]) title = first.Span.Of(parsed.Text);
        if (string.IsNullOrWhiteSpace(title)) title = parsed.Key ?? Path.GetFileNameWithoutExtension(source);
        return string.IsNullOrWhiteSpace(title) ? source : string.Join(' ', title.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private string[] TagsOf(ParsedDocument parsed)
    {
        var own = parsed.Metadata.TryGetValue("tags", out var value) ? FilterValue.AllOf(value).Select(v => v.Text) : [];
        return [.. own.Concat(options.Tags).Distinct(StringComparer.Ordinal)];
    }

    private IReadOnlyDictionary<string, JsonElement> MetadataOf(ParsedDocument parsed)
    {
        if (options.Metadata.Count == 0) return parsed.Metadata;
        var all = new Dictionary<string, JsonElement>(parsed.Metadata, StringComparer.Ordinal);
        foreach (var (name, value) in options.Metadata) all[name] = value;
        return all;
    }

    private static string HashOf(IReadOnlyDictionary<string, JsonElement> metadata)
    {
        if (metadata.Count == 0) return "";
        var text = string.Join('\n', metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value.GetRawText()}"));
        return ":metadata=" + Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes(text)));
    }
}
