namespace LongRag.Ingest;

/// <summary>A run of text with what is known of its slices.</summary>
/// <param name="Run">The run.</param>
/// <param name="Slices">Its slices, in order, each with its structure; null where the model gave none.</param>
internal sealed record AnsweredRun(TextRun Run, IReadOnlyList<(TextSlice Slice, RangeStructure? Structure)> Slices)
{
    /// <summary>Whether the model divides any of it.</summary>
    public bool IsByModel => Slices.Any(s => s.Structure is not null);
}

/// <summary>Makes section starts of answered runs. A slice without a structure is divided by cohesion; a run without any keeps the sections that it has.</summary>
internal sealed class ModelSections(Document document, SectionNamer namer, SliceMerge merge)
{
    /// <summary>More points than this in one list get a level above them.</summary>
    private const int MostSiblings = 16;

    /// <summary>The sections that divide a run, in order; new induced ones still without a name.</summary>
    public IEnumerable<SectionStart> Divide(AnsweredRun answered)
    {
        if (!answered.IsByModel) return Kept(answered.Run.Span);
        var isUpgrade = answered.Slices.Count > 1 && answered.Run.Level < SectionTree.MaxLevel && merge switch
        {
            SliceMerge.Concat => false,
            SliceMerge.Upgrade => true,
            _ => answered.Slices.Sum(s => s.Structure?.Aspects.Count ?? 1) > MostSiblings,
        };
        return answered.Slices.SelectMany(s => s.Structure is { } structure
            ? ByModel(s.Slice, structure, answered.Run.Level, isUpgrade)
            : ByCohesion(s.Slice, answered.Run, isUpgrade));
    }

    private IEnumerable<SectionStart> Kept(TextSpan run) => document.Sections
        .Where(s => s.Origin is SectionOrigin.Induced or SectionOrigin.Model && s.Span.Start >= run.Start && s.Span.Start < run.End)
        .Select(s => new SectionStart(s.Span.Start, s.Level, s.Heading, s.HeadingSpan, s.Origin));

    private static IEnumerable<SectionStart> ByModel(TextSlice slice, RangeStructure structure, int level, bool isUpgrade)
    {
        if (isUpgrade) yield return new SectionStart(slice.Sentences[0].Start, level++, structure.Scope, default, SectionOrigin.Model);
        foreach (var start in Points(slice, structure.Aspects, (1, slice.Sentences.Count), level)) yield return start;
    }

    /// <summary>Points that lie inside of what is divided and begin one after another; others, which only finer points can be, are left out, and their sentences stay with the point before.</summary>
    private static IEnumerable<SectionStart> Points(TextSlice slice, IReadOnlyList<RangeAspect> aspects, (int First, int Last) within, int level)
    {
        if (level > SectionTree.MaxLevel) yield break;
        var next = within.First;
        var inside = aspects.Where(a =>
        {
            if (a.Start < next || a.Start > within.Last) return false;
            next = a.Start + 1;
            return true;
        }).ToList();
        for (var i = 0; i < inside.Count; i++)
        {
            yield return new SectionStart(slice.Sentences[inside[i].Start - 1].Start, level, inside[i].Name, default, SectionOrigin.Model);
            var last = i + 1 < inside.Count ? inside[i + 1].Start - 1 : within.Last;
            foreach (var finer in Points(slice, inside[i].Aspects, (inside[i].Start, last), level + 1)) yield return finer;
        }
    }

    private List<SectionStart> ByCohesion(TextSlice slice, TextRun run, bool isUpgrade)
    {
        var range = new TextSpan(slice.Sentences[0].Start, slice.Sentences[^1].End);
        var blocks = run.Blocks.Where(b => b.Span.Overlaps(range)).Select(b => b with { Span = new TextSpan(Math.Max(b.Span.Start, range.Start), Math.Min(b.Span.End, range.End)) }).ToList();
        var found = CohesionSegmenter.Segment(document.Text, range, blocks, SectionTree.MaxLevel - run.Level + (isUpgrade ? 0 : 1));
        if (found.Count == 0) found = [new InducedSection(range, [])];
        else if (isUpgrade) found = [new InducedSection(range, found)];
        return [.. namer.Propose(found, run.Level)];
    }
}
