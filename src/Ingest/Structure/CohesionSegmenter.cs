namespace LongRag.Ingest;

/// <summary>A section that cohesion found; named later.</summary>
/// <param name="Span">Its text.</param>
/// <param name="Parts">Smaller sections that tile it; empty for a leaf.</param>
internal sealed record InducedSection(TextSpan Span, IReadOnlyList<InducedSection> Parts);

/// <summary>Finds sections where the author gave none. Section sizes grow slowly with the text, and long texts get several levels, so that no list of sections is longer than a person reads.</summary>
internal static class CohesionSegmenter
{
    // Words of a section: near 400 in a short text, 900 in a book.
    private const int ShortSection = 400;
    private const int LongSection = 900;
    private const int SectionsOfShortText = 12;

    /// <summary>More sections than this under one parent get a level between. A list of this length is still read at a glance.</summary>
    private const int MostSiblings = 16;

    private const int CharactersPerWord = 6;

    /// <summary>Content words are near half of all words.</summary>
    private const int WordsPerTerm = 2;

    /// <summary>The sections of a run of blocks, on at most <paramref name="levels"/> levels; empty where it holds too little for two.</summary>
    public static IReadOnlyList<InducedSection> Segment(string text, TextSpan run, IReadOnlyList<Block> blocks, int levels)
    {
        var vocabulary = new Vocabulary();
        var units = LexicalUnits.Of(text, blocks, vocabulary, SpeakerLabel.Dominates(text, blocks), ShortSection * CharactersPerWord);
        if (units.Count < 2) return [];
        var target = Math.Clamp(units.Words / SectionsOfShortText, ShortSection, LongSection);
        var branch = BranchSize(units.Words, target, levels);

        var outer = branch > 0 ? Boundaries(units, vocabulary, branch, []) : [];
        var inner = Boundaries(units, vocabulary, target, outer);
        if (inner.Count < 2) return [];
        if (outer.Count < 2) return Tile(run, inner, units).ConvertAll(span => new InducedSection(span, []));

        var leaves = Tile(run, inner, units);
        var sections = new List<InducedSection>();
        var leaf = 0;
        foreach (var span in Tile(run, outer, units))
        {
            var parts = new List<InducedSection>();
            for (; leaf < leaves.Count && leaves[leaf].End <= span.End; leaf++) parts.Add(new InducedSection(leaves[leaf], []));
            sections.Add(new InducedSection(span, parts.Count > 1 ? parts : []));
        }

        return sections;
    }

    /// <summary>Words of an outer section; 0 where one level is enough. Both levels then have about equally many members.</summary>
    private static int BranchSize(int words, int target, int levels)
    {
        var leaves = words / target;
        return levels < 2 || leaves <= MostSiblings ? 0 : (int)(words / Math.Sqrt(leaves));
    }

    private static List<int> Boundaries(LexicalUnits units, Vocabulary vocabulary, int target, List<int> given)
    {
        var selection = new BoundarySelection(units, least: Math.Max(1, target / 2), most: target * 2);
        foreach (var unit in given) selection.Choose(unit);
        selection.Add(CohesionCurve.Depths(units, vocabulary, Math.Max(1, target / 2 / WordsPerTerm)));
        return [.. selection.Chosen];
    }

    private static List<TextSpan> Tile(TextSpan run, List<int> firsts, LexicalUnits units)
    {
        var spans = new List<TextSpan>(firsts.Count);
        for (var i = 0; i < firsts.Count; i++)
            spans.Add(new TextSpan(units.Span(firsts[i]).Start, i + 1 < firsts.Count ? units.Span(firsts[i + 1]).Start : run.End));
        return spans;
    }
}
