namespace LongRag.Ingest;

/// <summary>What all parts of one Word document share while it is read.</summary>
internal sealed class DocxSource
{
    private readonly string _part;
    private DocxNotes? _footnotes;
    private DocxNotes? _endnotes;
    private readonly HashSet<string> _embedded = new(StringComparer.OrdinalIgnoreCase);
    private long _characters;

    public DocxSource(OfficePackage package, string name, ReadOptions options, CancellationToken cancellationToken)
    {
        (Package, Name, Options, CancellationToken, _part) = (package, name, options, cancellationToken, package.Main);
        Links = package.Relationships(_part);
        Styles = DocxStyles.Read(package, package.Find(Links, "styles"));
        Numbering = DocxNumbering.Read(package, package.Find(Links, "numbering"), Styles);
    }

    public OfficePackage Package { get; }

    /// <summary>The file, for messages.</summary>
    public string Name { get; }

    public ReadOptions Options { get; }

    public CancellationToken CancellationToken { get; }

    /// <summary>Links of the main part.</summary>
    public IReadOnlyList<Relationship> Links { get; }

    public DocxStyles Styles { get; }

    public DocxNumbering Numbering { get; }

    public DocxNotes Footnotes => _footnotes ??= new DocxNotes(this, "footnotes", "footnote", "decimal");

    public DocxNotes Endnotes => _endnotes ??= new DocxNotes(this, "endnotes", "endnote", "lowerRoman");

    /// <summary>True for the first look at an embedded part: a part that is named again and again would be read without end.</summary>
    public bool IsNew(string embedded) => _embedded.Add(embedded);

    /// <summary>Remarks on what was left out.</summary>
    public List<IngestIssue> Issues { get; } = [];

    /// <summary>Text of the first paragraph in the style Title.</summary>
    public string? Title { get; set; }

    /// <summary>Counts text that was kept; throws <c>too_large</c> as soon as the document is: a table is held whole before it is written.</summary>
    public void Count(int characters)
    {
        CancellationToken.ThrowIfCancellationRequested();
        _characters += characters;
        if (_characters > Options.MaxCharacters) throw new LongRagException(IngestCodes.TooLarge, FormattableString.Invariant($"The document's text is more than one document may hold ({Options.MaxCharacters} characters)."));
    }
}
