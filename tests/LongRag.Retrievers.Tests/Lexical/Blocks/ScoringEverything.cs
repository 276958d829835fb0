using LongRag.Retrievers.Lexical;
using Lucene.Net.Index;
using Lucene.Net.Search;

namespace LongRag.Retrievers.Tests.Lexical.Blocks;

/// <summary>The definition of a search: every posting of every clause scored, summed in double in the order of the clauses, rounded, sorted by score and passage id.</summary>
internal static class ScoringEverything
{
    public static List<(int Doc, float Score, PassageId Id)> Top(IndexSearcher searcher, IReadOnlyList<LexicalClause> clauses, LexicalOptions options, Filter? filter, int top)
    {
        var reader = searcher.IndexReader;
        var (sums, found) = (new double[reader.MaxDoc], new bool[reader.MaxDoc]);
        foreach (var (field, term, boost) in clauses)
        {
            var terms = MultiFields.GetTerms(reader, field);
            var documentsWithTerm = reader.DocFreq(new Term(field, term));
            if (terms is null || documentsWithTerm == 0) continue;
            var weight = boost * (float)Math.Log(1 + ((terms.DocCount - documentsWithTerm + 0.5) / (documentsWithTerm + 0.5)));
            var average = (float)(terms.SumTotalTermFreq / (double)terms.DocCount);
            var b = field == LexicalFields.Heading ? options.HeadingB : options.B;
            foreach (var leaf in reader.Leaves)
            {
                var segment = leaf.AtomicReader;
                if (segment.GetTermDocsEnum(new Term(field, term)) is not { } docs) continue;
                var norms = segment.GetNormValues(field);
                while (docs.NextDoc() is var doc && doc != DocIdSetIterator.NO_MORE_DOCS)
                {
                    var inverse = 1f / (options.K1 * ((1 - b) + (b * SmallLength.LengthOf((byte)norms.Get(doc)) / average)));
                    sums[leaf.DocBase + doc] += weight - (weight / (1f + (docs.Freq * inverse)));
                    found[leaf.DocBase + doc] = true;
                }
            }
        }

        foreach (var leaf in reader.Leaves)
        {
            var segment = leaf.AtomicReader;
            var accepted = filter is null ? null : new FilterBits(segment).Of(filter);
            for (var doc = 0; doc < segment.MaxDoc; doc++) found[leaf.DocBase + doc] &= segment.LiveDocs?.Get(doc) != false && accepted?.Get(doc) != false;
        }

        int[] all = [.. Enumerable.Range(0, found.Length).Where(d => found[d])];
        var ids = PassageIds.Of(reader, all);
        return [.. all.Select((doc, i) => (doc, (float)sums[doc], ids[i])).OrderByDescending(f => f.Item2).ThenBy(f => f.Item3.Value, StringComparer.Ordinal).Take(top)];
    }
}
