namespace LongRag.Retrievers.Lexical;

/// <summary>One part of a lexical query: a passage that has the term in the field gains its BM25 score, times the boost.</summary>
/// <param name="Field">A name of <see cref="LexicalFields"/>.</param>
/// <param name="Term">An index term, as analysis left it.</param>
/// <param name="Boost">Factor of the score, positive.</param>
internal readonly record struct LexicalClause(string Field, string Term, float Boost);
