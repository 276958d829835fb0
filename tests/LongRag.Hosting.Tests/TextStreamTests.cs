using System.Text;
using LongRag.Storage;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Hosting.Tests;

/// <summary>Texts as streams of UTF-8 over a real store.</summary>
public sealed class TextStreamTests : IAsyncLifetime
{
    // A pair of surrogates stands across every boundary of a piece.
    private static readonly string Text = "x" + string.Concat(Enumerable.Repeat("😀é", 80_000)) + " end";

    private readonly TemporaryFolder _folder = new();
    private SqliteCorpusStore _store = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static DocumentId Id => DocumentId.From("default", "a");

    public async ValueTask InitializeAsync()
    {
        _store = await SqliteCorpusStore.OpenAsync(_folder.PathOf("corpus.db"), cancellationToken: Cancellation);
        await _store.SaveCollectionAsync(new Collection { Name = "default" }, Cancellation);
        await _store.SaveAsync([SampleCorpus.Entry("a", Text)], Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(0, int.MaxValue)]
    [InlineData(1, 3)]
    [InlineData(2, 3)]
    [InlineData(2, 70_000)]
    [InlineData(8_191, 8_192)]
    [InlineData(8_192, 200_001)]
    [InlineData(240_000, 240_005)]
    [InlineData(500, 500)]
    public async Task A_stream_gives_the_bytes_of_its_span_from_wherever_it_is_sought(int start, int end)
    {
        var span = new TextSpan(start, Math.Min(end, Text.Length));
        var expected = Encoding.UTF8.GetBytes(span.Of(Text));
        using var stream = await TextStream.OpenAsync(_store, (await _store.FindLayoutAsync(Id, Cancellation))!, span, Cancellation);
        Assert.Equal(expected.Length, stream.Length);
        using (var all = new MemoryStream())
        {
            await stream.CopyToAsync(all, 10_007, Cancellation);
            Assert.True(expected.AsSpan().SequenceEqual(all.ToArray()));
        }

        foreach (var at in (long[])[0, 1, expected.Length / 3, expected.Length / 2 + 1, Math.Max(0, expected.Length - 1), expected.Length, expected.Length + 5L])
        {
            stream.Seek(at, SeekOrigin.Begin);
            var buffer = new byte[50];
            var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, Cancellation);
            Assert.Equal(expected.Skip((int)at).Take(50), buffer[..read]);
        }
    }

    [Fact]
    public async Task A_range_of_a_stream_reads_its_block_of_the_text_and_no_more()
    {
        var layout = (await _store.FindLayoutAsync(Id, Cancellation))!;
        using var stream = await TextStream.OpenAsync(_store, layout, new TextSpan(0, Text.Length), Cancellation);
        stream.Seek(-3, SeekOrigin.End);
        var buffer = new byte[3];
        var before = GC.GetAllocatedBytesForCurrentThread();
        await stream.ReadExactlyAsync(buffer, Cancellation);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal("end", Encoding.UTF8.GetString(buffer));
        // At most 65,536 units, once as pieces, once as text, once as bytes; the whole text has 240,005.
        Assert.InRange(allocated, 1, 600_000);
    }

    [Fact]
    public async Task A_document_that_is_replaced_or_deleted_while_it_is_read_is_not_mixed_with_another()
    {
        using var stream = await TextStream.OpenAsync(_store, (await _store.FindLayoutAsync(Id, Cancellation))!, new TextSpan(0, Text.Length), Cancellation);
        await stream.ReadExactlyAsync(new byte[10], Cancellation);
        await _store.SaveAsync([SampleCorpus.Entry("a", Text.Replace('x', 'y'))], Cancellation);
        stream.Seek(-3, SeekOrigin.End);
        Assert.Equal("document_changed", (await Assert.ThrowsAsync<LongRagException>(async () => await stream.ReadExactlyAsync(new byte[3], Cancellation))).Code);
        await _store.DeleteAsync("default", [Id], Cancellation);
        Assert.Equal("document_changed", (await Assert.ThrowsAsync<LongRagException>(async () => await stream.ReadExactlyAsync(new byte[3], Cancellation))).Code);
    }
}
