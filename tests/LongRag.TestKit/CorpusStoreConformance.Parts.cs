using System.Text;
using Xunit;

namespace LongRag.TestKit;

public abstract partial class CorpusStoreConformance
{
    // ---- Parts of what is stored

    private static string MixedText(int paragraphs) =>
        string.Concat(Enumerable.Range(0, paragraphs).Select(i => $"Paragraph {i} of the 😀 harbour, {new string((char)('a' + (i % 26)), i % 700)} é日本.\n\n"));

    [Fact]
    public async Task Pages_of_documents_make_the_list_whatever_their_size()
    {
        await Store.SaveCollectionAsync(new Collection { Name = "other" }, Token);
        string[] sources = [.. Enumerable.Range(0, 40).Select(i => $"s{i * 17 % 40:00}"), "S", "é", "日本", "\uE000", "😀", "a b", "a/b", "a", new string('x', 300) + "1", new string('x', 300) + "2", new string('x', 256), new string('y', 5000)];
        await Store.SaveAsync([.. sources.Select(s => SampleCorpus.Entry(s, "One.", hash: "h")), SampleCorpus.Entry("a a", "One.", "other")], Token);
        string[] expected = [.. sources.OrderBy(Encoding.UTF8.GetBytes, Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)))];
        Assert.Equal("😀", expected[^1]);
        foreach (var limit in (int[])[1, 7, 52, 100])
        {
            var listed = new List<string>();
            for (string? after = null; ; after = listed[^1])
            {
                var page = await Store.PageOfDocumentsAsync(Default, after, limit, Token);
                listed.AddRange(page.Select(d => d.Source));
                if (page.Count < limit) break;
            }

            Assert.Equal(expected, listed);
        }
    }

    [Fact]
    public async Task A_page_goes_on_after_a_source_that_is_gone()
    {
        await Store.SaveAsync([.. "abcde".Select(c => SampleCorpus.Entry(c.ToString(), "One."))], Token);
        await Store.DeleteAsync(Default, [DocumentId.From(Default, "b")], Token);
        Assert.Equal(["c", "d"], (await Store.PageOfDocumentsAsync(Default, "b", 2, Token)).Select(d => d.Source));
        Assert.Equal(["c"], (await Store.PageOfDocumentsAsync(Default, "bb", 1, Token)).Select(d => d.Source));
        Assert.Empty(await Store.PageOfDocumentsAsync(Default, "e", 2, Token));
    }

    [Fact]
    public async Task A_page_of_documents_costs_the_same_at_the_end_of_a_long_list()
    {
        var title = new string('t', 1000);
        await Store.SaveAsync([.. Enumerable.Range(0, 2000).Select(i => SampleCorpus.Entry($"d{i:0000}", "One.", title: title, hash: "h"))], Token);
        await Store.PageOfDocumentsAsync(Default, "d1994", 5, Token);
        var whole = await BytesOfAsync(Store, async () => Assert.Equal(2000, (await Store.ListDocumentsAsync(Default, Token).ToListAsync(Token)).Count));
        var page = await BytesOfAsync(Store, async () => Assert.Equal(["d1995", "d1996", "d1997", "d1998", "d1999"], (await Store.PageOfDocumentsAsync(Default, "d1994", 5, Token)).Select(d => d.Source)));
        Assert.True(whole > 2_000_000, $"{whole} bytes for the list");
        Assert.InRange(page, 5_000, 50_000);
    }

    [Fact]
    public async Task Sizes_follow_what_is_saved_replaced_and_deleted()
    {
        await Store.SaveCollectionAsync(new Collection { Name = "other" }, Token);
        await Store.SaveAsync([SampleCorpus.Entry("a", "One.\n\nTwo."), SampleCorpus.Entry("b", "😀"), SampleCorpus.Entry("a", "Other.", "other")], Token);
        Assert.Equal((new CollectionSize(2, 3, 12), new CollectionSize(1, 1, 6)), (await Store.MeasureAsync(Default, Token), await Store.MeasureAsync("other", Token)));
        await Store.SaveAsync([SampleCorpus.Entry("a", "One."), SampleCorpus.Entry("b", "😀"), SampleCorpus.Entry("c", "")], Token);
        Assert.Equal(new CollectionSize(3, 2, 6), await Store.MeasureAsync(Default, Token));
        await Assert.ThrowsAsync<LongRagException>(() => Store.SaveAsync([SampleCorpus.Entry("d", "Four."), SampleCorpus.Entry("d", "Four.", "none")], Token));
        await Store.SaveCollectionAsync(new Collection { Name = Default, Language = "de" }, Token);
        Assert.Equal(new CollectionSize(3, 2, 6), await Store.MeasureAsync(Default, Token));
        await Store.DeleteAsync(Default, [DocumentId.From(Default, "b"), DocumentId.From(Default, "c"), DocumentId.From(Default, "none")], Token);
        Assert.Equal((new CollectionSize(1, 1, 4), new CollectionSize(1, 1, 6)), (await Store.MeasureAsync(Default, Token), await Store.MeasureAsync("other", Token)));
        await Store.DeleteCollectionAsync(Default, Token);
        await Store.SaveCollectionAsync(new Collection { Name = Default }, Token);
        Assert.Equal((new CollectionSize(0, 0, 0), new CollectionSize(1, 1, 6)), (await Store.MeasureAsync(Default, Token), await Store.MeasureAsync("other", Token)));
    }

    [Fact]
    public async Task Any_part_of_a_text_is_that_part_of_the_whole()
    {
        // A pair of surrogates stands across every boundary that a piece of 8,192 units could have.
        var text = "x" + string.Concat(Enumerable.Repeat("😀", 15_000)) + "é日本 end";
        var entry = SampleCorpus.Entry("a", text);
        await Store.SaveAsync([entry], Token);
        int[] edges = [0, 1, 2, 3, 8190, 8191, 8192, 8193, 8194, 16382, 16383, 16384, 24575, 24576, 30000, text.Length - 1, text.Length];
        foreach (var start in edges)
        {
            foreach (var end in edges.Where(e => e >= start))
            {
                var part = (await Store.ReadTextAsync(entry.Document.Id, start, end, Token))!;
                Assert.Equal((new TextSpan(start, end), text[start..end]), (part.Span, part.Text));
            }
        }

        var beyond = (await Store.ReadTextAsync(entry.Document.Id, text.Length - 3, int.MaxValue, Token))!;
        Assert.Equal(("end", new TextSpan(text.Length - 3, text.Length), entry.Document.ContentHash), (beyond.Text, beyond.Span, beyond.Document.ContentHash));
        Assert.Equal(("", new TextSpan(text.Length, text.Length)), ((await Store.ReadTextAsync(entry.Document.Id, 1_000_000, 2_000_000, Token))! is var nothing ? (nothing.Text, nothing.Span) : default));
        Assert.Null(await Store.ReadTextAsync(DocumentId.From(Default, "none"), 0, 5, Token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Store.ReadTextAsync(entry.Document.Id, -1, 5, Token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Store.ReadTextAsync(entry.Document.Id, 5, 4, Token));
    }

    [Fact]
    public async Task The_layout_of_a_text_tiles_it_and_knows_its_bytes()
    {
        var entry = SampleCorpus.Entry("a", MixedText(300));
        await Store.SaveAsync([entry, SampleCorpus.Entry("empty", "")], Token);
        var layout = (await Store.FindLayoutAsync(entry.Document.Id, Token))!;
        Assert.Equal(entry.Document.Text, string.Concat(layout.Pieces.Select(p => p.Span.Of(entry.Document.Text))));
        Assert.Equal(layout.Pieces.Select(p => Encoding.UTF8.GetByteCount(p.Span.Of(entry.Document.Text))), layout.Pieces.Select(p => p.Bytes));
        Assert.Empty((await Store.FindLayoutAsync(DocumentId.From(Default, "empty"), Token))!.Pieces);
        Assert.Null(await Store.FindLayoutAsync(DocumentId.From(Default, "none"), Token));
    }

    [Fact]
    public async Task Pages_of_passages_make_all_of_them()
    {
        var entry = SampleCorpus.Entry("a", MixedText(100), pageStarts: [0, 500, 9000]);
        await Store.SaveAsync([entry, SampleCorpus.Entry("b", "Other.")], Token);
        foreach (var limit in (int[])[1, 7, 100, 1000])
        {
            var read = new List<Passage>();
            while (await Store.PageOfPassagesAsync(entry.Document.Id, read.Count, limit, Token) is { Count: > 0 } page) read.AddRange(page);
            AssertSame(entry.Passages, read);
        }

        Assert.Empty(await Store.PageOfPassagesAsync(DocumentId.From(Default, "none"), 0, 10, Token));
    }

    [Fact]
    public async Task An_outline_is_the_documents_tree_and_needs_no_text()
    {
        var entry = SampleCorpus.Entry("a", "One.\n\nTwo.\n\nThree.", pageStarts: [0, 6]);
        await Store.SaveAsync([entry], Token);
        await ChangeRowsAsync("DELETE FROM texts");
        var outline = (await Store.FindOutlineAsync(entry.Document.Id, Token))!;
        Assert.Equal(entry.Document.Sections, outline.Sections);
        Assert.Equal([0, 6], outline.PageStarts);
        Assert.Equal(new Dictionary<int, int> { [1] = 1, [2] = 1, [3] = 1 }, outline.Passages);
        Assert.Equal((entry.Document.Id, "a"), (outline.Document.Id, outline.Document.Source));
        Assert.Equivalent(DocumentOutline.From(entry.Document, entry.Passages), DocumentOutline.From(outline), strict: true);
        Assert.Null(await Store.FindOutlineAsync(DocumentId.From(Default, "none"), Token));
    }

    [Fact]
    public async Task A_part_of_a_large_document_is_read_without_the_rest()
    {
        var entry = SampleCorpus.Entry("big", MixedText(13_000));
        var (id, text) = (entry.Document.Id, entry.Document.Text);
        Assert.True(text.Length > 4_500_000);
        await Store.SaveAsync([entry], Token);
        var (start, last) = (text.Length / 2, entry.Passages[^10]);
        // Once before it is measured: statements are prepared, connections opened.
        for (var i = 0; i < 2; i++)
        {
            var whole = await BytesOfAsync(Store, async () => Assert.Equal(text.Length, (await Store.FindDocumentAsync(id, Token))!.Text.Length));
            var part = await BytesOfAsync(Store, async () => Assert.Equal(text[start..(start + 1000)], (await Store.ReadTextAsync(id, start, start + 1000, Token))!.Text));
            var page = await BytesOfAsync(Store, async () => Assert.Equal(last.Text, (await Store.PageOfPassagesAsync(id, last.Ordinal, 10, Token))[0].Text));
            var layout = await BytesOfAsync(Store, async () => Assert.Equal(text.Length, (await Store.FindLayoutAsync(id, Token))!.Pieces[^1].Span.End));
            if (i == 0) continue;
            Assert.True(whole > text.Length, $"{whole} bytes for the whole");
            Assert.InRange(part, 1_000, 80_000);
            Assert.InRange(page, 1_000, 150_000);
            Assert.InRange(layout, 1_000, 150_000);
        }

        // Nor does it depend on the rest: that is gone.
        await ChangeRowsAsync($"DELETE FROM texts WHERE start < {start - 8192} OR start > {start + 1000}");
        Assert.Equal(text[start..(start + 1000)], (await Store.ReadTextAsync(id, start, start + 1000, Token))!.Text);
    }
}
