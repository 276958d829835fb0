using LongRag.Retrievers.Dense;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Retrievers.Tests.Dense;

public sealed class DenseDamageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Files => [.. DenseFiles.Extensions.Where(e => e is not "deleted")];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_file_that_is_cut_off_is_named_to_readers_and_the_index_is_made_anew_from_the_cache(string extension)
    {
        await FillAsync();
        await using (var corpus = DenseCorpus.Open(_folder))
        {
            var file = Assert.Single(Directory.GetFiles(corpus.Folder, $"*.{extension}"));
            Truncate(file, new FileInfo(file).Length - 1);
        }

        using var reader = new DenseReader(_folder.PathOf("dense"), _folder.PathOf("vectors"), DenseCorpus.SchemaOf());
        var failure = Assert.Throws<LongRagException>(() => reader.Statistics());
        Assert.Equal("index_damaged", failure.Code);
        Assert.Contains("longrag index rebuild", failure.Message, StringComparison.Ordinal);
        await IsMadeAnewAsync("it was damaged");
        Assert.Equal(3, reader.Statistics()!.Passages);
    }

    [Theory]
    [InlineData("{", "index_damaged", "it was damaged")]
    [InlineData("", "index_damaged", "it was damaged")]
    [InlineData("{\"version\":99}", "index_outdated", "it was made by another version")]
    [InlineData("{\"version\":1}", "index_damaged", "it was damaged")]
    public async Task A_manifest_that_says_nothing_usable_is_named_and_replaced(string text, string code, string discarded)
    {
        await FillAsync();
        var path = Path.Combine(_folder.PathOf("dense"), DenseCorpus.SchemaOf().FolderName, "manifest.json");
        File.WriteAllText(path, text);
        Assert.Equal(code, Assert.Throws<LongRagException>(() => DenseFolders.Find(_folder.PathOf("dense"), DenseCorpus.SchemaOf())).Code);
        using var reader = new DenseReader(_folder.PathOf("dense"), _folder.PathOf("vectors"), DenseCorpus.SchemaOf());
        Assert.Equal(code, Assert.Throws<LongRagException>(() => reader.Statistics()).Code);
        await IsMadeAnewAsync(discarded);
    }

    [Fact]
    public async Task A_bit_that_changed_is_found_by_the_verifier()
    {
        await FillAsync();
        await using var corpus = await OpenCaughtUpAsync();
        foreach (var (extension, at) in new[] { ("codes", 70), ("scales", 2), ("descriptions", 12) })
        {
            var file = Assert.Single(Directory.GetFiles(corpus.Folder, $"*.{extension}"));
            Flip(file, at);
            Assert.Equal((1L, 0L), (await corpus.DifferencesAsync()) is var found ? (found.DamagedRows, found.WrongRows) : default);
            Flip(file, at);
        }

        Flip(Path.Combine(corpus.Caches, $"{corpus.Schema.Encoder.Fingerprint}.vec"), 64 + 3);
        var wrong = await corpus.DifferencesAsync();
        Assert.Equal((0L, 1L), (wrong.DamagedRows, wrong.WrongRows));
    }

    [Fact]
    public async Task The_verifier_counts_what_is_missing_and_what_is_too_much()
    {
        await FillAsync();
        await using var corpus = await OpenCaughtUpAsync();
        await corpus.Store.DeleteAsync(Collection.DefaultName, [DocumentId.From(Collection.DefaultName, "a")]);
        await corpus.Store.SaveAsync([DenseIndexTests.Document("c", "new")]);
        var differences = await corpus.DifferencesAsync();
        Assert.Equal((1L, 2L, false), (differences.Passages.Missing, differences.Passages.Extra, differences.None));
    }

    [Fact]
    public async Task A_damaged_vector_in_the_cache_is_embedded_again_when_it_is_needed()
    {
        await FillAsync();
        Flip(Path.Combine(_folder.PathOf("vectors"), $"{DenseCorpus.SchemaOf().Encoder.Fingerprint}.vec"), 64 + 256 + 7);
        await using var corpus = await OpenCaughtUpAsync();
        Assert.Equal(1, corpus.Cache.Damaged);
        await corpus.Index.ClearAsync();
        await corpus.CatchUpAsync();
        Assert.Equal(1, corpus.Hashes.Texts);
        Assert.True((await corpus.DifferencesAsync()).None);
    }

    [Fact]
    public async Task Without_its_cache_an_index_answers_by_its_codes_until_a_writer_makes_it_anew()
    {
        await FillAsync();
        Directory.Delete(_folder.PathOf("vectors"), recursive: true);
        var hashes = new WordHashes(64);
        using var reader = new DenseReader(_folder.PathOf("dense"), _folder.PathOf("vectors"), DenseCorpus.SchemaOf());
        Assert.Equal(1, new DenseSearch(reader).Find(hashes.VectorOf("three"), 1)[0].Cosine, 0.01);
        await using var corpus = DenseCorpus.Open(_folder, await StoreAsync());
        Assert.Equal("the cache of vectors that it was made from is gone", corpus.Index.Discarded);
        await corpus.CatchUpAsync();
        Assert.Equal(3, corpus.Hashes.Texts);
        Assert.True((await corpus.DifferencesAsync()).None);
    }

    [Fact]
    public async Task Half_a_record_at_the_end_of_the_cache_is_cut_off_and_the_rest_is_kept()
    {
        await FillAsync();
        var files = Directory.GetFiles(_folder.PathOf("vectors"), "*.*").Where(f => !f.EndsWith(".lock", StringComparison.Ordinal)).ToList();
        var lengths = files.ConvertAll(f => new FileInfo(f).Length);
        foreach (var file in files) await File.AppendAllBytesAsync(file, new byte[13]);
        await using (await OpenCaughtUpAsync()) Assert.Equal(lengths, files.ConvertAll(f => new FileInfo(f).Length));
        Truncate(files.Single(f => f.EndsWith(".keys", StringComparison.Ordinal)), (2 * 24) + 5);
        using var cache = VectorCache.OpenToWrite(_folder.PathOf("vectors"), DenseCorpus.SchemaOf().Encoder);
        Assert.Equal((2, true, false), (cache.Count, cache.Find(VectorCache.KeyOf("two")) >= 0, cache.Find(VectorCache.KeyOf("three")) >= 0));
    }

    [Fact]
    public async Task Vectors_that_are_none_are_refused_before_they_are_stored()
    {
        await using var corpus = DenseCorpus.Open(_folder);
        foreach (var bad in new Func<float[], float[]>[] { v => [.. v.Skip(1), float.NaN], v => [.. v.Skip(1), float.PositiveInfinity], v => v[1..] })
        {
            corpus.Hashes.Bent = bad;
            Assert.Equal("bad_embeddings", (await Assert.ThrowsAsync<LongRagException>(() => corpus.SaveAsync(DenseIndexTests.Document("a", "one\n\ntwo")))).Code);
            Assert.Equal(0, corpus.Cache.Count);
            Assert.Throws<LongRagException>(() => corpus.Cache.Add(["x"], [bad(new float[64])]));
        }

        corpus.Hashes.Bent = null;
        await corpus.CatchUpAsync();
        Assert.True((await corpus.DifferencesAsync()).None);
    }

    [Fact]
    public async Task Vectors_of_any_length_are_compared_by_their_direction()
    {
        await using var corpus = DenseCorpus.Open(_folder);
        corpus.Hashes.Bent = v => [.. v.Select(x => 17 * x)];
        await corpus.SaveAsync(DenseIndexTests.Document("a", "one two"));
        Assert.Equal(1, corpus.Search.Find([.. corpus.Hashes.VectorOf("one two").Select(x => 5 * x)], 1)[0].Cosine, 1e-6);
    }

    private static async Task<MemoryCorpusStore> StoreAsync()
    {
        var store = new MemoryCorpusStore();
        await store.SaveAsync([DenseIndexTests.Document("a", "one\n\ntwo"), DenseIndexTests.Document("b", "three")]);
        return store;
    }

    private async Task FillAsync()
    {
        await using var corpus = await OpenCaughtUpAsync();
        Assert.Equal(3, corpus.Hashes.Texts);
    }

    private async Task<DenseCorpus> OpenCaughtUpAsync()
    {
        var corpus = DenseCorpus.Open(_folder, await StoreAsync());
        await corpus.CatchUpAsync();
        return corpus;
    }

    private async Task IsMadeAnewAsync(string discarded)
    {
        await using var corpus = DenseCorpus.Open(_folder, await StoreAsync());
        Assert.Equal((discarded, 0L), (corpus.Index.Discarded, corpus.Index.Position));
        await corpus.CatchUpAsync();
        Assert.Equal(0, corpus.Hashes.Texts);
        Assert.True((await corpus.DifferencesAsync()).None);
    }

    private static void Truncate(string file, long length)
    {
        using var stream = new FileStream(file, FileMode.Open);
        stream.SetLength(length);
    }

    private static void Flip(string file, long at)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        stream.Position = at;
        var value = stream.ReadByte();
        stream.Position = at;
        stream.WriteByte((byte)(value ^ 4));
    }
}
