using System.Globalization;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Util;

namespace LongRag.Retrievers.Lexical;

/// <summary>
/// BM25 as current Lucene computes it, so that scores and ranks can be compared with Anserini's: <c>boost · idf · (1 − 1 / (1 + tf / (k1 · (1 − b + b · length / average))))</c>,
/// <c>idf = ln(1 + (N − df + 0.5) / (df + 0.5))</c>, N and the average over the documents that have the field.
/// </summary>
/// <remarks>
/// Lucene.Net 4.8's own BM25Similarity differs in three ways that change ranks or scores: lengths are kept in a byte of three bits, N counts documents without the field, and scores are (k1 + 1) times as high.
/// Lengths are encoded at indexing and decoded at searching, so both sides must use this class.
/// </remarks>
internal sealed class CurrentBM25Similarity(float k1, float b, LengthCode lengths) : Similarity
{
    private const int Codes = 256;

    /// <summary>ln(1 + (N − df + 0.5) / (df + 0.5)).</summary>
    public static float Idf(long documentsWithTerm, long documents) => (float)Math.Log(1 + ((documents - documentsWithTerm + 0.5) / (documentsWithTerm + 0.5)));

    /// <summary>N, and the average length over them.</summary>
    public static (long Documents, float Average) CollectionOf(CollectionStatistics statistics)
    {
        // Codecs that cannot count documents with a field say -1; Lucene then takes all.
        var documents = statistics.DocCount == -1 ? statistics.MaxDoc : statistics.DocCount;
        return (documents, statistics.SumTotalTermFreq <= 0 ? 1f : (float)(statistics.SumTotalTermFreq / (double)documents));
    }

    /// <summary>1 / (k1 · (1 − b + b · length / average)), by the code of the length.</summary>
    public float[] InverseLengths(float average)
    {
        var inverse = new float[Codes];
        for (var code = 0; code < Codes; code++) inverse[code] = 1f / (k1 * ((1 - b) + (b * lengths.LengthOf((byte)code) / average)));
        return inverse;
    }

    /// <inheritdoc/>
    public override long ComputeNorm(FieldInvertState state) => lengths.Encode(state.Length - state.NumOverlap);

    /// <inheritdoc/>
    public override SimWeight ComputeWeight(float queryBoost, CollectionStatistics collectionStats, params TermStatistics[] termStats)
    {
        var (documents, average) = CollectionOf(collectionStats);
        return new TermWeight(collectionStats.Field, queryBoost, termStats.Sum(t => t.DocFreq), documents, termStats.Sum(t => Idf(t.DocFreq, documents)), average, InverseLengths(average));
    }

    /// <inheritdoc/>
    public override SimScorer GetSimScorer(SimWeight weight, AtomicReaderContext context)
    {
        var term = (TermWeight)weight;
        return new Scorer(this, term, context.AtomicReader.GetNormValues(term.Field));
    }

    private sealed class TermWeight(string fieldName, float queryBoost, long documentsWithTerm, long documents, float idf, float average, float[] inverse) : SimWeight
    {
        private float _topLevelBoost = 1f;

        public string Field => fieldName;

        public float Boost => queryBoost * _topLevelBoost;

        public long DocumentsWithTerm => documentsWithTerm;

        public long Documents => documents;

        public float Idf => idf;

        public float Average => average;

        /// <summary>1 / (k1 · (1 − b + b · length / average)), by the code of the length.</summary>
        public float[] Inverse => inverse;

        public float Value => Boost * Idf;

        // Only scaled queries ask for it (queryNorm), and BM25 does not scale.
        public override float GetValueForNormalization() => Value * Value;

        public override void Normalize(float queryNorm, float topLevelBoost) => _topLevelBoost = topLevelBoost;
    }

    private sealed class Scorer(CurrentBM25Similarity similarity, TermWeight weight, NumericDocValues? norms) : SimScorer
    {
        private readonly float _weight = weight.Value;
        private readonly float[] _inverse = weight.Inverse;

        public override float Score(int doc, float freq) => _weight - (_weight / (1f + (freq * _inverse[CodeOf(doc)])));

        // Only sloppy phrases ask for these, and the index has no positions.
        public override float ComputeSlopFactor(int distance) => 1f / (distance + 1);

        public override float ComputePayloadFactor(int doc, int start, int end, BytesRef payload) => 1f;

        public override Explanation Explain(int doc, Explanation freq)
        {
            var length = similarity.LengthOf(CodeOf(doc));
            var result = new Explanation(Score(doc, freq.Value), "boost * idf * tf");
            result.AddDetail(new Explanation(weight.Boost, "boost: how often the question says it, times the weight of the field"));
            result.AddDetail(new Explanation(weight.Idf, string.Create(CultureInfo.InvariantCulture, $"idf = ln(1 + (N - df + 0.5) / (df + 0.5)) with df = {weight.DocumentsWithTerm}, N = {weight.Documents}")));
            result.AddDetail(new Explanation(Score(doc, freq.Value) / _weight, string.Create(CultureInfo.InvariantCulture, $"tf = f / (f + k1 * (1 - b + b * length / average)) with f = {freq.Value}, k1 = {similarity.K1}, b = {similarity.B}, length = {length}, average = {weight.Average}")));
            return result;
        }

        private byte CodeOf(int doc) => norms is null ? (byte)1 : (byte)norms.Get(doc);
    }

    private int LengthOf(byte code) => lengths.LengthOf(code);

    private float K1 => k1;

    private float B => b;
}
