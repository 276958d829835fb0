using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Encoder = LongRag.Models.Encoders.Encoder;

namespace LongRag.Generator.Chat;

/// <summary>Checks the sentences of one answer against the evidence that the model saw: what each cites, quotes, or has in common with it. Not thread-safe.</summary>
internal sealed partial class SentenceChecker(string question, IReadOnlyList<Evidence> evidence, Encoder? encoder)
{
    private readonly SentenceAligner _aligner = new(question, evidence);
    private readonly Dictionary<(int Evidence, TextSpan Span), string> _ids = [];
    private readonly string _question = Quotation.Comparable(question);
    private readonly List<string> _texts = [.. evidence.Select(one => Quotation.Comparable(one.Text))];
    // The same number may stand many times in a sentence.
    private readonly Dictionary<int, SupportingSentence?> _ofSentence = [];
    private Encoder? _encoder = encoder;
    private Meaning? _meaning;

    /// <summary>The highest number a passage has.</summary>
    public int Most { get; } = evidence.Count == 0 ? 0 : evidence.Max(one => one.Number);

    /// <summary>
    /// Text that is no part of the answer, with the numbers of passages in words, since the answer's own are those of its citations; and what was taken out of it: numbers that no passage has, and quotations that none
    /// holds. A quotation is looked for within its line.
    /// </summary>
    public (string Text, IReadOnlyList<int> InventedNumbers, IReadOnlyList<string> InventedQuotes) Spelled(string text)
    {
        var (numbers, quotes) = (new List<int>(), new List<string>());
        var lines = new List<string>();
        foreach (var line in text.Split('\n'))
        {
            var quoted = Quoted(line, out _, out var invented);
            quotes.AddRange(invented);
            numbers.AddRange(Marker.Find(quoted, Most).SelectMany(marker => marker.Numbers).Where(number => !Exists(number)));
            lines.Add(Marker.Spelled(quoted, Most, Exists));
        }

        return (string.Join('\n', lines), numbers, quotes);
    }

    /// <summary>Whether the text ends as sentences do, whatever closes behind it.</summary>
    public static bool IsEnded(string text) => text.AsSpan().TrimEnd(" \t\r\n\"'”’“‘»«›‹」』)]*_") is [.., '.' or '!' or '?' or '。' or '！' or '？'];

    /// <summary>Checks a sentence with the white space behind it.</summary>
    /// <param name="sentence">What was written.</param>
    /// <param name="isFinished">Whether it is whole.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<CheckedSentence> CheckAsync(string sentence, bool isFinished, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _ofSentence.Clear();
        sentence = Quoted(InBrackets().Replace(sentence, "${number}"), out var quotations, out var invented);
        var markers = Marker.Find(sentence, Most);
        var plain = Without(sentence, markers).Trim();
        var cited = new List<CitedSentence>();
        var (inventedNumbers, unsupported) = (new List<int>(), new List<int>());
        var shown = new StringBuilder();
        var at = 0;
        foreach (var marker in markers)
        {
            var clause = sentence[at..marker.Span.Start];
            shown.Append(clause);
            at = marker.Span.End;
            var ids = new List<string>();
            foreach (var number in marker.Numbers)
            {
                if (!Exists(number)) inventedNumbers.Add(number);
                else if (Named(clause, plain, number, quotations) is not { } source) unsupported.Add(number);
                else if (Cited(source, attributed: false, cited) is { } id && !ids.Contains(id, StringComparer.Ordinal)) ids.Add(id);
            }

            Append(shown, ids);
        }

