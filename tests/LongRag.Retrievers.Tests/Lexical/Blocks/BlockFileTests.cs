using System.Buffers.Binary;
using LongRag.Retrievers.Lexical;
using LongRag.Retrievers.Lexical.Blocks;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Xunit;

namespace LongRag.Retrievers.Tests.Lexical.Blocks;

public sealed class BlockFileTests
{
    private static readonly LexicalSimilarity Similarity = new(new LexicalOptions(), LexicalSchema.Default);

    [Fact]
    public async Task Every_commit_leaves_a_file_for_each_of_its_segments_and_no_other()
    {
        await using var index = new RandomIndex(1);
        for (var commit = 0; commit < 25; commit++)
        {
            await index.AddAsync(30);
            index.Search(searcher => Assert.Equal(searcher.IndexReader.Leaves.Select(l => ((SegmentReader)l.AtomicReader).SegmentName).Order(StringComparer.Ordinal), SegmentsWithFiles(index)));
        }

        await index.Index.ClearAsync();
        Assert.Empty(SegmentsWithFiles(index));
    }

    [Fact]
    public async Task Every_term_of_every_length_is_found_and_none_besides()
    {
        await using var index = new RandomIndex(2);
        await index.AddAsync(300);
        index.Search(searcher =>
        {
            for (var leaf = 0; leaf < searcher.IndexReader.Leaves.Count; leaf++)
            {
                var (segment, file) = (searcher.IndexReader.Leaves[leaf].AtomicReader, ((BlockSearcher)searcher).BlocksOf(leaf)!);
                foreach (var field in (string[])[LexicalFields.Body, LexicalFields.Heading])
                {
                    foreach (var term in segment.GetTerms(field))
                    {
                        byte[] bytes = [.. term.Term.Bytes.AsSpan(term.Term.Offset, term.Term.Length)];
                        Assert.Equal(term.DocFreq, file.Find(field, bytes).Postings);
                        foreach (byte[] other in (byte[][])[[.. bytes, 0], [.. bytes, 255], bytes[..^1], [.. bytes[..^1], (byte)(bytes[^1] + 1)]])
                            Assert.Equal(segment.DocFreq(new Term(field, new Lucene.Net.Util.BytesRef(other))), file.Find(field, other).Postings);
                    }

                    Assert.Equal(0, file.Find(field, []).Postings);
                }

                Assert.Equal(0, file.Find("no such field", "w1"u8).Postings);
            }
        });
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("longer")]
    [InlineData("empty")]
    [InlineData("another")]
    [InlineData("gone")]
    public async Task A_file_that_is_not_whole_is_not_read_and_the_next_commit_writes_it_anew(string damage)
    {
        await using var index = new RandomIndex(3);
        await index.AddAsync(200);
        var file = Directory.GetFiles(index.BlocksFolder).Single();
        var whole = await File.ReadAllBytesAsync(file);
        if (damage == "gone") File.Delete(file);
        else await File.WriteAllBytesAsync(file, damage switch { "cut" => whole[..^1], "longer" => [.. whole, 0], "empty" => [], _ => Another(whole) });
        index.Search(searcher => Assert.Null(BlockSearch.TryTop((BlockSearcher)searcher, index.Clauses(), Similarity, filter: null, 10)));
        index.Search(searcher => CompareWithLucene(index, searcher, expectBlocks: false));
        await index.ReopenAsync();
        await index.CommitAsync();
        Assert.Equal(whole, await File.ReadAllBytesAsync(file));
        index.Search(searcher => CompareWithLucene(index, searcher, expectBlocks: true));
    }

    [Fact]
    public async Task A_changed_byte_anywhere_never_changes_a_result()
    {
        await using var index = new RandomIndex(4);
        await index.AddAsync(400);
        var file = Directory.GetFiles(index.BlocksFolder).Single();
        var whole = await File.ReadAllBytesAsync(file);
        for (var round = 0; round < 60; round++)
        {
            var damaged = whole.ToArray();
            damaged[index.Next(damaged.Length)] ^= (byte)(1 << index.Next(8));
            await File.WriteAllBytesAsync(file + ".damaged", damaged);
            File.Move(file + ".damaged", file, overwrite: true);
            using var reader = new LexicalReader(index.Folder, new Collection { Name = Collection.DefaultName });
            reader.Search(searcher =>
            {
                CompareWithLucene(index, searcher!, expectBlocks: null);
                return true;
            });
        }

        await index.ReopenAsync();
        await index.CommitAsync();
        Assert.Equal(whole, await File.ReadAllBytesAsync(file));
    }

