namespace LongRag.Ingest;

/// <summary>A part of a Word document that is a document of another format.</summary>
internal static class DocxChunk
{
    /// <summary>Appends the blocks of the part; a format that is not read is named.</summary>
    public static void Read(DocxSource source, string? part, List<OfficeBlock> blocks)
    {
        if (part is null) return;
        switch (Path.GetExtension(part).ToLowerInvariant())
        {
            case ".htm" or ".html" or ".xhtml" or ".xht":
                Append(source, HtmlReader.Parse(TextOf(source, part, HtmlHead.DeclaredCharset), source.Options with { WholePage = true }), blocks);
                break;
            case ".txt":
                Append(source, PlainTextReader.Parse(TextOf(source, part, declaredCharset: null)), blocks);
                break;
            default:
                source.Issues.Add(new IngestIssue(source.Name, "read", IngestCodes.Unsupported, $"The embedded document '{part}' is left out: its format is not read.", IsWarning: true));
                break;
        }
    }

    private static string TextOf(DocxSource source, string part, Func<ReadOnlyMemory<byte>, string?>? declaredCharset)
    {
        // No encoding needs more than four bytes for a character.
        var most = (long)source.Options.MaxCharacters * 4;
        using var stream = source.Package.Open(part);
        var bytes = new MemoryStream();
        var buffer = new byte[81920];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            if (bytes.Length + read > most) throw new LongRagException(IngestCodes.TooLarge, $"The embedded document '{part}' is more than one document may hold.");
            bytes.Write(buffer, 0, read);
        }

        var content = bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
        var decoded = DecodedText.Decode(source.Name, content, source.Options, declaredCharset?.Invoke(content));
        source.Issues.AddRange(decoded.Issues);
        return decoded.Text;
    }

    private static void Append(DocxSource source, ParsedDocument document, List<OfficeBlock> blocks)
    {
        source.Count(document.Text.Length);
        blocks.AddRange(document.Blocks.Select(block => new OfficeBlock(block.Kind, block.Span.Of(document.Text), block.Level)));
    }
}
