namespace LongRag.Ingest;

/// <summary>The codes of failures and warnings, one place for all readers.</summary>
public static class IngestCodes
{
    private static readonly string[] Warnings = [EmptyFile, NoText, NoTextLayer, Bounded, InvalidEncoding, NulCharacters, LinkLoop, SyncSkipped];

    /// <summary>True for a code that is a remark and no failure: the run still ends with 0.</summary>
    public static bool IsWarning(string code) => Warnings.Contains(code, StringComparer.Ordinal);

    /// <summary>Warning: zero bytes, or nothing but white space.</summary>
    public const string EmptyFile = "empty_file";

    /// <summary>Warning: opened, but no text in it.</summary>
    public const string NoText = "no_text";

    /// <summary>Bytes that are no text, whatever the name says.</summary>
    public const string Binary = "binary_file";

    /// <summary>No reader for this kind of file.</summary>
    public const string Unsupported = "unsupported_type";

    /// <summary>The file ends before its end (a cut gzip, say).</summary>
    public const string Truncated = "truncated";

    /// <summary>The bytes do not form what they claim to be.</summary>
    public const string Corrupt = "corrupt";

    /// <summary>A zip container (Office, EPUB) that cannot be opened, or lacks a part it cannot be read without.</summary>
    public const string CorruptArchive = "corrupt_archive";

    /// <summary>A PDF without a page.</summary>
    public const string NoPages = "no_pages";

    /// <summary>Warning: pages that are pictures only; <c>--ocr</c> may read them.</summary>
    public const string NoTextLayer = "no_text_layer";

    /// <summary>Recognition was asked for, and Tesseract or its language is not installed.</summary>
    public const string OcrUnavailable = "ocr_unavailable";

    /// <summary>Warning: the file holds more than is taken of one file (a very wide or very long sheet); the message says what was left out.</summary>
    public const string Bounded = "bounded";

    /// <summary>A compressed file that grows beyond reason.</summary>
    public const string DecompressionBomb = "decompression_bomb";

    /// <summary>More text than one document may hold.</summary>
    public const string TooLarge = "too_large";

    /// <summary>Nested deeper than a reader follows.</summary>
    public const string TooDeep = "too_deep";

    /// <summary>Warning: some bytes were not valid in the file's encoding and were replaced by U+FFFD.</summary>
    public const string InvalidEncoding = "invalid_encoding";

    /// <summary>Warning: NUL characters were left out.</summary>
    public const string NulCharacters = "nul_characters";

    /// <summary>The file may not be opened.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>A symbolic link that leads nowhere.</summary>
    public const string BrokenLink = "broken_link";

    /// <summary>Warning: a link that leads back to a folder above it; not followed.</summary>
    public const string LinkLoop = "link_loop";

    /// <summary>The file changed while it was read.</summary>
    public const string ChangedWhileRead = "changed_while_read";

    /// <summary>There is no such file.</summary>
    public const string NotFound = "not_found";

    /// <summary>A record whose id was seen before in the same file; the first one is kept.</summary>
    public const string DuplicateId = "duplicate_id";

    /// <summary>A line of a JSON Lines file that is no JSON object.</summary>
    public const string NotAnObject = "not_an_object";

    /// <summary>A JSON Lines record without a text field.</summary>
    public const string MissingField = "missing_field";

    /// <summary>A reader met something it was not made for; the message is its library's.</summary>
    public const string ReaderFailed = "reader_failed";

    /// <summary>A password is needed, or the one given is wrong.</summary>
    public const string Encrypted = "encrypted";

    /// <summary>The reading process ended over this file (a stack overflow, say) and was replaced.</summary>
    public const string ReaderCrashed = "reader_crashed";

    /// <summary>The file took longer to read than is allowed.</summary>
    public const string TimeLimit = "time_limit";

    /// <summary>The file needed more memory than is allowed.</summary>
    public const string MemoryLimit = "memory_limit";

    /// <summary>Warning: a sync that deleted nothing, since a source could not be read.</summary>
    public const string SyncSkipped = "sync_skipped";

    /// <summary>Two sources of one run with the same key; the first one is kept.</summary>
    public const string DuplicateSource = "duplicate_source";
}
