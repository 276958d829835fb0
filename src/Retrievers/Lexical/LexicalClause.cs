using Lucene.Net.Index;
using Lucene.Net.Search;

namespace LongRag.Retrievers.Lexical;

/// <summary>One part of a lexical query: a unit that has the term in the field gains its BM25 score, times the boost.</summary>
/// <param name="Field">A name of <see cref="LexicalFields"/>.</param>
/// <param name="Term">An index term, as analysis left it.</param>
/// <param name="Boost">Factor of the score, positive.</param>
internal readonly record struct LexicalClause(string Field, string Term, float Boost)
{
    /// <summary>The clause as Lucene asks it.</summary>
    public TermQuery ToQuery() => new(new Term(Field, Term)) { Boost = Boost };
}