        shown.Append(sentence.AsSpan(at));
        var extra = await AttributedAsync(plain, isFinished, quotations, cited, cancellationToken);
        var text = shown.ToString();
        var core = text.TrimEnd();
        var ending = text[core.Length..];
        var all = new StringBuilder(core);
        Append(all, [.. extra.Select(one => one.Id)]);
        return new CheckedSentence(all.Append(ending).ToString(), plain, cited, inventedNumbers, unsupported, invented);
    }

    private bool Exists(int number) => evidence.Any(one => one.Number == number);

    /// <summary>The sentence of a passage that carries the clause, else the whole sentence; null where none does.</summary>
    private SupportingSentence? Named(string clause, string sentence, int number, List<Quotation> quotations)
    {
        foreach (var quotation in quotations.Where(quotation => clause.Contains(quotation.Words, StringComparison.Ordinal)))
            if (_aligner.Holding(quotation, [number]) is { } holding) return holding;
        if (_aligner.Best(clause, number) is { Score: >= SentenceAligner.LeastNamed } ofClause) return ofClause;
        if (!_ofSentence.TryGetValue(number, out var ofSentence)) _ofSentence[number] = ofSentence = _aligner.Best(sentence, number);
        return ofSentence is { Score: >= SentenceAligner.LeastNamed } ? ofSentence : null;
    }

    /// <summary>What the sentence should have cited: the places of its quotations, and where it cites nothing, what it has most in common with.</summary>
    private async Task<List<CitedSentence>> AttributedAsync(string plain, bool isFinished, List<Quotation> quotations, List<CitedSentence> cited, CancellationToken cancellationToken)
    {
        var extra = new List<CitedSentence>();
        foreach (var quotation in quotations)
        {
            var words = quotation.ComparableWords;
            if (cited.Exists(one => Quotation.Comparable(one.Source.Unit.Characters).Contains(words, StringComparison.Ordinal))) continue;
            if (_aligner.Holding(quotation) is { } holding) Add(holding);
        }

        if (cited.Count == 0 && _aligner.Found(plain, isFinished) is { Score: >= SentenceAligner.LeastNamed } best && (best.Score >= SentenceAligner.LeastAttributed || await MeansAsync(plain, best.Unit, cancellationToken))) Add(best);
        return extra;

        void Add(SupportingSentence source)
        {
            Cited(source, attributed: true, cited);
            extra.Add(cited[^1]);
        }
    }

    /// <summary>Few common words suffice where the same sentence is the nearest in meaning too.</summary>
    private async Task<bool> MeansAsync(string plain, Unit unit, CancellationToken cancellationToken)
    {
        if (_encoder is null) return false;
        try
        {
            _meaning ??= new Meaning(_encoder, _aligner.Units);
            return await _meaning.NearestAsync(plain, cancellationToken) == unit;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Words alone decide then.
            _encoder = null;
            return false;
        }
    }

    private string Cited(SupportingSentence source, bool attributed, List<CitedSentence> cited)
    {
        var place = (source.Unit.Evidence.Number, source.Span);
        if (!_ids.TryGetValue(place, out var id)) _ids[place] = id = (_ids.Count + 1).ToString(CultureInfo.InvariantCulture);
        if (!cited.Exists(one => string.Equals(one.Id, id, StringComparison.Ordinal))) cited.Add(new CitedSentence(id, source, attributed));
        return id;
    }

    private static void Append(StringBuilder text, List<string> ids)
    {
        if (ids.Count > 0) text.Append(' ').AppendJoin("", ids.Select(id => $"[{id}]"));
    }

    private static string Without(string text, List<Marker> markers)
    {
        var left = new StringBuilder(text.Length);
        var at = 0;
        foreach (var marker in markers)
        {
            left.Append(text, at, Math.Max(0, marker.Span.Start - at));
            at = Math.Max(at, marker.Span.End);
        }

        return left.Append(text, at, text.Length - at).ToString();
    }

    /// <summary>The text with quotations that nothing holds taken out: a phrase whole, fewer words without their marks.</summary>
    private string Quoted(string text, out List<Quotation> held, out List<string> invented)
    {
        (held, invented) = ([], []);
        var kept = new StringBuilder(text.Length);
        var at = 0;
        foreach (var found in Quotation.Find(text))
        {
            var quotation = found with { Words = Without(found.Words, Marker.Find(found.Words, Most)) };
            var words = quotation.ComparableWords;
            var isHeld = words.Length == 0 || _texts.Exists(one => one.Contains(words, StringComparison.Ordinal));
            if (isHeld || _question.Contains(words, StringComparison.Ordinal))
            {
                // A word or two prove nothing: they stand in many sentences.
                if (isHeld && quotation.IsPhrase) held.Add(quotation);
                continue;
            }

            invented.Add(quotation.Words);
            kept.Append(text, at, quotation.Span.Start - at).Append(quotation.IsPhrase ? "…" : found.Words);
            at = quotation.Span.End;
        }

        return kept.Append(text, at, text.Length - at).ToString();
    }

    /// <summary>A number of so many digits is no passage's: a year, which a reader would take for a citation.</summary>
    [GeneratedRegex(@"\[(?<number>[0-9]{4,})\]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InBrackets();
}
