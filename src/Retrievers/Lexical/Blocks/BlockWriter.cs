using System.Runtime.InteropServices;
using System.Text;
using Lucene.Net.Index;
using Lucene.Net.Search;

namespace LongRag.Retrievers.Lexical.Blocks;

/// <summary>Copies the postings of a segment's scored fields (those that keep frequencies and lengths) into a block file.</summary>
internal static class BlockWriter
{
    /// <summary>Writes the file beside its name and moves it there when it is whole.</summary>
    public static void Write(AtomicReader segment, ulong identity, string path)
    {
        var temporary = path + ".new";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16)) Write(segment, identity, stream);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static void Write(AtomicReader segment, ulong identity, FileStream stream)
    {
        stream.SetLength(BlockFormat.HeaderBytes);
        stream.Position = BlockFormat.HeaderBytes;
        using var body = new PagedWriter(stream);
        var fields = new List<BlockField>();
        foreach (var field in segment.FieldInfos.OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            if (!field.HasNorms || field.IndexOptions < IndexOptions.DOCS_AND_FREQS || segment.GetTerms(field.Name) is not { } terms) continue;
            fields.Add(WriteField(segment, field.Name, terms, body));
        }

        var directory = DirectoryOf(fields);
        var header = new BlockFormat.Header
        {
            Magic = BlockFormat.Header.Signature,
            FormatVersion = BlockFormat.Version,
            Documents = segment.MaxDoc,
            Segment = identity,
            DirectoryAt = body.Position,
            DirectoryBytes = directory.Length,
        };
        body.Write(directory);
        header.BodyBytes = body.Position;
        header.PageHashes = body.Finish();
        header.Own = header.HashOfFields();
        stream.Position = 0;
        stream.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<BlockFormat.Header>(ref header)));
    }

    private static BlockField WriteField(AtomicReader segment, string name, Terms terms, PagedWriter body)
    {
        var codes = CodesOf(segment, name);
        var average = terms.SumTotalTermFreq > 0 && terms.DocCount > 0 ? terms.SumTotalTermFreq / (double)terms.DocCount : 1;
        var lists = new ListWriter(codes, average);
        var table = new TermTableWriter();
        var listsAt = body.Position;
        var walk = terms.GetEnumerator();
        DocsEnum? docs = null;
        while (walk.MoveNext())
        {
            docs = walk.Docs(liveDocs: null, docs, DocsFlags.FREQS);
            lists.Start();
            while (docs.NextDoc() is var doc && doc != DocIdSetIterator.NO_MORE_DOCS) lists.Add(doc, docs.Freq);
            var at = body.Position - listsAt;
            table.Add(walk.Term.Bytes.AsSpan(walk.Term.Offset, walk.Term.Length), lists.Postings, at, lists.WriteTo(body));
        }

        var groupsAt = body.Position;
        body.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(table.Groups)));
        var termsAt = body.Position;
        body.Write(CollectionsMarshal.AsSpan(table.Bytes));
        var codesAt = body.Position;
        body.Write(codes);
        body.Write(stackalloc byte[BlockFormat.CodePadding]);
        return new BlockField(name, listsAt, groupsAt - listsAt, groupsAt, table.Groups.Count, termsAt, table.Bytes.Count, codesAt);
    }

    // What CurrentBM25Similarity reads: without norms every length counts as code 1.
    private static byte[] CodesOf(AtomicReader segment, string field)
    {
        var codes = new byte[segment.MaxDoc];
        if (segment.GetNormValues(field) is not { } norms)
        {
            Array.Fill(codes, (byte)1);
            return codes;
        }

        for (var doc = 0; doc < codes.Length; doc++) codes[doc] = (byte)norms.Get(doc);
        return codes;
    }

    private static byte[] DirectoryOf(List<BlockField> fields)
    {
        var bytes = new List<byte>();
        VarInts.Append(bytes, fields.Count);
        foreach (var field in fields)
        {
            var name = Encoding.UTF8.GetBytes(field.Name);
            VarInts.Append(bytes, name.Length);
            bytes.AddRange(name);
            foreach (var number in (long[])[field.ListsAt, field.ListsBytes, field.GroupsAt, field.Groups, field.TermsAt, field.TermsBytes, field.CodesAt]) VarInts.Append(bytes, number);
        }

        return [.. bytes];
    }
}

/// <summary>The terms of a field in order, in groups of 16: the first in full, the others as what differs from the one before; with each its postings, and the bytes of its list. A group begins with where its first list does.</summary>
internal sealed class TermTableWriter
{
    /// <summary>Half a byte that says that the number follows.</summary>
    public const int LongHalf = 15;

    private readonly List<byte> _last = [];
    private int _terms;

    /// <summary>Where each group begins in <see cref="Bytes"/>.</summary>
    public List<int> Groups { get; } = [];

    public List<byte> Bytes { get; } = [];

    public void Add(ReadOnlySpan<byte> term, int postings, long listAt, int listBytes)
    {
        var shared = 0;
        if (_terms++ % BlockFormat.TermsPerGroup == 0)
        {
            Groups.Add(Bytes.Count);
            VarInts.Append(Bytes, term.Length);
            Bytes.AddRange(term);
            VarInts.Append(Bytes, listAt);
        }
        else
        {
            shared = term.CommonPrefixLength(CollectionsMarshal.AsSpan(_last));
            AppendLengths(shared, term.Length - shared);
            Bytes.AddRange(term[shared..]);
        }

        VarInts.Append(Bytes, postings);
        VarInts.Append(Bytes, listBytes);
        _last.Clear();
        _last.AddRange(term);
    }

    // Both in half a byte each, unless one is too long: then it follows.
    private void AppendLengths(int shared, int own)
    {
        Bytes.Add((byte)((Math.Min(shared, LongHalf) << 4) | Math.Min(own, LongHalf)));
        if (shared >= LongHalf) VarInts.Append(Bytes, shared);
        if (own >= LongHalf) VarInts.Append(Bytes, own);
    }
}
