using Lucene.Net.Analysis;
using Lucene.Net.Analysis.Ar;
using Lucene.Net.Analysis.Bg;
using Lucene.Net.Analysis.Ca;
using Lucene.Net.Analysis.Cjk;
using Lucene.Net.Analysis.Ckb;
using Lucene.Net.Analysis.Cz;
using Lucene.Net.Analysis.Da;
using Lucene.Net.Analysis.De;
using Lucene.Net.Analysis.El;
using Lucene.Net.Analysis.En;
using Lucene.Net.Analysis.Es;
using Lucene.Net.Analysis.Eu;
using Lucene.Net.Analysis.Fa;
using Lucene.Net.Analysis.Fi;
using Lucene.Net.Analysis.Fr;
using Lucene.Net.Analysis.Ga;
using Lucene.Net.Analysis.Gl;
using Lucene.Net.Analysis.Hi;
using Lucene.Net.Analysis.Hu;
using Lucene.Net.Analysis.Hy;
using Lucene.Net.Analysis.Id;
using Lucene.Net.Analysis.It;
using Lucene.Net.Analysis.Lv;
using Lucene.Net.Analysis.Nl;
using Lucene.Net.Analysis.No;
using Lucene.Net.Analysis.Pt;
using Lucene.Net.Analysis.Ro;
using Lucene.Net.Analysis.Ru;
using Lucene.Net.Analysis.Sv;
using Lucene.Net.Analysis.Tr;
using Lucene.Net.Util;

namespace LongRag.Retrievers.Lexical;

/// <summary>The analysis of each language: how a text becomes index terms.</summary>
/// <remarks>
/// English is Anserini's default: words by Unicode's rules, possessive 's removed, lower case, Lucene's 33 stop words, Porter's stemmer.
/// Chinese, Japanese and Korean are cut into pairs of characters, which needs no dictionary.
/// </remarks>
public static class LexicalAnalyzers
{
    /// <summary>Version of Lucene whose analysis is meant. It is part of what an index holds.</summary>
    internal const LuceneVersion Version = LuceneVersion.LUCENE_48;

    // Constructors, not analyzers: each loads tables of its own, and a process needs one.
    private static readonly Dictionary<string, Func<Analyzer>> ByLanguage = new(StringComparer.Ordinal)
    {
        ["ar"] = () => new ArabicAnalyzer(Version),
        ["bg"] = () => new BulgarianAnalyzer(Version),
        ["ca"] = () => new CatalanAnalyzer(Version),
        ["ckb"] = () => new SoraniAnalyzer(Version),
        ["cs"] = () => new CzechAnalyzer(Version),
        ["da"] = () => new DanishAnalyzer(Version),
        ["de"] = () => new GermanAnalyzer(Version),
        ["el"] = () => new GreekAnalyzer(Version),
        ["en"] = () => new EnglishAnalyzer(Version),
        ["es"] = () => new SpanishAnalyzer(Version),
        ["eu"] = () => new BasqueAnalyzer(Version),
        ["fa"] = () => new PersianAnalyzer(Version),
        ["fi"] = () => new FinnishAnalyzer(Version),
        ["fr"] = () => new FrenchAnalyzer(Version),
        ["ga"] = () => new IrishAnalyzer(Version),
        ["gl"] = () => new GalicianAnalyzer(Version),
        ["hi"] = () => new HindiAnalyzer(Version),
        ["hu"] = () => new HungarianAnalyzer(Version),
        ["hy"] = () => new ArmenianAnalyzer(Version),
        ["id"] = () => new IndonesianAnalyzer(Version),
        ["it"] = () => new ItalianAnalyzer(Version),
        ["ja"] = () => new CJKAnalyzer(Version),
        ["ko"] = () => new CJKAnalyzer(Version),
        ["lv"] = () => new LatvianAnalyzer(Version),
        ["nl"] = () => new DutchAnalyzer(Version),
        ["no"] = () => new NorwegianAnalyzer(Version),
        ["pt"] = () => new PortugueseAnalyzer(Version),
        ["ro"] = () => new RomanianAnalyzer(Version),
        ["ru"] = () => new RussianAnalyzer(Version),
        ["sv"] = () => new SwedishAnalyzer(Version),
        ["tr"] = () => new TurkishAnalyzer(Version),
        ["zh"] = () => new CJKAnalyzer(Version),
    };

    /// <summary>The ISO 639 codes that have an analysis, in order.</summary>
    public static IReadOnlyList<string> Languages => [.. ByLanguage.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Returns <paramref name="language"/> where it has an analysis, else throws <see cref="LongRagException"/> with code <c>unknown_language</c>, listing those that have.</summary>
    public static string CheckLanguage(string language) => ByLanguage.ContainsKey(language)
        ? language
        : throw new LongRagException("unknown_language", $"There is no lexical analysis for the language '{language}': choose one of {string.Join(", ", Languages)}.");

    /// <summary>A new analyzer; thread-safe. Terms stand side by side, whatever was left out between them.</summary>
    /// <param name="language">One of <see cref="Languages"/>.</param>
    /// <param name="identifierParts">Whether names like <c>getItemCount</c> are searched by their parts too. English only; other languages take no notice of it.</param>
    internal static Analyzer Of(string language, bool identifierParts = false)
    {
        var words = identifierParts && string.Equals(language, "en", StringComparison.Ordinal) ? new IdentifierAnalyzer() : ByLanguage[CheckLanguage(language)]();
        return new AdjoiningAnalyzer(words);
    }
}
