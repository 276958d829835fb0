using System.Text.Json;

namespace LongRag.Ingest;

/// <summary>Writes a document as frames: its head, then its text, blocks and page starts in portions.</summary>
internal static class DocumentFrames
{
    /// <summary>Most characters of a key, title, media type or hash.</summary>
    public const int MostName = 8 * 1024;

    /// <summary>Most bytes of the metadata, as JSON.</summary>
    public const int MostMetadata = 512 * 1024;

    private const int TextPortion = 64 * 1024;
    private const int FieldsPortion = 32 * 1024;

    /// <summary>Throws <see cref="InvalidOperationException"/> for a document that breaks the promises of <see cref="ParsedDocument"/>, and <c>too_large</c> for metadata without end.</summary>
    public static void Write(FrameWriter writer, ParsedDocument document)
    {
        var text = document.Text;
        writer.Begin(FrameKind.Document)
            .Optional(document.Key, MostName).Optional(document.Title, MostName).Optional(document.MediaType, MostName).Optional(document.RecordHash, MostName)
            .Bytes(Metadata(document)).Number(text.Length).Number(document.Blocks.Count).Number(document.PageStarts.Count)
            .End();
        for (var at = 0; at < text.Length;)
        {
            var end = Math.Min(at + TextPortion, text.Length);
            if (end < text.Length && char.IsHighSurrogate(text[end - 1])) end--;
            writer.Whole(FrameKind.Text, text.AsSpan(at, end - at));
            at = end;
        }

        WriteBlocks(writer, document);
        WritePages(writer, document);
    }

    private static void WriteBlocks(FrameWriter writer, ParsedDocument document)
    {
        if (document.Blocks.Count == 0) return;
        var last = 0;
        writer.Begin(FrameKind.Blocks);
        foreach (var (kind, span, level) in document.Blocks)
        {
            if (span.Start < last || span.IsEmpty || span.End > document.Text.Length) throw new InvalidOperationException($"The reader gave a block at {span}, after one that ends at {last}, in a text of {document.Text.Length} characters.");
            if (writer.PayloadLength > FieldsPortion)
            {
                writer.End();
                writer.Begin(FrameKind.Blocks);
            }

            writer.Byte((byte)kind).Number(level).Number(span.Start - last).Number(span.Length);
            last = span.End;
        }

        writer.End();
    }

    private static void WritePages(FrameWriter writer, ParsedDocument document)
    {
        if (document.PageStarts.Count == 0) return;
        var last = 0;
        writer.Begin(FrameKind.Pages);
        foreach (var start in document.PageStarts)
        {
            if (start < last || start > document.Text.Length) throw new InvalidOperationException($"The reader gave a page that starts at {start}, after one that starts at {last}, in a text of {document.Text.Length} characters.");
            if (writer.PayloadLength > FieldsPortion)
            {
                writer.End();
                writer.Begin(FrameKind.Pages);
            }

            writer.Number(start - last);
            last = start;
        }

        writer.End();
    }

    private static byte[] Metadata(ParsedDocument document)
    {
        // Most documents say nothing of themselves, and a worker that starts for them need not load the JSON library.
        if (document.Metadata.Count == 0) return [];
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in document.Metadata)
            {
                json.WritePropertyName(name);
                value.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return buffer.Length <= MostMetadata ? buffer.ToArray() : throw new LongRagException(IngestCodes.TooLarge, $"What the file says of itself takes {buffer.Length} bytes; {MostMetadata} are read.");
    }
}
