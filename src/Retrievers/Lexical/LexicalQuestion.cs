using Lucene.Net.Analysis;

namespace LongRag.Retrievers.Lexical;

/// <summary>What is left of a question to look for.</summary>
/// <param name="Terms">Its index terms and how often it says each, in the order of their first appearance, so that floating-point sums come out the same every time.</param>
/// <param name="Pairs">Each two different terms that follow one another, once, in the order of their first appearance.</param>
internal sealed record LexicalQuestion(IReadOnlyList<(string Term, int Count)> Terms, IReadOnlyList<(string First, string Second)> Pairs)
{
    /// <summary>The terms of a question, without question words where the options say so.</summary>
    public static LexicalQuestion Of(Query query, Analyzer analyzer, string language, LexicalOptions options)
    {
        // The instruction's words are none of the question's: searched for, they bring what it excludes (p-MRR, experiments/instructions.md).
        var text = query.Text;
        if (options.DropQuestionWords && string.Equals(language, "en", StringComparison.Ordinal)) text = QuestionWords.RemoveFrom(text);
        var said = LexicalTerms.Of(text, analyzer);
        var terms = said.CountBy(term => term, StringComparer.Ordinal).Select(term => (term.Key, term.Value)).ToList();
        var pairs = said.Zip(said.Skip(1)).Where(pair => !string.Equals(pair.First, pair.Second, StringComparison.Ordinal)).Distinct().ToList();
        return new LexicalQuestion(terms, pairs);
    }
}
