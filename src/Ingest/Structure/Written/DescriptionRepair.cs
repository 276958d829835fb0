namespace LongRag.Ingest;

/// <summary>The two published repairs of structures that a model wrote in its own words (StruXGPT version 1), off by default there. Both go through the source in order and never back to an earlier aspect.</summary>
public static class DescriptionRepair
{
    /// <summary>A source sentence that no description recalls by more than this is missing.</summary>
    private const double LeastRecall = 0.5;

    /// <summary>Shorter paragraphs are headings and remarks.</summary>
    private const int FewestWords = 10;

    /// <summary>
    /// Puts sentences of the source that no description of the current or the next aspect recalls (unigram recall at most 0.5) back in, to the letter, behind the description matched last.
    /// Only sentences of paragraphs of more than ten words count; a source of a single paragraph is left alone.
    /// </summary>
    /// <param name="structure">What the model wrote.</param>
    /// <param name="source">What it was written from; a line is a paragraph.</param>
    public static Structurization AddMissing(Structurization structure, string source)
    {
        ArgumentNullException.ThrowIfNull(structure);
        ArgumentNullException.ThrowIfNull(source);
        var paragraphs = Paragraphs(source);
        if (paragraphs.Count < 2 || structure.Aspects.Count == 0) return structure;
        var aspects = structure.Aspects.Select(a => a.Descriptions.ToList()).ToList();
        var (aspect, description) = (0, -1);
        foreach (var sentence in paragraphs.Where(p => p.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length > FewestWords).SelectMany(Sentences))
        {
            var (best, bestAspect, bestDescription) = (-1.0, aspect, description);
            for (var a = aspect; a <= Math.Min(aspect + 1, aspects.Count - 1); a++)
            {
                for (var d = 0; d < aspects[a].Count; d++)
                {
                    var recall = UnigramOverlap.Of(aspects[a][d], sentence).Recall;
                    if (recall > best) (best, bestAspect, bestDescription) = (recall, a, d);
                }
            }

            if (best > LeastRecall) (aspect, description) = (bestAspect, bestDescription);
            else aspects[aspect].Insert(++description, sentence);
        }

        return structure with { Aspects = [.. structure.Aspects.Zip(aspects, (a, descriptions) => a with { Descriptions = descriptions })] };
    }

    /// <summary>
    /// Gives each paragraph of the source to the current or the next aspect, whichever recalls more of its words, and takes its sentences for descriptions: names are the model's, the rest is the source.
    /// </summary>
    /// <param name="structure">What the model wrote.</param>
    /// <param name="source">What it was written from; a line is a paragraph.</param>
    public static Structurization Remap(Structurization structure, string source)
    {
        ArgumentNullException.ThrowIfNull(structure);
        ArgumentNullException.ThrowIfNull(source);
        if (structure.Aspects.Count == 0) return structure;
        var written = structure.Aspects.Select(a => UnigramOverlap.Words(string.Join(' ', a.Descriptions.Prepend(a.Name)))).ToList();
        var remapped = structure.Aspects.Select(_ => new List<string>()).ToList();
        var aspect = 0;
        foreach (var paragraph in Paragraphs(source))
        {
            var words = UnigramOverlap.Words(paragraph);
            if (aspect + 1 < written.Count && UnigramOverlap.Of(written[aspect + 1], words).Recall > UnigramOverlap.Of(written[aspect], words).Recall) aspect++;
            remapped[aspect].AddRange(Sentences(paragraph));
        }

        // A point that holds nothing of the source says nothing.
        return structure with { Aspects = [.. structure.Aspects.Zip(remapped, (a, descriptions) => a with { Descriptions = descriptions }).Where(a => a.Descriptions.Count > 0)] };
    }

    private static List<string> Paragraphs(string source) => [.. source.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];

    private static IEnumerable<string> Sentences(string paragraph) => SentenceSplitter.SplitTrimmed(paragraph, new TextSpan(0, paragraph.Length)).Select(s => s.Of(paragraph));
}
