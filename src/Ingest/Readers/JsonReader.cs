using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace LongRag.Ingest;

/// <summary>Reads a JSON document: an object or an array of objects with a text field as records; any other as text that is kept as it stands.</summary>
public sealed class JsonReader : IDocumentReader
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> MediaTypes { get; } = [LongRag.Ingest.MediaTypes.Json];

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadItem> ReadAsync(ReaderInput input, ReadOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var decoded = await DecodedText.ReadAsync(input, options, cancellationToken: cancellationToken);
        foreach (var issue in decoded.Issues) yield return new ReadItem.Issue(issue);
        using var document = Parse(input.Name, decoded.Text);
        var root = document.RootElement;
        JsonElement[] records = root.ValueKind == JsonValueKind.Array ? [.. root.EnumerateArray()] : [root];
        if (records.Length > 0 && Array.Exists(records, record => JsonRecord.HasText(record, options)))
        {
            for (var i = 0; i < records.Length; i++) yield return JsonRecord.Read(records[i], FormattableString.Invariant($"{input.Name}#{i + 1}"), options);
        }
        else
        {
            var whole = new TextSpan(0, decoded.Text.Length).Trimmed(decoded.Text);
            yield return new ReadItem.Parsed(new ParsedDocument { Text = decoded.Text, Blocks = whole.IsEmpty ? [] : [new Block(BlockKind.Code, whole)] });
        }
    }

    private static JsonDocument Parse(string name, string text)
    {
        try
        {
            return JsonDocument.Parse(JsonEscapes.Repaired(Encoding.UTF8.GetBytes(text)));
        }
        catch (JsonException e)
        {
            throw new LongRagException(IngestCodes.Corrupt, $"'{name}' is no valid JSON: {e.Message}", e);
        }
    }
}
