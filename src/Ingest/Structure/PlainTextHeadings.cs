namespace LongRag.Ingest;

/// <summary>
/// Recognises headings that an author wrote into plain text. Careful: a line counts only as a member of a plausible series (numbers in sequence, text in between),
/// and a table of contents is no series of sections.
/// </summary>
internal sealed class PlainTextHeadings
{
    private const int FewestOfKeyword = 2;
    private const int FewestOfNumber = 3;

    /// <summary>Lines in capitals are headings where they recur, with text between them that is at least a few paragraphs on average.</summary>
    private const int FewestCapitals = 3;
    private const int TextPerCapitals = 600;
    private const int ShortestProse = 60;

    /// <summary>A line that comes back so often is a page header or a refrain.</summary>
    private const int MostRepetitions = 2;

    /// <summary>Headings one under the other without text: a part, its chapter, a section. More are a table of contents.</summary>
    private const int DeepestChain = 3;

    private readonly string _text;
    private readonly IReadOnlyList<Block> _blocks;
    private readonly HeadingLine?[] _lines;

    private PlainTextHeadings(string text, IReadOnlyList<Block> blocks)
    {
        (_text, _blocks) = (text, blocks);
        _lines = new HeadingLine?[blocks.Count];
        for (var i = 0; i < blocks.Count; i++)
            if (blocks[i].Kind == BlockKind.Paragraph || blocks[i].Kind == BlockKind.ListItem && StandsAlone(i)) _lines[i] = HeadingLine.Read(text, blocks[i].Span);
    }

    /// <summary>The headings in a run of blocks, the outermost of them at <paramref name="level"/>.</summary>
    public static IReadOnlyList<SectionStart> Find(string text, IReadOnlyList<Block> blocks, int level) => new PlainTextHeadings(text, blocks).Find(level);

    private List<SectionStart> Find(int level)
    {
        DropTableOfContents();
        foreach (var form in new[] { HeadingForm.Part, HeadingForm.Act, HeadingForm.Chapter, HeadingForm.Scene }) KeepSequence(form, FewestOfKeyword);
        foreach (var form in new[] { HeadingForm.TitledRoman, HeadingForm.Arabic }) KeepSequence(form, FewestOfNumber);
        KeepSequence(HeadingForm.Roman, FewestOfKeyword);
        KeepNumbered();
        KeepCapitals();
        if (_lines.Count(l => l is not null) < 2) return [];

        var forms = _lines.Where(l => l is not null && l.Form != HeadingForm.Named).Select(l => l!.Form).Distinct().Order().ToList();
        var starts = new List<SectionStart>();
        for (var i = 0; i < _lines.Length; i++)
        {
            if (_lines[i] is not { } line) continue;
            var depth = Math.Max(0, forms.IndexOf(line.Form)) + line.Form switch
            {
                HeadingForm.Numbered => line.Numbers.Length - 1,
                HeadingForm.Underlined => line.Numbers[0] - 1,
                _ => 0,
            };
            var span = new TextSpan(line.Span.Start, TitleBelow(i) is { } title ? title.End : line.Span.End);
            starts.Add(new SectionStart(span.Start, Math.Min(SectionTree.MaxLevel, level + depth), HeadingOf(line, span), span, SectionOrigin.Authored));
        }

        return starts;
    }

    private string HeadingOf(HeadingLine line, TextSpan span) =>
        OneLine.Of(_text, line.Form == HeadingForm.Underlined ? new TextSpan(span.Start, span.Start + span.In(_text).IndexOf('\n')) : span);

    /// <summary>The block under a heading that is only a number, where it and most others of its form have such a title.</summary>
    private TextSpan? TitleBelow(int i)
    {
        if (!MayHaveTitleBelow(i)) return null;
        var form = _lines[i]!.Form;
        if (!_titled.TryGetValue(form, out var titled))
        {
            var (bare, with) = (0, 0);
            for (var j = 0; j < _lines.Length; j++)
            {
                if (_lines[j]?.Form != form || _lines[j]!.HasTitle) continue;
                bare++;
                if (MayHaveTitleBelow(j)) with++;
            }

            _titled[form] = titled = with * 3 >= bare * 2;
        }

        return titled ? _blocks[i + 1].Span : null;
    }

    private readonly Dictionary<HeadingForm, bool> _titled = [];

    private bool MayHaveTitleBelow(int i) => _lines[i] is { HasTitle: false } && i + 2 < _blocks.Count && _lines[i + 1] is null
        && _blocks[i + 1].Kind == BlockKind.Paragraph && HeadingLine.IsTitleLike(_text, _blocks[i + 1].Span);

    private bool StandsAlone(int i) => (i == 0 || _blocks[i - 1].Kind != BlockKind.ListItem) && (i + 1 == _blocks.Count || _blocks[i + 1].Kind != BlockKind.ListItem);

