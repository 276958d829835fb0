using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;

namespace LongRag.Retrievers.Lexical;

/// <summary>A text as index terms.</summary>
internal static class LexicalTerms
{
    /// <summary>The terms in the order of the text.</summary>
    public static IReadOnlyList<string> Of(string text, Analyzer analyzer)
    {
        var terms = new List<string>();
        using var stream = analyzer.GetTokenStream(LexicalFields.Body, text);
        var term = stream.AddAttribute<ICharTermAttribute>();
        stream.Reset();
        while (stream.IncrementToken()) terms.Add(term.ToString()!);
        stream.End();
        return terms;
    }
}
