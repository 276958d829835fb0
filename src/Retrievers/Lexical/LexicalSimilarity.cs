using Lucene.Net.Search.Similarities;

namespace LongRag.Retrievers.Lexical;

/// <summary>BM25 with a length normalisation of its own for headings.</summary>
internal sealed class LexicalSimilarity(LexicalOptions options, LexicalSchema schema) : PerFieldSimilarityWrapper
{
    private readonly CurrentBM25Similarity _whole = new(options.K1, options.B, LengthCode.Lucene);
    private readonly CurrentBM25Similarity _body = new(options.K1, options.B, schema.Unit is LexicalUnit.Document ? LengthCode.Exact : LengthCode.Lucene);
    private readonly CurrentBM25Similarity _heading = new(options.K1, options.HeadingB, LengthCode.Lucene);

    /// <summary>For writing: lengths are kept the same way whatever the options.</summary>
    public static LexicalSimilarity ForWriting(LexicalSchema schema) => new(LexicalOptions.Bm25, schema);

    /// <inheritdoc/>
    public override Similarity Get(string field) => Of(field);

    /// <summary>The similarity of a field.</summary>
    public CurrentBM25Similarity Of(string field) => field switch
    {
        LexicalFields.Heading => _heading,
        LexicalFields.Body => _body,
        _ => _whole,
    };
}
