namespace LongRag.Ingest;

/// <summary>Text of one authored section (or of the root) up to the next authored heading: what a model may divide.</summary>
/// <param name="Span">Where it stands, its heading left out.</param>
/// <param name="Level">Level of the sections it is divided into.</param>
/// <param name="After">Index of the authored start it stands under, -1 for the root.</param>
/// <param name="Blocks">Its blocks.</param>
internal sealed record TextRun(TextSpan Span, int Level, int After, IReadOnlyList<Block> Blocks)
{
    /// <summary>The runs between the authored starts that hold more than so many tokens and have a level left below them.</summary>
    public static IReadOnlyList<TextRun> Of(Document document, IReadOnlyList<SectionStart> authored, IReadOnlyList<Block> blocks, ITokenCounter tokens, int longerThan)
    {
        var runs = new List<TextRun>();
        var block = 0;
        for (var i = -1; i < authored.Count; i++)
        {
            var end = i + 1 < authored.Count ? authored[i + 1].Start : document.Text.Length;
            var own = i >= 0 ? authored[i].Level : 0;
            var span = new TextSpan(i >= 0 ? authored[i].TextStart : 0, end);
            var inside = new List<Block>();
            for (; block < blocks.Count && blocks[block].Span.Start < end; block++)
                if (blocks[block].Kind != BlockKind.Heading) inside.Add(blocks[block]);

            // What is found stands beside the authored subsections, never above them.
            var level = i + 1 < authored.Count && authored[i + 1].Level > own ? authored[i + 1].Level : own + 1;
            if (level <= SectionTree.MaxLevel && inside.Count > 0 && span.Length > longerThan && tokens.Count(span.In(document.Text)) > longerThan) runs.Add(new TextRun(span, level, i, inside));
        }

        return runs;
    }

    /// <summary>Its sentences, without the white space around them; a table or code block is one.</summary>
    public IReadOnlyList<(TextSpan Span, int Block)> Sentences(string text)
    {
        var sentences = new List<(TextSpan, int)>();
        for (var i = 0; i < Blocks.Count; i++)
        {
            if (Blocks[i].Kind is BlockKind.Table or BlockKind.Code) sentences.Add((Blocks[i].Span, i));
            else sentences.AddRange(SentenceSplitter.SplitTrimmed(text, Blocks[i].Span).Select(s => (s, i)));
        }

        return sentences;
    }
}
