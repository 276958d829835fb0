using LongRag.Retrievers.Fusion;
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

    /// <summary>The numbers of passages in the whole reader, in the order given, each looked for among those of its document; -1 for one that is not there.</summary>
    public static int[] Find(IndexReader reader, IReadOnlyList<PassageName> names)
    {
        var found = new int[names.Count];
        Array.Fill(found, -1);
        var missing = Enumerable.Range(0, names.Count).GroupBy(i => names[i].Document).Select(own => (Term: new BytesRef(FilterTerms.TextsOf("id") + own.Key.Value), Places: own.ToDictionary(i => i, i => new BytesRef(names[i].Id.Value)))).ToList();
        foreach (var leaf in reader.Leaves)
        {
            if (missing.Count == 0) break;
            var segment = leaf.AtomicReader;
            if (segment.GetTerms(LexicalFields.Filter)?.GetEnumerator() is not { } terms || segment.GetBinaryDocValues(LexicalFields.Id) is not { } ids) continue;
            var (live, bytes, docs) = (segment.LiveDocs, new BytesRef(), default(DocsEnum));
            foreach (var (term, places) in missing)
            {
                if (!terms.SeekExact(term)) continue;
                docs = terms.Docs(live, docs, DocsFlags.NONE);
                while (places.Count > 0 && docs.NextDoc() is not DocIdSetIterator.NO_MORE_DOCS and var doc)
                {
                    ids.Get(doc, bytes);
                    foreach (var (place, wanted) in places)
                        if (bytes.BytesEquals(wanted) && places.Remove(place)) found[place] = leaf.DocBase + doc;
                }
            }

            missing.RemoveAll(document => document.Places.Count == 0);
        }

        return found;
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
