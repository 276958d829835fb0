using Lucene.Net.Analysis;
using Lucene.Net.Analysis.Core;
using Lucene.Net.Analysis.En;
using Lucene.Net.Analysis.Standard;

namespace LongRag.Retrievers.Lexical;

/// <summary>The English chain with the parts of identifiers behind each identifier.</summary>
internal sealed class IdentifierAnalyzer : Analyzer
{
    protected override TokenStreamComponents CreateComponents(string fieldName, TextReader reader)
    {
        var words = new StandardTokenizer(LexicalAnalyzers.Version, reader);
        TokenStream terms = new StandardFilter(LexicalAnalyzers.Version, words);
        terms = new EnglishPossessiveFilter(LexicalAnalyzers.Version, terms);
        terms = new IdentifierPartsFilter(terms);
        terms = new LowerCaseFilter(LexicalAnalyzers.Version, terms);
        terms = new StopFilter(LexicalAnalyzers.Version, terms, EnglishAnalyzer.DefaultStopSet);
        return new TokenStreamComponents(words, new PorterStemFilter(terms));
    }
}
