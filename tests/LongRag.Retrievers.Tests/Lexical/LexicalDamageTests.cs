using LongRag.Retrievers.Lexical;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Retrievers.Tests.Lexical;

public sealed class LexicalDamageTests : IDisposable
{
    private static readonly Collection Default = new() { Name = Collection.DefaultName };

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Folder => _folder.PathOf("index");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2000)]
    [InlineData(500)]
    [InlineData(0)]
    public async Task A_segment_that_was_cut_off_is_named_to_a_search_and_to_verify(int length)
    {
        var store = await CorpusAsync();
        foreach (var file in Directory.EnumerateFiles(Folder, "*.cfs")) Cut(file, length);
        using var retriever = new LexicalRetriever(store, Folder, Default);
        var searched = await Assert.ThrowsAsync<LongRagException>(() => retriever.RetrieveAsync(new Query { Text = "harbour ferry" }, Token));
        var verified = await Assert.ThrowsAsync<LongRagException>(() => LexicalIndexVerifier.CompareAsync(store, Folder, Default, cancellationToken: Token));
        Assert.Equal(("index_damaged", "index_damaged"), (searched.Code, verified.Code));
        Assert.Contains("longrag index rebuild", searched.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_byte_that_changed_is_found_by_verify_wherever_it_stands_in_a_segment()
    {
        var store = await CorpusAsync();
        var segment = Directory.EnumerateFiles(Folder, "*.cfs").First();
        var sound = await File.ReadAllBytesAsync(segment, Token);
        for (var at = 0; at < sound.Length; at += 331)
        {
            await File.WriteAllBytesAsync(segment, Flipped(sound, at), Token);
            var e = await Assert.ThrowsAsync<LongRagException>(() => LexicalIndexVerifier.CompareAsync(store, Folder, Default, cancellationToken: Token));
            Assert.Equal("index_damaged", e.Code);
        }

        await File.WriteAllBytesAsync(segment, sound, Token);
        Assert.True((await LexicalIndexVerifier.CompareAsync(store, Folder, Default, cancellationToken: Token)).None);
    }

    [Fact]
    public async Task Whatever_is_wrong_with_a_file_there_are_results_or_a_named_error()
    {
        var store = await CorpusAsync();
        var named = 0;
        foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith("write.lock", StringComparison.Ordinal)).ToList())
        {
            var sound = await File.ReadAllBytesAsync(file, Token);
            foreach (var damaged in Damages(sound))
            {
                await File.WriteAllBytesAsync(file, damaged, Token);
                named += await AskAsync(store, $"{Path.GetFileName(file)}, {damaged.Length} of {sound.Length} bytes");
            }

            await File.WriteAllBytesAsync(file, sound, Token);
        }

        Assert.InRange(named, 100, int.MaxValue);
    }

    [Fact]
    public async Task A_writer_goes_on_over_damage_or_names_it_and_one_that_clears_first_always_can()
    {
        var store = await CorpusAsync();
        var sound = Directory.EnumerateFiles(Folder).ToDictionary(file => file, File.ReadAllBytes, StringComparer.Ordinal);
        var segment = sound.Keys.First(file => file.EndsWith(".cfs", StringComparison.Ordinal));
        foreach (var damaged in Damages(sound[segment]).Where((_, i) => i % 3 == 0))
        {
            Directory.Delete(Folder, recursive: true);
            Directory.CreateDirectory(Folder);
            foreach (var (file, bytes) in sound) await File.WriteAllBytesAsync(file, bytes, Token);
            await File.WriteAllBytesAsync(segment, damaged, Token);
            await NamedAsync("write", () => WriteAsync(store, isCleared: false));
            await WriteAsync(store, isCleared: true);
            Assert.True((await LexicalIndexVerifier.CompareAsync(store, Folder, Default, cancellationToken: Token)).None);
        }
    }

    private static IEnumerable<byte[]> Damages(byte[] sound)
    {
        foreach (var share in (double[])[0, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99]) yield return sound[..(int)(sound.Length * share)];
        if (sound.Length > 1) yield return sound[..^1];
        var step = Math.Max(1, sound.Length / 30);
        for (var at = 0; at < sound.Length; at += step) yield return Flipped(sound, at);
    }

    private static byte[] Flipped(byte[] sound, int at)
    {
        var damaged = sound.ToArray();
        damaged[at] ^= 0xFF;
        return damaged;
    }

    private static void Cut(string path, int length)
    {
        using var file = new FileStream(path, FileMode.Open);
        file.SetLength(length);
    }

    private async Task<int> AskAsync(MemoryCorpusStore store, string what)
    {
        var named = 0;
        foreach (var options in (LexicalOptions[])[new LexicalOptions(), LexicalOptions.Bm25])
        {
            using var retriever = new LexicalRetriever(store, Folder, Default, options);
            named += await NamedAsync(what, () => retriever.RetrieveAsync(new Query { Text = "harbour ferry sails", Explain = true, Filter = Filter.Parse("source=d3") }, Token));
            named += await NamedAsync(what, () => retriever.RetrieveAsync(new Query { Text = "harbour ferry sails" }, Token));
        }

        named += await NamedAsync(what, () => LexicalIndexVerifier.CompareAsync(store, Folder, Default, cancellationToken: Token));
        return named + await NamedAsync(what, () => Task.FromResult(LexicalIndex.Statistics(Folder, Default)));
    }

    private static async Task<int> NamedAsync(string what, Func<Task> act)
    {
        try
        {
            await act();
            return 0;
        }
        catch (LongRagException)
        {
            return 1;
        }
        catch (Exception e)
        {
            Assert.Fail($"{what}: {e}");
            return 0;
        }
    }

    private async Task WriteAsync(MemoryCorpusStore store, bool isCleared)
    {
        await using var index = LexicalIndex.OpenToWrite(Folder, Default);
        if (isCleared) await index.ClearAsync(Token);
        var changes = new List<CorpusChange>();
        await foreach (var change in store.ReadChangesAsync(Default.Name, 0, Token)) changes.Add(change);
        await index.ApplyAsync(changes, Token);
        await index.CommitAsync(await store.PositionAsync(Token), Token);
    }

    // Two segments and deletions.
    private async Task<MemoryCorpusStore> CorpusAsync()
    {
        var store = new MemoryCorpusStore();
        await store.SaveCollectionAsync(Default, Token);
        await store.SaveAsync([.. Enumerable.Range(0, 40).Select(Entry)], Token);
        await using var corpus = new LexicalCorpus(store, Folder);
        await corpus.CatchUpAsync();
        await store.SaveAsync([.. Enumerable.Range(0, 3).Select(i => SampleCorpus.Entry($"d{i}", $"The harbour of town {i} has a new ferry that sails at night."))], Token);
        await corpus.CatchUpAsync();
        return store;
    }

    private static CorpusEntry Entry(int i) => SampleCorpus.Entry($"d{i}", $"The harbour of town {i} has a ferry that sails at {i % 24} o'clock.\n\nWord{i} stands alone beside number {i * i}.");
}
