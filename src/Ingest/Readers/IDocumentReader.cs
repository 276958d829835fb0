namespace LongRag.Ingest;

/// <summary>
/// Reads one kind of file. One class and one test file a format; registered in <c>ReaderCatalog</c>. Thread-safe, keeps no state between calls.
/// </summary>
public interface IDocumentReader
{
    /// <summary>Media types it reads.</summary>
    IReadOnlyCollection<string> MediaTypes { get; }

    /// <summary>
    /// The documents of the content, in order, and what is wrong with it. Memory is bounded by one document. It throws only <see cref="OperationCanceledException"/>, <see cref="IOException"/>
    /// and <see cref="LongRagException"/>, whose code then becomes the file's failure.
    /// </summary>
    IAsyncEnumerable<ReadItem> ReadAsync(ReaderInput input, ReadOptions options, CancellationToken cancellationToken = default);
}

/// <summary>The content of one file, decompressed.</summary>
/// <param name="Name">The source key: used for messages and, by its ending, as a hint. Does not end in <c>.gz</c>.</param>
/// <param name="MediaType">What the content was found to be.</param>
/// <param name="Content">The bytes from the start; read once, forward only, except for the types of <see cref="ReaderCatalog.IsIsolated"/>, whose content can be sought. The caller disposes it.</param>
public sealed record ReaderInput(string Name, string MediaType, Stream Content);

/// <summary>Choices for reading.</summary>
public sealed record ReadOptions
{
    /// <summary>Read a saved web page whole; else its article is taken where one stands out.</summary>
    public bool WholePage { get; init; }

    /// <summary>Opens encrypted files; null for none.</summary>
    public string? Password { get; init; }

    /// <summary>Recognise pages that have no text layer, with Tesseract.</summary>
    public bool Ocr { get; init; }

    /// <summary>Languages of the pages to recognise, as Tesseract names them.</summary>
    /// <value><c>eng</c>; several as <c>eng+deu</c></value>
    public string OcrLanguage { get; init; } = "eng";

    /// <summary>First page (slide) to read, from 1. Pages before it are not in the document that is given.</summary>
    public int FirstPage { get; init; } = 1;

    /// <summary>Last page (slide) to read.</summary>
    /// <value>all</value>
    public int LastPage { get; init; } = int.MaxValue;

    /// <summary>JSON Lines: name of the field with the record's key.</summary>
    /// <value>null: <c>_id</c>, else <c>id</c>, else <c>docid</c></value>
    public string? IdField { get; init; }

    /// <summary>JSON Lines: name of the field with the title.</summary>
    /// <value>null: <c>title</c></value>
    public string? TitleField { get; init; }

    /// <summary>JSON Lines: name of the field with the text.</summary>
    /// <value>null: <c>text</c>, else <c>contents</c>, else <c>body</c></value>
    public string? TextField { get; init; }

    /// <summary>JSON Lines: how a record's text is read that does not say it in <c>metadata.format</c>: <c>md</c>, <c>html</c>, <c>rst</c> or <c>txt</c>.</summary>
    /// <value>null: plain text</value>
    public string? RecordFormat { get; init; }

    /// <summary>Most characters one document may have.</summary>
    /// <value>16 Mi: a 350,000-word book has 2 Mi</value>
    public int MaxCharacters { get; init; } = 16 * 1024 * 1024;

    /// <summary>The choices that change what is read from the same bytes, as a short text; empty for the defaults.</summary>
    internal string Fingerprint => string.Concat(
        WholePage ? ":whole" : "", Ocr ? $":ocr={OcrLanguage}" : "", FirstPage > 1 || LastPage < int.MaxValue ? FormattableString.Invariant($":pages={FirstPage}-{LastPage}") : "", IdField is null ? "" : $":id={IdField}", TitleField is null ? "" : $":title={TitleField}", TextField is null ? "" : $":text={TextField}", RecordFormat is null ? "" : $":format={RecordFormat}");
}