    /// <summary>Whether running text follows, before any other possible heading.</summary>
    private bool HasText(int i) => i + 1 < _lines.Length && _lines[i + 1] is null or { Form: HeadingForm.Capitals };

    private void DropTableOfContents()
    {
        for (var i = 0; i < _lines.Length; i++)
        {
            if (_lines[i] is null || _lines[i]!.Form == HeadingForm.Capitals) continue;
            var end = i;
            var descends = true;
            while (end + 1 < _lines.Length && _lines[end + 1] is { Form: not HeadingForm.Capitals } next)
            {
                descends &= next.Form > _lines[end]!.Form;
                end++;
            }

            // The last line has text behind it: it belongs to the list where it continues its numbers, else it is the first real heading.
            if (end - i + 1 > DeepestChain || end - i + 1 == DeepestChain && !descends)
            {
                var first = _lines[i]!.Form == HeadingForm.Named ? i + 1 : i;
                if (!Continues(_lines[end - 1]!, _lines[end]!)) end--;
                for (var j = first; j <= end; j++) _lines[j] = null;
            }

            i = end;
        }
    }

    private static bool Continues(HeadingLine before, HeadingLine line) =>
        before.Form == line.Form && before.Numbers.Length > 0 && line.Numbers.Length == before.Numbers.Length && line.Numbers[^1] == before.Numbers[^1] + 1;

    /// <summary>Keeps the lines of a form whose numbers count from 1 (and again from 1, in the next part); one missing number is forgiven.</summary>
    private void KeepSequence(HeadingForm form, int fewest)
    {
        var (expected, kept) = (1, new List<int>());
        for (var i = 0; i < _lines.Length; i++)
        {
            if (_lines[i]?.Form != form) continue;
            var number = _lines[i]!.Numbers[0];
            if (number == 1 || number == expected || number == expected + 1 && expected > 1)
            {
                expected = number + 1;
                kept.Add(i);
            }
            else
            {
                _lines[i] = null;
            }
        }

        if (kept.Count < fewest || kept.Count(HasText) * 2 < kept.Count)
            foreach (var i in kept) _lines[i] = null;
    }

    /// <summary>Keeps numbered lines that follow one another as sections do: 1, 1.1, 1.2, 2.</summary>
    private void KeepNumbered()
    {
        int[] last = [];
        var kept = new List<int>();
        for (var i = 0; i < _lines.Length; i++)
        {
            if (_lines[i]?.Form != HeadingForm.Numbered) continue;
            if (IsSuccessor(last, _lines[i]!.Numbers))
            {
                last = _lines[i]!.Numbers;
                kept.Add(i);
            }
            else
            {
                _lines[i] = null;
            }
        }

        if (kept.Count < FewestOfNumber || kept.Count(HasText) * 2 < kept.Count)
            foreach (var i in kept) _lines[i] = null;
    }

    private static bool IsSuccessor(int[] last, int[] numbers)
    {
        if (last.Length == 0) return numbers is [0] or [1];
        if (numbers.Length > last.Length) return numbers.Length == last.Length + 1 && numbers[^1] is 0 or 1 && numbers.AsSpan(0, last.Length).SequenceEqual(last);
        var depth = numbers.Length - 1;
        return numbers.AsSpan(0, depth).SequenceEqual(last.AsSpan(0, depth)) && numbers[depth] - last[depth] is 1 or 2;
    }

    private void KeepCapitals()
    {
        var capitals = Enumerable.Range(0, _lines.Length).Where(i => _lines[i]?.Form == HeadingForm.Capitals).ToList();
        var repeated = capitals.GroupBy(Text, StringComparer.Ordinal).Where(g => g.Count() > MostRepetitions).Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
        var kept = capitals.Where(i => !repeated.Contains(Text(i)) && (i == 0 || _lines[i - 1]?.Form != HeadingForm.Capitals)
            && i + 1 < _lines.Length && _lines[i + 1] is null && _blocks[i + 1].Span.Length >= ShortestProse).ToList();
        var isSeries = kept.Count >= FewestCapitals && _blocks[^1].Span.End - _blocks[kept[0]].Span.Start >= (long)kept.Count * TextPerCapitals;

        // Where chapters are numbered, capitals are shouting, letterheads and tombstones.
        var isNumbered = _lines.Any(l => l?.Form is HeadingForm.Act or HeadingForm.Chapter or HeadingForm.TitledRoman or HeadingForm.Roman or HeadingForm.Arabic or HeadingForm.Numbered or HeadingForm.Underlined);
        foreach (var i in isSeries && !isNumbered ? capitals.Except(kept) : capitals) _lines[i] = null;

        string Text(int i) => OneLine.Of(_text, _lines[i]!.Span);
    }
}
