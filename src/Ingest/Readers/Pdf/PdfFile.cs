using System.Text.Json;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Exceptions;
using UglyToad.PdfPig.Tokens;

namespace LongRag.Ingest.Pdf;

/// <summary>An opened PDF: its pages, one at a time, and what it says of itself.</summary>
internal sealed class PdfFile : IDisposable
{
    private const int TailBytes = 2048;
    private const int DeepestNesting = 200;

    private readonly PdfDocument _document;
    private readonly string _name;
    private readonly PageOcr? _ocr;
    private int _read;
    private int _failed;

    private PdfFile(PdfDocument document, string name, ReadOptions options, PageOcr? ocr)
    {
        (_document, _name, _ocr) = (document, name, ocr);
        var last = Math.Min(options.LastPage, document.NumberOfPages);
        Pages = Enumerable.Range(options.FirstPage, Math.Max(0, last - options.FirstPage + 1)).ToArray();
        Headings = Tolerant(() => Headings.Of(document)) ?? new Headings();
    }

    /// <summary>Numbers of the pages to read.</summary>
    public IReadOnlyList<int> Pages { get; }

    /// <summary>Headings as the document names them.</summary>
    public Headings Headings { get; }

    /// <summary>Joins words over line ends.</summary>
    public Hyphens Hyphens { get; } = new();

    /// <summary>True where every page failed.</summary>
    public bool IsUnreadable => _read > 0 && _failed == _read;

    /// <summary>Title as the document gives it.</summary>
    public string? Title => Tolerant(() => _document.Information.Title);

    /// <summary>Author, creation date and the like.</summary>
    public IReadOnlyDictionary<string, JsonElement> Metadata
    {
        get
        {
            var metadata = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
            Add("author", _document.Information.Author);
            Add("subject", _document.Information.Subject);
            Add("keywords", _document.Information.Keywords);
            if (Tolerant(() => _document.Information.GetCreatedDateTimeOffset()?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)) is { } created) Add("created", created);
            return metadata;

            void Add(string name, string? value)
            {
                if (!string.IsNullOrWhiteSpace(value)) metadata[name] = JsonSerializer.SerializeToElement(CleanText.Of(value, out _).Trim());
            }
        }
    }

    /// <summary>Opens a PDF. Throws <c>empty_file</c>, <c>ocr_unavailable</c>, <c>encrypted</c>, <c>no_pages</c>, <c>truncated</c> or <c>corrupt</c>.</summary>
    public static PdfFile Open(ReaderInput input, ReadOptions options)
    {
        if (input.Content.Length == 0) throw new LongRagException(IngestCodes.EmptyFile, $"'{input.Name}' is empty.");
        // Before the document is opened: nothing is left open where this throws.
        var ocr = options.Ocr ? PageOcr.Find(options.OcrLanguage) : null;
        PdfDocument document;
        try
        {
            document = PdfDocument.Open(input.Content, new ParsingOptions
            {
                UseLenientParsing = true, SkipMissingFonts = true, FilterProvider = new BoundedFilters(), MaxStackDepth = DeepestNesting, Passwords = options.Password is null ? [""] : ["", options.Password],
            });
        }
        catch (PdfDocumentEncryptedException e)
        {
            throw new LongRagException(IngestCodes.Encrypted, options.Password is null ? $"'{input.Name}' is encrypted: give its password." : $"'{input.Name}' is encrypted, and the password does not open it.", e);
        }
        catch (Exception e) when (e is not (LongRagException or IOException or OperationCanceledException))
        {
            throw IsCut(input.Content)
                ? new LongRagException(IngestCodes.Truncated, $"'{input.Name}' ends before its end: no page can be recovered.", e)
                : new LongRagException(IngestCodes.Corrupt, $"'{input.Name}' is no valid PDF: {e.Message}", e);
        }

        if (document.NumberOfPages > 0 && HasPages(document)) return new PdfFile(document, input.Name, options, ocr);
        document.Dispose();
        throw new LongRagException(IngestCodes.NoPages, $"'{input.Name}' has no pages.");
    }

    /// <summary>Reads a page. A page that cannot be read is empty and has an issue.</summary>
    public PageChunks Read(int number, out IngestIssue? issue, CancellationToken cancellationToken)
    {
        issue = null;
        _read++;
        try
        {
            var page = _document.GetPage(number);
            Tolerant(() => Headings.AddTagged(page));
            var flows = PageGlyphs.Of(page);
            var chunks = flows.Count == 0 ? [] : ChunkBuilder.Build(flows[0]);
            if (flows.Count > 0 && flows[0].IsUpright) RuledTables.Replace(page, chunks, Hyphens);
            var aside = flows.Skip(1).Select(ChunkBuilder.Build).Where(c => c.Count > 0).ToArray();
            var isPicture = chunks.Count == 0 && page.NumberOfImages > 0;
            var notes = Tolerant(() => PageMarks.Add(_document, page, chunks, flows.Count == 0 || flows[0].IsUpright)) ?? [];
            if (isPicture && _ocr?.Read(page, cancellationToken) is { Count: > 0 } recognised) return new PageChunks(number, chunks, aside, [.. recognised.Select(OneParagraph), .. notes], false);
            return new PageChunks(number, chunks, aside, notes, isPicture);
        }
        catch (Exception e) when (e is not (IOException or OutOfMemoryException or OperationCanceledException or LongRagException))
        {
            _failed++;
            issue = new IngestIssue(_name, "read", IngestCodes.Corrupt, FormattableString.Invariant($"Page {number} of '{_name}' cannot be read: {e.Message}"), IsWarning: true);
            return new PageChunks(number, [], [], [], false);
        }
    }

    /// <summary>What to say of pages without a text layer.</summary>
    public string PicturesMessage(IReadOnlyList<int> pages)
    {
        var shown = string.Join(", ", pages.Take(10)) + (pages.Count > 10 ? ", ..." : "");
        return FormattableString.Invariant($"{pages.Count} of {_document.NumberOfPages} pages of '{_name}' are pictures without a text layer ({shown}){(_ocr is null ? "; --ocr reads them with Tesseract" : ", and nothing was recognised on them")}.");
    }

    private string OneParagraph(string lines)
    {
        var text = "";
        foreach (var line in lines.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            text = Hyphens.Join(text, line);

        return text;
    }

    public void Dispose() => _document.Dispose();

    /// <summary>PdfPig counts one page where the tree leads nowhere.</summary>
    private static bool HasPages(PdfDocument document) => Tolerant(() => document.Follow(document.Structure.Catalog.CatalogDictionary, "Pages")) is DictionaryToken;

    private static bool IsCut(Stream content)
    {
        var tail = new byte[Math.Min(TailBytes, content.Length)];
        content.Position = content.Length - tail.Length;
        content.ReadExactly(tail);
        return tail.AsSpan().IndexOf("%%EOF"u8) < 0 && tail.AsSpan().IndexOf("startxref"u8) < 0;
    }

    private static T? Tolerant<T>(Func<T?> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is not (IOException or OutOfMemoryException or OperationCanceledException))
        {
            // What a damaged document says of itself is left out; its pages may still be read.
            return default;
        }
    }
}
