using System.Text;

namespace LongRag.Ingest;

/// <summary>The characters of a file, and what had to be done to get them.</summary>
/// <param name="Text">No NUL, no byte order mark, no lone surrogate; lines end in "\n".</param>
/// <param name="EncodingName">What the bytes were in, by its IANA name.</param>
/// <param name="Issues">Warnings.</param>
internal sealed record DecodedText(string Text, string EncodingName, IReadOnlyList<IngestIssue> Issues)
{
    /// <summary>Reads a whole file. Throws <c>too_large</c> beyond <see cref="ReadOptions.MaxCharacters"/>.</summary>
    /// <param name="input">The file.</param>
    /// <param name="options">The bound.</param>
    /// <param name="declaredCharset">Finds the character set that the document itself names, in its first bytes.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<DecodedText> ReadAsync(ReaderInput input, ReadOptions options, Func<ReadOnlyMemory<byte>, string?>? declaredCharset = null, CancellationToken cancellationToken = default)
    {
        // UTF-8 needs at most three bytes for a UTF-16 unit; no other encoding read here needs more than four.
        var bytes = await ReadAllAsync(input, (long)options.MaxCharacters * 3, cancellationToken);
        return Decode(input.Name, bytes, options, declaredCharset?.Invoke(bytes));
    }

    /// <summary>Decodes bytes that are a whole text.</summary>
    public static DecodedText Decode(string source, ReadOnlyMemory<byte> bytes, ReadOptions options, string? declared)
    {
        var found = EncodingDetection.Detect(bytes.Span, isWhole: true, declared);
        var issues = new List<IngestIssue>();
        var content = bytes.Span[found.Preamble..];
        var encoding = found.Encoding;
        string text;
        try
        {
            text = encoding.GetString(content);
        }
        catch (DecoderFallbackException)
        {
            text = Encoding.GetEncoding(encoding.CodePage, EncoderFallback.ReplacementFallback, DecoderFallback.ReplacementFallback).GetString(content);
            issues.Add(new IngestIssue(source, "read", IngestCodes.InvalidEncoding, $"Some bytes are not valid {encoding.WebName}; each is read as U+FFFD.", IsWarning: true));
        }

        if (text.Length > options.MaxCharacters) throw TooLarge(source, options.MaxCharacters);
        var clean = CleanText.Of(text, out var nuls);
        if (nuls > 0) issues.Add(new IngestIssue(source, "read", IngestCodes.NulCharacters, $"{nuls} NUL characters were left out.", IsWarning: true));
        return new DecodedText(clean, encoding.WebName, issues);
    }

    /// <summary>The error for a document with too much text.</summary>
    public static LongRagException TooLarge(string source, int most) => new(IngestCodes.TooLarge, FormattableString.Invariant($"'{source}' is more than one document may hold ({most} characters)."));

    private static async Task<ReadOnlyMemory<byte>> ReadAllAsync(ReaderInput input, long most, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[128 * 1024];
        int read;
        while ((read = await input.Content.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (buffer.Length + read > most) throw TooLarge(input.Name, (int)(most / 3));
            buffer.Write(chunk, 0, read);
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }
}
