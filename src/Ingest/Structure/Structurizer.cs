namespace LongRag.Ingest;

/// <summary>
/// Makes a document's tree without a model: authored headings where there are some, headings recognised in plain text where a reader could not mark them,
/// and sections found by lexical cohesion where a long run of text has neither. Deterministic, thread-safe, near-linear time.
/// </summary>
public sealed class Structurizer
{
    /// <summary>A run of more tokens between two headings is divided further: longer than nearly all sections that authors of technical texts write.</summary>
    private const int LongRun = 4_000;

    /// <summary>A document without headings is divided from this size on: it then holds two sections of some four hundred words.</summary>
    private const int ShortestDivided = 1_200;

    /// <summary>A document with fewer headings than this has none that divide it: a title alone says nothing of its parts.</summary>
    private const int FewestDividing = 2;

    private readonly ITokenCounter _tokens;

    /// <param name="tokens">Counts the text between headings, to tell what is long; null for the estimate.</param>
    public Structurizer(ITokenCounter? tokens = null) => _tokens = tokens ?? EstimatedTokenCounter.Instance;

    /// <summary>The tree in preorder; the first is the root, named <paramref name="title"/>, and spans all of the text.</summary>
    public IReadOnlyList<Section> Structurize(ParsedDocument document, string title)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        var text = document.Text;
        var starts = new List<SectionStart>();
        foreach (var block in document.Blocks)
        {
            if (block.Kind == BlockKind.Heading && !block.Span.IsEmpty)
                starts.Add(new SectionStart(block.Span.Start, Math.Clamp(block.Level, 1, SectionTree.MaxLevel), OneLine.Of(text, block.Span), block.Span, SectionOrigin.Authored));
        }

        starts = Expand(document, starts, starts.Count < FewestDividing ? 0 : LongRun, (run, level) => PlainTextHeadings.Find(text, run, level));
        var namer = new SectionNamer(text);
        starts = Expand(document, starts, starts.Count < FewestDividing ? ShortestDivided : LongRun, (run, level) =>
            namer.Propose(CohesionSegmenter.Segment(text, Range(run), run, SectionTree.MaxLevel - level + 1), level));
        return SectionTree.Build(title, text.Length, namer.Name(starts));
    }

    /// <summary>Puts what <paramref name="find"/> yields into every run of blocks, up to the next start, that holds more than <paramref name="tokens"/> tokens.</summary>
    private List<SectionStart> Expand(ParsedDocument document, List<SectionStart> starts, int tokens, Func<IReadOnlyList<Block>, int, IEnumerable<SectionStart>> find)
    {
        var all = new List<SectionStart>();
        var block = 0;
        for (var i = -1; i < starts.Count; i++)
        {
            if (i >= 0) all.Add(starts[i]);
            var end = i + 1 < starts.Count ? starts[i + 1].Start : document.Text.Length;
            var from = i >= 0 ? starts[i].TextStart : 0;
            var run = new List<Block>();
            for (; block < document.Blocks.Count && document.Blocks[block].Span.Start < end; block++)
            {
                var span = document.Blocks[block].Span;
                if (span.End <= from || document.Blocks[block].Kind == BlockKind.Heading) continue;
                // A recognised heading can be the first lines of a block.
                run.Add(span.Start >= from ? document.Blocks[block] : document.Blocks[block] with { Span = new TextSpan(from, span.End).Trimmed(document.Text) });
            }

            var own = i >= 0 ? starts[i].Level : 0;
            // What is found stands beside the authored subsections, never above them.
            var level = i + 1 < starts.Count && starts[i + 1].Level > own ? starts[i + 1].Level : own + 1;
            if (level <= SectionTree.MaxLevel && run.Count > 0 && IsLonger(document.Text, run, tokens)) all.AddRange(find(run, level));
        }

        return all;
    }

    private static TextSpan Range(IReadOnlyList<Block> run) => new(run[0].Span.Start, run[^1].Span.End);

    private bool IsLonger(string text, List<Block> run, int tokens)
    {
        // No token is shorter than a character, so a short run needs no count.
        var range = Range(run);
        return range.Length > tokens && _tokens.Count(range.In(text)) > tokens;
    }
}

/// <summary>Text in one line.</summary>
internal static class OneLine
{
    /// <summary>The text of the span with every run of white space as one blank.</summary>
    public static string Of(string text, TextSpan span) => string.Join(' ', span.Of(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
