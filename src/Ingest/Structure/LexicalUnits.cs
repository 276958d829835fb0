namespace LongRag.Ingest;

/// <summary>The smallest pieces between which a boundary may fall (blocks, or the sentences of a very long block), with their content terms one after the other.</summary>
internal sealed class LexicalUnits
{
    private readonly List<TextSpan> _spans = [];
    private readonly List<int> _termEnds = [];
    private readonly List<int> _words = [];
    private readonly List<bool> _opens = [];
    private readonly List<int> _terms = [];

    /// <summary>How many there are.</summary>
    public int Count => _spans.Count;

    /// <summary>All content terms, in order.</summary>
    public IReadOnlyList<int> Terms => _terms;

    /// <summary>Words, with and without content, up to the end of all units.</summary>
    public int Words => _words.Count == 0 ? 0 : _words[^1];

    /// <summary>Where a unit stands.</summary>
    public TextSpan Span(int unit) => _spans[unit];

    /// <summary>Number of terms in front of a unit.</summary>
    public int TermsBefore(int unit) => unit == 0 ? 0 : _termEnds[unit - 1];

    /// <summary>Number of words in front of a unit.</summary>
    public int WordsBefore(int unit) => unit == 0 ? 0 : _words[unit - 1];

    /// <summary>Whether a section may start with the unit.</summary>
    public bool MayOpen(int unit) => _opens[unit];

    /// <summary>Cuts blocks into units. A block of more than <paramref name="longestCharacters"/> that is running text becomes its sentences.</summary>
    public static LexicalUnits Of(string text, IEnumerable<Block> blocks, Vocabulary vocabulary, bool hasSpeakers, int longestCharacters)
    {
        var units = new LexicalUnits();
        var introduces = false;
        foreach (var block in blocks)
        {
            if (block.Span.Length > longestCharacters && block.Kind is not (BlockKind.Table or BlockKind.Code))
            {
                foreach (var sentence in SentenceSplitter.SplitTrimmed(text, block.Span)) units.Add(text, sentence, vocabulary, hasSpeakers, mayOpen: true);
                introduces = false;
                continue;
            }

            // "as follows:" and what follows stay together, and so do the items of a list.
            units.Add(text, block.Span, vocabulary, hasSpeakers, mayOpen: !introduces && block.Kind != BlockKind.ListItem);
            introduces = !hasSpeakers && !block.Span.IsEmpty && text[block.Span.End - 1] == ':';
        }

        return units;
    }

    private void Add(string text, TextSpan span, Vocabulary vocabulary, bool hasSpeakers, bool mayOpen)
    {
        var spoken = hasSpeakers ? new TextSpan(span.Start + SpeakerLabel.LengthAt(text, span), span.End) : span;
        var scanner = new WordScanner(text, spoken);
        var (words, lastDense) = (Words, -1);
        while (scanner.Next())
        {
            words++;
            if (!scanner.IsDense)
            {
                var term = vocabulary.TermOf(text.AsSpan(scanner.Start, scanner.End - scanner.Start));
                if (term >= 0) _terms.Add(term);
                continue;
            }

            // Two neighbouring characters stand for a word where none is marked off.
            if (lastDense == scanner.Start - 1 && lastDense >= 0) _terms.Add(vocabulary.IdOf(text.AsSpan(lastDense, 2)));
            lastDense = scanner.Start;
        }

        _spans.Add(span);
        _termEnds.Add(_terms.Count);
        _words.Add(words);
        _opens.Add(mayOpen);
    }
}
