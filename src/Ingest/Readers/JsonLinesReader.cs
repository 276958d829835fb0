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
        var lines = new LineReader(await ToUtf8Async(input.Content, cancellationToken), (int)Math.Min(int.MaxValue / 2, options.MaxCharacters * 3L));
        while (await lines.ReadAsync(cancellationToken) is { } line)
        {
            var place = FormattableString.Invariant($"{input.Name}#{lines.Number}");
            if (lines.IsTooLong)
            {
                yield return JsonRecord.Issue(place, IngestCodes.TooLarge, $"Line {lines.Number} is more than one document may hold ({options.MaxCharacters} characters).");
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
            using var record = JsonDocument.Parse(JsonEscapes.Repaired(line));
            return JsonRecord.Read(record.RootElement, place, options);
        }
        catch (JsonException e)
        {
            return JsonRecord.Issue(place, IngestCodes.Corrupt, $"Line {number} is no valid JSON: {e.Message}");
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
