using System.Numerics;
using System.Text.RegularExpressions;

namespace LongRag.Generator.Chat;

/// <summary>
/// Finds the sentence of the evidence that best carries a sentence of an answer: by the words both have, weighed by their rarity among the evidence's sentences. Words that the question already said count less,
/// words of the sentence before count half (its "it" stands for them), and a number that neither evidence nor question holds rules support out. Not thread-safe.
/// </summary>
internal sealed partial class SentenceAligner
{
    /// <summary>Least share of what was written that a passage must hold where the writer named it: it may say the thing in other words.</summary>
    public const double LeastNamed = 0.25;

    /// <summary>Least share where nobody named it.</summary>
    public const double LeastAttributed = 0.5;

    /// <summary>Fewest words in common where nobody named it; all of them, where what was written has fewer.</summary>
    private const int FewestShared = 2;

    /// <summary>The same where what was written is the beginning of a sentence: how it would have gone on is not known.</summary>
    private const int FewestSharedUnfinished = 4;

    /// <summary>The stem of "yes".</summary>
    private const string Yes = "ye";

    private static readonly HashSet<string> Subordinating = new(StringComparer.Ordinal) { "that", "which", "who", "whom", "whose", "where", "when", "if", "unless", "while", "than" };

    private const double OfQuestion = 0.35;
    private const double OfSentenceBefore = 0.5;
    private const double NearForm = 0.7;

    /// <summary>What the question's own words in the evidence's sentence add where two carry the same.</summary>
    private const double QuestionBonus = 0.05;

    private readonly List<Unit> _units = [];
    private readonly Dictionary<Unit, HashSet<string>> _stems = [];
    private readonly Dictionary<Unit, string> _comparable = [];
    private readonly Dictionary<string, int> _frequencies = new(StringComparer.Ordinal);
    private readonly Dictionary<int, HashSet<string>> _numbers = [];
    private readonly HashSet<string> _asked;
    private readonly Question _question;
    private readonly string _questionText;

    public SentenceAligner(string question, IReadOnlyList<Evidence> evidence)
    {
        _questionText = question;
        _question = QuestionAnalysis.Of(question);
        _asked = [.. TermReader.Read(question, new TextSpan(0, question.Length)).Select(StemOf)];
        foreach (var one in evidence)
        {
            var numbers = _numbers[one.Number] = new HashSet<string>(StringComparer.Ordinal);
            foreach (var unit in UnitReader.Read(one, _question))
            {
                var stems = unit.Terms.Select(StemOf).ToHashSet(StringComparer.Ordinal);
                foreach (var stem in stems) _frequencies[stem] = _frequencies.GetValueOrDefault(stem) + 1;
                numbers.UnionWith(stems.Where(stem => char.IsDigit(stem[0])));
                _units.Add(unit);
                _stems[unit] = stems;
            }
        }
    }

    /// <summary>All sentences of the evidence.</summary>
    public IReadOnlyList<Unit> Units => _units;

    /// <summary>The best sentence of a passage that was named; null where there is none to choose from, or a number of the text stands nowhere near.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="number">Of the evidence that may carry it.</param>
    public SupportingSentence? Best(string text, int number)
    {
        var terms = TermsOf(ListNumber().Replace(text, ""));
        // "Yes [1]." says nothing by itself: what it says is what was asked.
        if (terms.Count == 0 && text.Any(char.IsLetter)) terms = TermsOf(_questionText);
        return Best(terms, number, _ => true);
    }

    /// <summary>The best sentence where none was named; null also where too little is shared with any.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="isFinished">Whether it is whole.</param>
    public SupportingSentence? Found(string text, bool isFinished)
    {
        var terms = TermsOf(ListNumber().Replace(text, ""));
        if (terms.Count == 0) return null;
        var first = StemOf(TermReader.Read(text, new TextSpan(0, text.Length)).Find(term => terms.Contains(StemOf(term))));
        var fewest = isFinished ? Math.Min(FewestShared, terms.Count) : FewestSharedUnfinished;
        return IsEcho(terms) ? null : Best(terms, null, unit => terms.Count(term => Holds(unit, term)) >= fewest && !IsSwapped(first, terms, unit));
    }

