using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace LongRag.Retrievers.Lexical;

/// <summary>Reads passage ids out of an index.</summary>
internal static class PassageIds
{
    /// <summary>The ids of everything that is not deleted, segment by segment.</summary>
    public static IEnumerable<PassageId> In(IndexReader reader)
    {
        var bytes = new BytesRef();
        foreach (var leaf in reader.Leaves)
        {
            var segment = leaf.AtomicReader;
            if (segment.GetBinaryDocValues(LexicalFields.Id) is not { } ids) continue;
            var live = segment.LiveDocs;
            for (var doc = 0; doc < segment.MaxDoc; doc++)
            {
                if (live is not null && !live.Get(doc)) continue;
                ids.Get(doc, bytes);
                yield return new PassageId(bytes.Utf8ToString());
            }
        }
    }

    /// <summary>The number of a passage in the whole reader, looked for among those of its document; -1 where it is not there.</summary>
    public static int Find(IndexReader reader, PassageId passage, DocumentId document)
    {
        var term = new BytesRef(FilterTerms.TextsOf("id") + document.Value);
        var (wanted, bytes) = (new BytesRef(passage.Value), new BytesRef());
        foreach (var leaf in reader.Leaves)
        {
            var segment = leaf.AtomicReader;
            if (segment.GetTermDocsEnum(new Term(LexicalFields.Filter, term)) is not { } docs || segment.GetBinaryDocValues(LexicalFields.Id) is not { } ids) continue;
            var live = segment.LiveDocs;
            while (docs.NextDoc() is not DocIdSetIterator.NO_MORE_DOCS and var doc)
            {
                if (live is not null && !live.Get(doc)) continue;
                ids.Get(doc, bytes);
                if (bytes.BytesEquals(wanted)) return leaf.DocBase + doc;
            }
        }

        return -1;
    }

    /// <summary>The ids of some documents of the whole reader, in the order given. Each segment's ids are opened once.</summary>
    public static PassageId[] Of(IndexReader reader, ReadOnlySpan<int> docs)
    {
        var leaves = reader.Leaves;
        var opened = new BinaryDocValues?[leaves.Count];
        var bytes = new BytesRef();
        var ids = new PassageId[docs.Length];
        for (var i = 0; i < docs.Length; i++)
        {
            var leaf = ReaderUtil.SubIndex(docs[i], leaves);
            var values = opened[leaf] ??= leaves[leaf].AtomicReader.GetBinaryDocValues(LexicalFields.Id);
            values!.Get(docs[i] - leaves[leaf].DocBase, bytes);
            ids[i] = new PassageId(bytes.Utf8ToString());
        }

        return ids;
    }
}
