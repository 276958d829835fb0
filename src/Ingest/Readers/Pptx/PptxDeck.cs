using System.Text.Json;

namespace LongRag.Ingest;

/// <summary>A presentation that is read slide by slide: one part is open at a time, and nothing but the text stays.</summary>
internal sealed class PptxDeck
{
    /// <summary>Stands on a slide that is not shown.</summary>
    public const string HiddenMark = "[Hidden slide]";

    /// <summary>Stands before what the speaker noted.</summary>
    public const string NotesMark = "Notes: ";

    // Footers say the same on every slide; a deck that says more in them is told what it said lately.
    private const int MostFooters = 1000;

    private readonly string _name;
    private readonly OfficePackage _package;
    private readonly int _maxCharacters;
    private readonly BlockWriter _writer;
    private readonly List<Relationship?> _slides = [];
    private readonly PptxLayouts _layouts;
    private readonly PptxComments _comments;
    private readonly HashSet<string> _footers = new(StringComparer.Ordinal);
    private readonly List<int> _hidden = [];
    private string? _firstTitle;

    /// <summary>Opens a presentation and lists its slides.</summary>
    public PptxDeck(ReaderInput input, ReadOptions options)
    {
        (_name, _maxCharacters) = (input.Name, options.MaxCharacters);
        _package = new OfficePackage(input.Content, input.Name);
        _writer = new BlockWriter(options.MaxCharacters);
        var links = _package.Relationships(_package.Main);
        _layouts = new PptxLayouts(_package, options.MaxCharacters);
        _comments = new PptxComments(_package, links, options.MaxCharacters);
        ListSlides(links);
    }

    /// <summary>How many slides there are.</summary>
    public int Count => _slides.Count;

    /// <summary>Slides that could not be read.</summary>
    public List<IngestIssue> Issues { get; } = [];

    /// <summary>Reads a slide, its notes and its comments.</summary>
    /// <param name="page">Its number, from 1.</param>
    public void Read(int page)
    {
        _writer.StartPage();
        if (_slides[page - 1]?.Target is not { } part || !_package.Has(part))
        {
            Issues.Add(new IngestIssue(_name, "read", IngestCodes.CorruptArchive, FormattableString.Invariant($"Slide {page} is missing."), IsWarning: true));
            return;
        }

        var links = _package.Relationships(part);
        var slide = PptxSlidePart.Read(_package, part, links, _maxCharacters);
        _layouts.Place(slide.Shapes, links);
        var shapes = ReadingOrder.Of([.. slide.Shapes.Where(shape => !shape.IsHidden && shape.Placeholder is not ("dt" or "sldNum" or "hdr" or "ftr"))]);
        foreach (var title in shapes.Where(shape => shape.IsTitle)) WriteTitle(title, page);
        if (slide.IsHidden)
        {
            _hidden.Add(page);
            _writer.Add(BlockKind.Paragraph, HiddenMark);
        }

        foreach (var block in shapes.Where(shape => !shape.IsTitle).SelectMany(shape => shape.Blocks)) block.WriteTo(_writer);
        WriteFooter(slide.Shapes);
        WriteNotes(links);
        foreach (var comment in _comments.Of(links)) _writer.Add(BlockKind.Paragraph, comment);
    }

    /// <summary>The document of all slides that were read.</summary>
    public ParsedDocument Finish()
    {
        var properties = CoreProperties.Of(_package, _maxCharacters);
        var metadata = new Dictionary<string, JsonElement>(properties.Metadata, StringComparer.Ordinal);
        if (_hidden.Count > 0) metadata["hidden_slides"] = JsonSerializer.SerializeToElement(_hidden);
        return _writer.Finish(_firstTitle ?? properties.Title, metadata);
    }

    private void ListSlides(IReadOnlyList<Relationship> links)
    {
        var byId = new Dictionary<string, Relationship>(StringComparer.Ordinal);
        foreach (var link in links) byId.TryAdd(link.Id, link);
        var listed = new HashSet<string>(StringComparer.Ordinal);
        using var reader = _package.OpenXml(_package.Main);
        while (reader.ToNextElement(0))
        {
            // A slide that is listed again would be read without end.
            if (reader.LocalName != "sldId" || reader.RelationshipId() is not { } id) continue;
            var link = byId.GetValueOrDefault(id);
            if (listed.Add(link?.Target ?? id)) _slides.Add(link);
        }
    }

    private void WriteTitle(PptxShape title, int page)
    {
        var text = BlockWriter.OneLine(string.Join(' ', title.Blocks.Select(block => block.Flat)));
        if (page == 1 && text.Length > 0) _firstTitle ??= text;
        _writer.Add(BlockKind.Heading, text, 1);
    }

    private void WriteFooter(List<PptxShape> shapes)
    {
        foreach (var block in shapes.Where(shape => shape.Placeholder == "ftr" && !shape.IsHidden).SelectMany(shape => shape.Blocks))
        {
            if (_footers.Count == MostFooters) _footers.Clear();
            if (_footers.Add(block.Text)) _writer.Add(BlockKind.Paragraph, block.Text);
        }
    }

    private void WriteNotes(IReadOnlyList<Relationship> slideLinks)
    {
        if (_package.Find(slideLinks, "notesSlide") is not { } part) return;
        var notes = PptxSlidePart.Read(_package, part, _package.Relationships(part), _maxCharacters);
        var mark = NotesMark;
        foreach (var block in notes.Shapes.Where(shape => !shape.IsHidden && shape.Placeholder is null or "body").SelectMany(shape => shape.Blocks))
        {
            if (block.Rows is null) _writer.Add(BlockKind.Paragraph, mark + block.Text);
            else block.WriteTo(_writer);
            mark = "";
        }
    }
}