    [Fact]
    public async Task A_reader_of_an_old_commit_goes_on_while_new_ones_are_written()
    {
        await using var index = new RandomIndex(5);
        await index.AddAsync(300);
        using var old = new LexicalReader(index.Folder, new Collection { Name = Collection.DefaultName });
        old.Search(searcher =>
        {
            var (clauses, expected) = (index.Clauses(), searcher!.IndexReader.MaxDoc);
            var before = BlockSearch.TryTop((BlockSearcher)searcher, clauses, Similarity, filter: null, 50)!.Ranked(searcher.IndexReader);
            for (var commit = 0; commit < 12; commit++) index.AddAsync(60).GetAwaiter().GetResult();
            Assert.Equal(before, BlockSearch.TryTop((BlockSearcher)searcher, clauses, Similarity, filter: null, 50)!.Ranked(searcher.IndexReader));
            Assert.Equal(expected, searcher.IndexReader.MaxDoc);
            return true;
        });
    }

    [Fact]
    public async Task What_is_not_committed_is_answered_by_Lucene_beside_blocks()
    {
        await using var index = new RandomIndex(6);
        await index.AddAsync(200);
        using var near = new LexicalReader(index.Index, new Collection { Name = Collection.DefaultName });
        for (var round = 0; round < 5; round++)
        {
            await index.AddAsync(50, commit: round == 3);
            near.Refresh();
            near.Search(searcher =>
            {
                CompareWithLucene(index, searcher!, expectBlocks: true);
                return true;
            });
        }
    }

    [Fact]
    public async Task An_index_deleted_and_written_anew_under_the_same_names_is_never_read_from_old_blocks()
    {
        await using var first = new RandomIndex(7);
        await using var second = new RandomIndex(8);
        await first.AddAsync(100);
        await second.AddAsync(100);
        foreach (var file in Directory.GetFiles(first.BlocksFolder)) File.Copy(file, Path.Combine(second.BlocksFolder, Path.GetFileName(file)), overwrite: true);
        // Under the name that the other index would look for, too.
        foreach (var (mine, theirs) in Directory.GetFiles(first.BlocksFolder).Zip(Directory.GetFiles(second.BlocksFolder).Except(Directory.GetFiles(first.BlocksFolder), StringComparer.Ordinal))) File.Copy(mine, theirs, overwrite: true);
        second.Search(searcher => CompareWithLucene(second, searcher, expectBlocks: null));
    }

    [Fact]
    public async Task Weights_too_far_apart_for_exact_sums_are_Lucenes()
    {
        await using var index = new RandomIndex(9);
        await index.AddAsync(100);
        index.Search(searcher =>
        {
            LexicalClause[] far = [new(LexicalFields.Body, "w1", 1e20f), new(LexicalFields.Body, "w2", 1e-10f)];
            Assert.Null(BlockSearch.TryTop((BlockSearcher)searcher, far, Similarity, filter: null, 10));
            LexicalClause[] many = [.. Enumerable.Range(0, BooleanQuery.MaxClauseCount + 1).Select(i => new LexicalClause(LexicalFields.Body, $"w{i}", 1))];
            Assert.Null(BlockSearch.TryTop((BlockSearcher)searcher, many, Similarity, filter: null, 10));
            Assert.NotNull(BlockSearch.TryTop((BlockSearcher)searcher, many[1..], Similarity, filter: null, 10));
        });
    }

    [Fact]
    public async Task Many_threads_search_one_reader()
    {
        await using var index = new RandomIndex(10);
        await index.AddAsync(500);
        index.Search(searcher =>
        {
            var queries = Enumerable.Range(0, 40).Select(_ => index.Clauses()).ToList();
            var expected = queries.Select(q => DisjunctionSearch.WithLucene(searcher, q, Similarity, filter: null, 20).Ranked(searcher.IndexReader)).ToList();
            Parallel.For(0, 400, i => Assert.Equal(expected[i % 40], BlockSearch.TryTop((BlockSearcher)searcher, queries[i % 40], Similarity, filter: null, 20)!.Ranked(searcher.IndexReader)));
        });
    }

    private static void CompareWithLucene(RandomIndex index, IndexSearcher searcher, bool? expectBlocks)
    {
        for (var i = 0; i < 25; i++)
        {
            var (clauses, filter, top) = (index.Clauses(), index.Filter(), index.OneOf(1, 10, 1_000));
            var blocks = BlockSearch.TryTop((BlockSearcher)searcher, clauses, Similarity, filter, top);
            if (expectBlocks is { } expected) Assert.Equal(expected, blocks is not null);
            Assert.Equal(ScoringEverything.Top(searcher, clauses, new LexicalOptions(), filter, top), DisjunctionSearch.Top(searcher, clauses, Similarity, filter, top).Ranked(searcher.IndexReader));
        }
    }

    private static byte[] Another(byte[] whole)
    {
        // The same bytes with another segment's identity, correctly signed.
        var other = whole.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(other.AsSpan(16), 42);
        var header = System.Runtime.InteropServices.MemoryMarshal.Read<BlockFormat.Header>(other);
        header.Own = header.HashOfFields();
        System.Runtime.InteropServices.MemoryMarshal.Write(other, in header);
        return other;
    }

    private static IEnumerable<string> SegmentsWithFiles(RandomIndex index) => Directory.GetFiles(index.BlocksFolder).Select(f => Path.GetFileName(f).Split('-')[0]).Order(StringComparer.Ordinal);
}
