using System.Buffers;
using System.Collections.Frozen;
using System.Runtime.InteropServices;

namespace LongRag.Ingest;

/// <summary>Counts of noun-like phrases in each of a document's leaf sections.</summary>
internal sealed class SectionPhrases
{
    private const int LongestPhrase = 3;
    private const int LongestName = 5;
    private const int ShortestWord = 3;
    private const int LongestWord = 40;

    /// <summary>Share of a word's occurrences that must look like a noun's for it to end a phrase, like a noun's or adjective's to start one.</summary>
    private const double NounShare = 0.3;
    private const double OpeningShare = 0.15;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Openers =
        "the a an his her its their our my your this that these those some any no every each another of in on with for from by at into about between through under over against two three four five many few several".Split(' ')
            .ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Ten mentions in one section weigh less than one in each of ten.</summary>
    private const double Damping = 0.75;

    private static readonly SearchValues<char> SentenceStarts = SearchValues.Create(".!?:\"“‘");

    private readonly string _text;
    private readonly Vocabulary _words = new();
    private readonly List<int> _lowerCase = [];
    private readonly List<int> _capitalised = [];
    private readonly List<int> _seen = [];
    private readonly List<int> _opening = [];
    private readonly List<int> _closing = [];
    private readonly Dictionary<long, int> _phraseIds = [];
    private readonly List<int> _lengths = [];
    private readonly List<int> _sections = [];
    private readonly List<Dictionary<int, (int Count, TextSpan First)>> _counts = [];

    private SectionPhrases(string text) => _text = text;

    private enum WordClass { Break, Content, Proper, Link }

    /// <summary>Counts the phrases of the sections.</summary>
    public static SectionPhrases Collect(string text, IReadOnlyList<TextSpan> sections)
    {
        var phrases = new SectionPhrases(text);
        foreach (var section in sections) phrases.Learn(section);
        foreach (var section in sections) phrases.Count(section);
        return phrases;
    }

    /// <summary>The phrases of <paramref name="count"/> sections from <paramref name="first"/> on, most characteristic first, as written where they come first.</summary>
    public IEnumerable<string> Best(int first, int count, int fewestMentions, double[] lengthBonus)
    {
        var total = new Dictionary<int, (double Weight, int Mentions, int Sections, TextSpan First)>();
        for (var section = first; section < first + count; section++)
        {
            foreach (var (phrase, (mentions, span)) in _counts[section])
            {
                ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(total, phrase, out var exists);
                if (!exists) entry.First = span;
                entry.Weight += Math.Pow(mentions, Damping);
                entry.Mentions += mentions;
                entry.Sections++;
            }
        }

        // Sections outside of these that hold the phrase too make it say less.
        return total.Where(t => t.Value.Mentions >= fewestMentions || _lengths[t.Key] > 1)
            .Select(t => (t.Value.First, IsRepeated: t.Value.Mentions >= fewestMentions, Score: t.Value.Weight * Math.Log((1.0 + _counts.Count) / (1 + _sections[t.Key] - t.Value.Sections)) * lengthBonus[Math.Min(_lengths[t.Key], lengthBonus.Length - 1)]))
            .OrderByDescending(t => t.IsRepeated).ThenByDescending(t => t.Score).ThenBy(t => t.First.Start).ThenByDescending(t => t.First.Length)
            .Select(t => OneLine.Of(_text, t.First));
    }

