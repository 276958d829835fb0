using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace LongRag.Ingest;

/// <summary>Reads JSON Lines: every object is a document of its own. Streams: memory does not depend on the file's size.</summary>
public sealed class JsonLinesReader : IDocumentReader
{
    private const int HeadBytes = 64 * 1024;

    /// <inheritdoc/>
    public IReadOnlyCollection<string> MediaTypes { get; } = [LongRag.Ingest.MediaTypes.JsonLines];

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadItem> ReadAsync(ReaderInput input, ReadOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var lines = new LineReader(await ToUtf8Async(input.Content, cancellationToken), options.MaxCharacters);
        while (await lines.ReadAsync(cancellationToken) is { } line)
        {
            var place = FormattableString.Invariant($"{input.Name}#{lines.Number}");
            if (lines.IsTooLong)
            {
                yield return JsonRecord.Issue(place, IngestCodes.TooLarge, $"Line {lines.Number} is more than one document may hold ({options.MaxCharacters} bytes).");
                continue;
            }

            if (line.Span.Trim(" \t\r"u8).IsEmpty) continue;
            if (!Utf8.IsValid(line.Span))
            {
                yield return JsonRecord.Issue(place, IngestCodes.InvalidEncoding, $"Some bytes of line {lines.Number} are not valid UTF-8; each is read as U+FFFD.");
                line = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(line.Span));
            }

            yield return Read(line, place, lines.Number, options);
        }
    }

    private static ReadItem Read(ReadOnlyMemory<byte> line, string place, long number, ReadOptions options)
    {
        try
        {
            using var record = JsonDocument.Parse(line);
            return record.RootElement.ValueKind == JsonValueKind.Object
                ? JsonRecord.Read(record.RootElement, place, options)
                : JsonRecord.Issue(place, IngestCodes.NotAnObject, $"Line {number} is no JSON object but {record.RootElement.ValueKind.ToString().ToLowerInvariant()}.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escape that stands for half a character, found when the string is taken.
            return JsonRecord.Issue(place, IngestCodes.Damaged, $"Line {number} is no valid JSON: {e.Message}");
        }
        catch (LongRagException e)
        {
            return JsonRecord.Issue(place, e.Code, e.Message);
        }
    }

    private static async Task<Stream> ToUtf8Async(Stream content, CancellationToken cancellationToken)
    {
        var head = new byte[HeadBytes];
        var read = await content.ReadAtLeastAsync(head, HeadBytes, throwOnEndOfStream: false, cancellationToken);
        var found = EncodingDetection.Detect(head.AsSpan(0, read), isWhole: read < HeadBytes);
        var rest = new PrefixedStream(head.AsMemory(found.Preamble, read - found.Preamble), content);
        if (found.Encoding.CodePage == Encoding.UTF8.CodePage) return rest;
        return Encoding.CreateTranscodingStream(rest, EncodingLabels.Lenient(found.Encoding), Encoding.UTF8, leaveOpen: true);
    }
}
