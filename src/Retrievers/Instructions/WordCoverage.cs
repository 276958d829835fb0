using LongRag.Retrievers.Lexical;
using Lucene.Net.Analysis;

namespace LongRag.Retrievers.Instructions;

/// <summary>
/// How much of a part's words a text holds: <c>Σ idf · tf / (tf + ½) / Σ idf</c> over the part's index terms, with the idf of BM25 among the candidates; 0 where the words present weigh less than a third of the part.
/// Names of several words are also found by their initials ("United Kingdom": UK, U.K.). Words of the question, and words that are both wanted and excluded, count for nothing. Thread-safe.
/// </summary>
public sealed class WordCoverage : IInstructionScorer, IDisposable
{
    /// <summary>Words present that weigh less than this share of a part say nothing of it: "price of rice" is not met by a "price".</summary>
    private const double LeastShare = 1.0 / 3;

    /// <summary>Of a longer text only the beginning is read, in UTF-16 code units: time stays bounded where candidates are whole books.</summary>
    private const int LongestText = 50_000;

    private readonly Analyzer _analyzer;

    /// <param name="language">The collection's, an ISO 639 code; decides the analysis.</param>
    /// <exception cref="LongRagException"><c>unknown_language</c>.</exception>
    public WordCoverage(string language) => _analyzer = LexicalAnalyzers.Of(language);

    /// <inheritdoc/>
    public Task<IReadOnlyList<double[]>> ScoreAsync(string question, InstructionParts parts, IReadOnlyList<InstructionPart> asked, IReadOnlyList<InstructionCandidate> candidates, CancellationToken cancellationToken = default)
    {
        var known = Terms(question).ToHashSet(StringComparer.Ordinal);
        var wanted = parts.Wanted.Where(part => part.Rule is InstructionRule.Relevant or InstructionRule.Required).SelectMany(part => Terms(part.Text)).ToHashSet(StringComparer.Ordinal);
        var excluded = parts.Excluded.Where(part => part.Rule is InstructionRule.NotRelevant).SelectMany(part => Terms(part.Text)).ToHashSet(StringComparer.Ordinal);
        known.UnionWith(wanted.Where(excluded.Contains));
        var phrases = asked.Select(part => new Phrase([.. Terms(part.Text).Distinct(StringComparer.Ordinal).Where(term => !known.Contains(term))], Initials(part.Text))).ToList();
        if (phrases.TrueForAll(phrase => phrase.Terms.Count == 0)) return Task.FromResult<IReadOnlyList<double[]>>([.. phrases.Select(_ => new double[candidates.Count])]);

        var sought = phrases.SelectMany(phrase => phrase.Terms.Concat(phrase.Initials)).Distinct(StringComparer.Ordinal).Select((term, i) => (term, i)).ToDictionary(pair => pair.term, pair => pair.i, StringComparer.Ordinal);
        var counts = new int[candidates.Count][];
        for (var i = 0; i < candidates.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            counts[i] = Count(candidates[i].Text, sought);
        }

        var idf = Enumerable.Range(0, sought.Count).Select(term => Idf(counts.Count(count => count[term] > 0), candidates.Count)).ToArray();
        return Task.FromResult<IReadOnlyList<double[]>>([.. phrases.Select(phrase => Array.ConvertAll(counts, count => Coverage(phrase, count, sought, idf)))]);
    }

    /// <inheritdoc/>
    public void Dispose() => _analyzer.Dispose();

    private static double Coverage(Phrase phrase, int[] counts, Dictionary<string, int> sought, double[] idf)
    {
        var (all, present, covered) = (0.0, 0.0, 0.0);
        foreach (var term in phrase.Terms)
        {
            var i = sought[term];
            all += idf[i];
            if (counts[i] == 0) continue;
            present += idf[i];
            covered += idf[i] * Saturated(counts[i]);
        }

        // What the question says of a name ("U.S. dollar") its initials do not say again.
        return all == 0 ? 0 : Math.Max(present >= LeastShare * all ? covered / all : 0, Saturated(phrase.Initials.Sum(term => counts[sought[term]])));
    }

    private static double Saturated(int count) => count / (count + 0.5);

    // BM25's, of Lucene.
    private static double Idf(int holding, int candidates) => Math.Log(1 + ((candidates - holding + 0.5) / (holding + 0.5)));

    private int[] Count(string text, Dictionary<string, int> sought)
    {
        var counts = new int[sought.Count];
        foreach (var term in Terms(text.Length > LongestText ? text[..LongestText] : text))
            if (sought.TryGetValue(term, out var i)) counts[i]++;
        return counts;
    }

    private IReadOnlyList<string> Terms(string text) => LexicalTerms.Of(text, _analyzer);

    // "United Kingdom" is "UK" and "U.K."; "United States" only "U.S.", as "us" is a pronoun once it is a term.
    private IReadOnlyList<string> Initials(string part)
    {
        var initials = new string([.. InstructionToken.Of(part, new TextSpan(0, part.Length)).Where(token => token.IsCapital).Select(token => part[token.Span.Start])]);
        if (initials.Length < 2) return [];
        var dotted = string.Join('.', initials.AsEnumerable()) + ".";
        string[] forms = EnglishStopWords.Contains(initials.ToLowerInvariant()) ? [dotted] : [dotted, initials];
        return [.. forms.SelectMany(Terms).Distinct(StringComparer.Ordinal)];
    }

    private sealed record Phrase(IReadOnlyList<string> Terms, IReadOnlyList<string> Initials);
}