    private SupportingSentence? Best(HashSet<string> terms, int? number, Func<Unit, bool> mayCarry)
    {
        if (terms.Count == 0) return null;
        SupportingSentence? best = null;
        var bestOrder = double.MinValue;
        for (var i = 0; i < _units.Count; i++)
        {
            var unit = _units[i];
            if (number is { } only && unit.Evidence.Number != only) continue;
            if (!mayCarry(unit)) continue;
            if (terms.Any(term => char.IsDigit(term[0]) && !_asked.Contains(term) && !_numbers[unit.Evidence.Number].Contains(term))) continue;
            var score = Score(terms, unit, i > 0 && _units[i - 1].Evidence == unit.Evidence ? _units[i - 1] : null);
            var order = score + QuestionBonus * BitOperations.PopCount(unit.Covered) / Math.Max(1, _question.Terms.Count);
            if (order > bestOrder) (best, bestOrder) = (new SupportingSentence(unit, score), order);
        }

        return best;
    }

    /// <summary>The first sentence that holds the quoted words; null where none does.</summary>
    public SupportingSentence? Holding(Quotation quotation, IEnumerable<int>? numbers = null)
    {
        var words = quotation.ComparableWords;
        if (words.Length == 0) return null;
        var unit = _units.FirstOrDefault(unit => (numbers is null || numbers.Contains(unit.Evidence.Number)) && ComparableOf(unit).Contains(words, StringComparison.Ordinal));
        return unit is null ? null : new SupportingSentence(unit, 1);
    }

    private string ComparableOf(Unit unit) => _comparable.TryGetValue(unit, out var known) ? known : _comparable[unit] = Quotation.Comparable(unit.Characters);

    /// <summary>Whether the text only says again what was asked. Of a question that offers what to choose from that is an answer.</summary>
    private bool IsEcho(HashSet<string> terms) => _question.Type != QuestionType.YesNo && !_asked.Contains("or") && terms.IsSubsetOf(_asked);

    private bool Holds(Unit unit, string term) => _stems[unit].Contains(term) || (char.IsLetter(term[0]) && _stems[unit].Any(stem => NearForms.AreNear(term, stem)));

    /// <summary>
    /// Whether what the text begins with stands in a clause of its own behind all else that both have, so that the sentence says it of somebody else: "the master can cancel a sailing" of "the manager may cancel a
    /// sailing that the master was willing to make".
    /// </summary>
    private static bool IsSwapped(string first, HashSet<string> terms, Unit unit)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < unit.Terms.Count; i++)
            if (StemOf(unit.Terms[i]) is var stem && terms.Contains(stem)) places.TryAdd(stem, i);
        if (!places.Remove(first, out var place) || places.Count < 2) return false;
        var last = places.Values.Max();
        return place > last && Enumerable.Range(last + 1, place - last - 1).Any(i => Subordinating.Contains(unit.Terms[i].In(unit.Evidence.Text).ToString().ToLowerInvariant()));
    }

    private double Score(HashSet<string> terms, Unit unit, Unit? before)
    {
        var (held, all) = (0.0, 0.0);
        foreach (var term in terms)
        {
            var weight = Math.Log(1 + _units.Count / (_frequencies.GetValueOrDefault(term) + 0.5)) * (_asked.Contains(term) ? OfQuestion : 1);
            all += weight;
            if (_stems[unit].Contains(term)) held += weight;
            else if (before is not null && _stems[before].Contains(term)) held += weight * OfSentenceBefore;
            else if (char.IsLetter(term[0]) && _stems[unit].Any(stem => NearForms.AreNear(term, stem))) held += weight * NearForm;
        }

        return all == 0 ? 0 : held / all;
    }

    private static HashSet<string> TermsOf(string text) =>
        TermReader.Read(text, new TextSpan(0, text.Length)).Where(term => !term.IsStopWord && term.Stem is not (Yes or "yes")).Select(StemOf).ToHashSet(StringComparer.Ordinal);

    private static string StemOf(Term term) => NumberWords.DigitsOf(term.Stem) ?? term.Stem;

    /// <summary>The number of an item of a list, which says nothing of the item.</summary>
    [GeneratedRegex(@"^\s*[*_]*\(?[0-9]{1,3}[.)]\s", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ListNumber();
}
