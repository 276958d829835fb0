using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;

namespace LongRag.Retrievers.Lexical;

/// <summary>Gives Lucene the filter terms of a document, as they are. Made once, filled for each document, read once for each of its passages.</summary>
internal sealed class FilterTermStream : TokenStream
{
    private readonly ICharTermAttribute _term;
    private IReadOnlyList<string> _terms = [];
    private int _at;

    public FilterTermStream() => _term = AddAttribute<ICharTermAttribute>();

    public void Fill(IReadOnlyList<string> terms) => _terms = terms;

    public override bool IncrementToken()
    {
        if (_at == _terms.Count) return false;
        ClearAttributes();
        _term.SetEmpty().Append(_terms[_at++]);
        return true;
    }

    public override void Reset() => _at = 0;
}