    /// <summary>
    /// Learns what stands in for a tagger: how often a word is capitalised inside a sentence, how often it comes right behind a determiner or preposition,
    /// and how often it ends the run of content words that one opens, as nouns do ("the old <em>house</em> was").
    /// </summary>
    private void Learn(TextSpan section)
    {
        var scanner = new WordScanner(_text, section);
        var (end, last, sinceOpener) = (section.Start, -1, -1);
        while (scanner.Next())
        {
            if (!Joins(end, scanner.Start)) Close();
            var id = IdOf(scanner.Start, ref scanner);
            if (id >= 0 && char.IsLower(_text[scanner.Start])) _lowerCase[id]++;
            else if (id >= 0 && char.IsUpper(_text[scanner.Start]) && !StartsSentence(end, scanner.Start) && !IsShouted(scanner.Start, scanner.End)) _capitalised[id]++;
            end = scanner.End;
            var opens = false;
            if (id < 0 || IsFunctionWord(scanner.Start, scanner.End, out opens))
            {
                Close();
                sinceOpener = opens ? 0 : -1;
                continue;
            }

            _seen[id]++;
            if (sinceOpener == 0) _opening[id]++;
            if (sinceOpener >= 0) sinceOpener++;
            last = sinceOpener is > 0 and <= LongestPhrase ? id : -1;
        }

        Close();

        void Close()
        {
            if (last >= 0) _closing[last]++;
            (last, sinceOpener) = (-1, -1);
        }
    }

    private bool IsFunctionWord(int start, int end, out bool opens)
    {
        Span<char> lower = stackalloc char[LongestWord];
        var key = lower[..Math.Min(LongestWord, end - start)];
        _text.AsSpan(start, key.Length).ToLowerInvariant(lower);
        opens = Openers.Contains(key);
        return opens || key.Length < ShortestWord || Vocabulary.IsStopWord(key);
    }

    private void Count(TextSpan section)
    {
        var counts = new Dictionary<int, (int, TextSpan)>();
        _counts.Add(counts);
        var run = new List<(int Id, TextSpan Span, WordClass Class)>();
        var scanner = new WordScanner(_text, section);
        var end = section.Start;
        while (scanner.Next())
        {
            if (!Joins(end, scanner.Start)) Flush(run, counts);
            end = scanner.End;
            var id = IdOf(scanner.Start, ref scanner);
            var kind = id < 0 ? WordClass.Break : Classify(id, scanner.Start, scanner.End);
            if (kind == WordClass.Break) Flush(run, counts);
            else run.Add((id, new TextSpan(scanner.Start, WithoutPossessive(scanner.Start, scanner.End)), kind));
            if (kind != WordClass.Break && run[^1].Span.End < scanner.End) Flush(run, counts);
        }

        Flush(run, counts);
    }

    private void Flush(List<(int Id, TextSpan Span, WordClass Class)> run, Dictionary<int, (int, TextSpan)> counts)
    {
        for (var i = 0; i < run.Count; i++)
        {
            if (run[i].Class == WordClass.Link) continue;
            if (run[i].Class == WordClass.Proper && (i == 0 || run[i - 1].Class != WordClass.Proper))
            {
                var end = i + 1;
                while (end < run.Count && end - i < LongestName && (IsCapitalised(run[end]) || run[end].Class == WordClass.Link && end + 1 < run.Count && IsCapitalised(run[end + 1]))) end++;
                if (run[end - 1].Class == WordClass.Link) end--;
                Add(run, i, end, counts);
                continue;
            }

            if (run[i].Class == WordClass.Proper) continue;
            for (var end = i + 1; end <= run.Count && end - i <= LongestPhrase && run[end - 1].Class == WordClass.Content; end++)
                if (EndsLikeNoun(run[end - 1]) && (end - i == 1 || _opening[run[i].Id] >= OpeningShare * _seen[run[i].Id])) Add(run, i, end, counts);
        }

        run.Clear();
    }

    /// <summary>Inside a name, common words are capitalised too: "Bleak House".</summary>
    private bool IsCapitalised((int Id, TextSpan Span, WordClass Class) word) => word.Class != WordClass.Link && char.IsUpper(_text[word.Span.Start]);

    private void Add(List<(int Id, TextSpan Span, WordClass Class)> run, int from, int to, Dictionary<int, (int Count, TextSpan First)> counts)
    {
        // A phrase is numbered by its first words' number and its last word; the highest bits keep words and phrases apart.
        var id = PhraseId(-1, run[from].Id, 1);
        for (var i = from + 1; i < to; i++) id = PhraseId(id, run[i].Id, i - from + 1);
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, id, out var exists);
        if (!exists)
        {
            entry.First = new TextSpan(run[from].Span.Start, run[to - 1].Span.End);
            _sections[id]++;
        }

