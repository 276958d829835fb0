using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;

namespace LongRag.Retrievers.Lexical;

/// <summary>
/// Gives index terms positions without gaps, so that words are neighbours when only stop words stood between them, and keeps the values of one field apart: title and text are never neighbours.
/// </summary>
internal sealed class AdjoiningAnalyzer(Analyzer words) : AnalyzerWrapper(words.Strategy)
{
    private const int BetweenValues = 100;

    protected override Analyzer GetWrappedAnalyzer(string fieldName) => words;

    protected override TokenStreamComponents WrapComponents(string fieldName, TokenStreamComponents components) => new(components.Tokenizer, new Adjoining(components.TokenStream));

    public override int GetPositionIncrementGap(string fieldName) => BetweenValues;

    protected override void Dispose(bool disposing)
    {
        if (disposing) words.Dispose();
        base.Dispose(disposing);
    }

    private sealed class Adjoining : TokenFilter
    {
        private readonly IPositionIncrementAttribute _increment;

        public Adjoining(TokenStream input)
            : base(input) => _increment = AddAttribute<IPositionIncrementAttribute>();

        public override bool IncrementToken()
        {
            if (!m_input.IncrementToken()) return false;
            if (_increment.PositionIncrement > 1) _increment.PositionIncrement = 1;
            return true;
        }
    }
}
