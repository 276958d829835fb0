using Lucene.Net.Index;
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

    /// <summary>The id of one document of the whole reader.</summary>
    public static PassageId Of(IndexReader reader, int doc)
    {
        var leaf = reader.Leaves[ReaderUtil.SubIndex(doc, reader.Leaves)];
        var bytes = new BytesRef();
        leaf.AtomicReader.GetBinaryDocValues(LexicalFields.Id)!.Get(doc - leaf.DocBase, bytes);
        return new PassageId(bytes.Utf8ToString());
    }
}