        entry.Count++;
    }

    private int PhraseId(int prefix, int word, int length)
    {
        ref var id = ref CollectionsMarshal.GetValueRefOrAddDefault(_phraseIds, ((long)(prefix + 1) << 32) | (uint)word, out var exists);
        if (exists) return id;
        id = _lengths.Count;
        _lengths.Add(length);
        _sections.Add(0);
        return id;
    }

    private int IdOf(int start, ref WordScanner scanner)
    {
        var word = _text.AsSpan(start, WithoutPossessive(start, scanner.End) - start);
        if (scanner.IsDense || word.Length > LongestWord || !char.IsLetter(word[0])) return -1;
        Span<char> lower = stackalloc char[LongestWord];
        var id = _words.IdOf(lower[..word.ToLowerInvariant(lower)]);
        if (id < _lowerCase.Count) return id;
        _lowerCase.Add(0);
        _capitalised.Add(0);
        _seen.Add(0);
        _opening.Add(0);
        _closing.Add(0);
        return id;
    }

    private WordClass Classify(int id, int start, int end)
    {
        Span<char> lower = stackalloc char[LongestWord];
        var word = _text.AsSpan(start, WithoutPossessive(start, end) - start);
        var key = lower[..word.ToLowerInvariant(lower)];
        if (key is "of") return WordClass.Link;
        var isProper = char.IsUpper(word[0]) && _capitalised[id] > _lowerCase[id];
        if (isProper && (key is "mr" or "mrs" or "miss" or "ms" or "dr" or "sir" or "madam" or "lord" or "lady")) return WordClass.Proper;
        if (word.Length < ShortestWord || Vocabulary.IsStopWord(key)) return WordClass.Break;
        if (isProper) return WordClass.Proper;
        return word.IndexOfAnyInRange('0', '9') >= 0 || key.EndsWith("ly") ? WordClass.Break : WordClass.Content;
    }

    private bool EndsLikeNoun((int Id, TextSpan Span, WordClass Class) word)
    {
        var chars = word.Span.In(_text);
        return _closing[word.Id] >= NounShare * _seen[word.Id] && _closing[word.Id] > 0
            && !chars.EndsWith("ed", StringComparison.OrdinalIgnoreCase) && !chars.EndsWith("ing", StringComparison.OrdinalIgnoreCase);
    }

    private int WithoutPossessive(int start, int end) => end - start > 2 && _text[end - 1] is 's' or 'S' && _text[end - 2] is '\'' or '’' ? end - 2 : end;

    private bool StartsSentence(int lastEnd, int start)
    {
        var between = _text.AsSpan(lastEnd, start - lastEnd);
        return between.ContainsAny(SentenceStarts) || between.Count('\n') > 1 || lastEnd == start;
    }

    private bool IsShouted(int start, int end) => end - start > 1 && char.IsUpper(_text[start + 1]);

    /// <summary>Whether only a blank, or the full stop of a title such as "Mrs.", stands between two words.</summary>
    private bool Joins(int end, int start)
    {
        var between = _text.AsSpan(end, start - end);
        if (between.Length == 0 || between.Count('\n') > 1) return false;
        if (between[0] == '.' && end >= 2 && IsHonorific(end)) between = between[1..];
        return between.Length > 0 && between.IsWhiteSpace();
    }

    private bool IsHonorific(int end)
    {
        var before = _text.AsSpan(Math.Max(0, end - 3), Math.Min(3, end));
        return before.EndsWith("Mr", StringComparison.Ordinal) || before.EndsWith("Mrs", StringComparison.Ordinal) || before.EndsWith("Dr", StringComparison.Ordinal) || before.EndsWith("Ms", StringComparison.Ordinal) || before.EndsWith("St", StringComparison.Ordinal);
    }
}
