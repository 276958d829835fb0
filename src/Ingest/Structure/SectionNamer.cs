using System.Buffers;
using System.Runtime.InteropServices;

namespace LongRag.Ingest;

/// <summary>
/// Names induced sections by what they speak of and others do not: the phrase with the highest tf x idf, counted over the document's induced sections. Phrases are proper names and
/// short runs of content words; there is no tagger, so endings and capitals stand in for parts of speech (English).
/// </summary>
internal sealed class SectionNamer(string text)
{
    /// <summary>A phrase must come twice to characterise a section; a name of one mention is an accident.</summary>
    private const int FewestMentions = 2;

    private const int FallbackWords = 5;
    private const int FallbackCharacters = 12;

    // Longer phrases are rarer but say more; measured by reading outlines of books, meetings and papers.
    private static readonly double[] LengthBonus = [0, 1.0, 1.7, 1.9, 2.0, 2.0];

    private static readonly SearchValues<char> SentenceEnds = SearchValues.Create(".!?。！？\n");

    private readonly List<(int Start, InducedSection Section, bool IsLeaf)> _proposed = [];

    /// <summary>Remembers sections; yields their starts, still without names.</summary>
    public IEnumerable<SectionStart> Propose(IReadOnlyList<InducedSection> sections, int level)
    {
        foreach (var section in sections)
        {
            _proposed.Add((section.Span.Start, section, section.Parts.Count == 0));
            yield return new SectionStart(section.Span.Start, level, "", default, SectionOrigin.Induced);
            foreach (var start in Propose(section.Parts, level + 1)) yield return start;
        }
    }

    /// <summary>The same starts, each induced one that has no name yet with a name that its siblings and its parent do not have.</summary>
    public IReadOnlyList<SectionStart> Name(IReadOnlyList<SectionStart> starts)
    {
        if (_proposed.Count == 0) return starts;
        var leaves = _proposed.Where(p => p.IsLeaf).Select(p => p.Section.Span).ToList();
        var phrases = SectionPhrases.Collect(text, leaves);
        var named = starts.ToArray();
        var taken = new Dictionary<int, HashSet<string>>();
        var (next, leaf) = (0, 0);
        var above = new string[SectionTree.MaxLevel + 2];
        for (var i = 0; i < named.Length; i++)
        {
            var level = named[i].Level;
            for (var deeper = level + 1; deeper <= SectionTree.MaxLevel; deeper++) taken.Remove(deeper);
            if (named[i].Origin == SectionOrigin.Induced && named[i].Heading.Length == 0)
            {
                var (_, section, isLeaf) = _proposed[next++];
                var count = isLeaf ? 1 : section.Parts.Count;
                ref var used = ref CollectionsMarshal.GetValueRefOrAddDefault(taken, level, out _);
                used ??= new HashSet<string>(StringComparer.OrdinalIgnoreCase);
                named[i] = named[i] with { Heading = NameOf(section.Span, phrases.Best(leaf, count, FewestMentions, LengthBonus), used, above[level - 1]) };
                if (isLeaf) leaf++;
            }

            above[level] = named[i].Heading;
        }

        return named;
    }

    private string NameOf(TextSpan span, IEnumerable<string> candidates, HashSet<string> used, string? parent)
    {
        foreach (var candidate in candidates)
            if (!string.Equals(candidate, parent, StringComparison.OrdinalIgnoreCase) && used.Add(candidate)) return candidate;

        var opening = Opening(span);
        for (var number = 1; ; number++)
        {
            var name = number == 1 ? opening : $"{opening} ({number})";
            if (used.Add(name)) return name;
        }
    }

    /// <summary>The first words of the section: a name of last resort, and the only one for scripts without blanks.</summary>
    private string Opening(TextSpan span)
    {
        var scanner = new WordScanner(text, span);
        var (start, end, words) = (-1, -1, 0);
        while (scanner.Next())
        {
            if (start >= 0 && text.AsSpan(end, scanner.Start - end).ContainsAny(SentenceEnds) && words > 1) break;
            if (start < 0) start = scanner.Start;
            end = scanner.End;
            if (++words >= (scanner.IsDense ? FallbackCharacters : FallbackWords)) break;
        }

        return start < 0 ? "…" : OneLine.Of(text, new TextSpan(start, end));
    }
}
