namespace LongRag.Ingest;

/// <summary>
/// Cuts a document into passages along its sections and under a token budget. No passage crosses a section's border, headings are not part of passages, and every other character that is no white space
/// is in exactly one. Deterministic, thread-safe, linear time: every character is counted a fixed number of times, whatever the passage it ends in.
/// </summary>
/// <remarks>
/// Tokens are added up over blocks and sentences. For a counter that merges over blanks, a passage may then hold a few tokens less than its sum, never noticeably more.
/// A heading over nothing (no text, no subsections) becomes a passage itself, so that it can be found.
/// </remarks>
public sealed class PassageCutter
{
    /// <summary>Tokens a passage may have where nothing else is asked for.</summary>
    public const int DefaultBudget = 256;

    private readonly ITokenCounter _tokens;
    private readonly int _budget;

    /// <param name="tokens">Counts tokens; null for the estimate.</param>
    /// <param name="budget">Most tokens of a passage of running text, at least 8. A table or code block may have four times as many before it is cut.</param>
    public PassageCutter(ITokenCounter? tokens = null, int budget = DefaultBudget)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(budget, 8);
        (_tokens, _budget) = (tokens ?? EstimatedTokenCounter.Instance, budget);
    }

    /// <summary>The passages, in order and without overlap.</summary>
    /// <param name="document">The document with its sections.</param>
    /// <param name="blocks">The blocks its text consists of (<see cref="ParsedDocument.Blocks"/>).</param>
    public IReadOnlyList<Passage> Cut(Document document, IReadOnlyList<Block> blocks) => Cut(document, blocks, _ => null);

    /// <summary>The same, with the spans of passages for own texts of sections that are cut already.</summary>
    /// <param name="document">The document with its sections.</param>
    /// <param name="blocks">Its blocks.</param>
    /// <param name="known">The passages of a section's own text; null where it must be cut.</param>
    internal IReadOnlyList<Passage> Cut(Document document, IReadOnlyList<Block> blocks, Func<TextSpan, IReadOnlyList<TextSpan>?> known)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(blocks);
        var passages = new PassageList(document);
        var pieces = new PieceCutter(document.Text, _tokens, _budget);
        var packing = new PassagePacking(_budget);
        var block = 0;
        for (var i = 0; i < document.Sections.Count; i++)
        {
            var section = document.Sections[i];
            var own = OwnText(document, section);
            if (known(own) is { } cut)
            {
                foreach (var span in cut) passages.Add(section, span);
                continue;
            }

            var isLeaf = i + 1 == document.Sections.Count || document.Sections[i + 1].Parent != i;
            var found = pieces.Cut(own, blocks, ref block);
            foreach (var span in packing.Pack(found, pieces.Sentences)) passages.Add(section, span);
            if (found.Count == 0 && isLeaf && !section.HeadingSpan.IsEmpty) passages.Add(section, section.HeadingSpan.Trimmed(document.Text));
        }

        return passages.All;
    }

    /// <summary>What a section holds itself: from its heading to the next section's start.</summary>
    internal static TextSpan OwnText(Document document, Section section)
    {
        var next = section.Ordinal + 1 < document.Sections.Count ? document.Sections[section.Ordinal + 1].Span.Start : document.Text.Length;
        return new TextSpan(section.HeadingSpan.IsEmpty ? section.Span.Start : section.HeadingSpan.End, next);
    }
}

/// <summary>Collects a document's passages, and gives them their names and pages.</summary>
internal sealed class PassageList(Document document)
{
    private readonly List<Passage> _all = [];
    private readonly Dictionary<PassageId, int> _repetitions = [];
    private readonly string[][] _paths = new string[document.Sections.Count][];

    public IReadOnlyList<Passage> All => _all;

    public void Add(Section section, TextSpan span)
    {
        if (span.IsEmpty) return;
        var text = span.Of(document.Text);
        var path = PathOf(section);
        var id = PassageId.From(document.Id, path, text, 0);
        var repetition = _repetitions.GetValueOrDefault(id);
        _repetitions[id] = repetition + 1;
        _all.Add(new Passage
        {
            Id = repetition == 0 ? id : PassageId.From(document.Id, path, text, repetition),
            DocumentId = document.Id,
            Ordinal = _all.Count,
            Span = span,
            Text = text,
            Section = section.Ordinal,
            SectionPath = path,
            PageStart = document.PageAt(span.Start),
            PageEnd = document.PageAt(span.End - 1),
        });
    }

    private string[] PathOf(Section section) =>
        _paths[section.Ordinal] ??= section.Parent < 0 ? [] : [.. PathOf(document.Sections[section.Parent]), section.Label];
}
