using Lucene.Net.Search.Similarities;

namespace LongRag.Retrievers.Lexical;

/// <summary>BM25 with a length normalisation of its own for headings.</summary>
internal sealed class LexicalSimilarity(LexicalOptions options) : PerFieldSimilarityWrapper
{
    private readonly CurrentBM25Similarity _body = new(options.K1, options.B);
    private readonly CurrentBM25Similarity _heading = new(options.K1, options.HeadingB);

    /// <summary>Lengths are written the same way whatever the options.</summary>
    public static LexicalSimilarity ForWriting { get; } = new(LexicalOptions.Parity);

    /// <inheritdoc/>
    public override Similarity Get(string field) => Of(field);

    /// <summary>The similarity of a field.</summary>
    public CurrentBM25Similarity Of(string field) => string.Equals(field, LexicalFields.Heading, StringComparison.Ordinal) ? _heading : _body;
}
