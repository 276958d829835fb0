using CsCheck;
using Xunit;

namespace LongRag.Core.Tests.Documents;

public sealed class DocumentTests
{
    [Fact]
    public void A_document_id_follows_from_collection_and_source_alone() =>
        Assert.Equal(DocumentId.From("manuals", "a/b.md"), DocumentId.From("manuals", "a/b.md"));

    [Fact]
    public void Parts_of_an_id_do_not_run_into_each_other() =>
        Assert.NotEqual(DocumentId.From("ab", "c"), DocumentId.From("a", "bc"));

    [Fact]
    public void Ids_are_pinned_because_stored_corpora_hold_them()
    {
        Assert.Equal("fce2080a6e3cf2187ccc", DocumentId.From("default", "handbook.md").Value);
        Assert.Equal("a27d8fdd630f3d8301a7", PassageId.From(DocumentId.From("default", "handbook.md"), ["Rules"], "No smoking.", 0).Value);
    }

    [Fact]
    public void Equal_texts_in_one_section_differ_by_their_repetition()
    {
        var document = DocumentId.From("default", "a");
        Assert.NotEqual(PassageId.From(document, ["x"], "same", 0), PassageId.From(document, ["x"], "same", 1));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(9, 1)]
    [InlineData(10, 2)]
    [InlineData(24, 2)]
    [InlineData(25, 3)]
    [InlineData(1000, 3)]
    public void The_page_of_an_offset_is_the_last_that_starts_at_or_before_it(int offset, int page) =>
        Assert.Equal(page, Sample([0, 10, 25]).PageAt(offset));

    [Fact]
    public void A_document_without_pages_has_no_page() => Assert.Null(Sample([]).PageAt(3));

    [Fact]
    public void Page_search_agrees_with_a_linear_scan() =>
        Gen.Int[0, 50].List[1, 20].Select(Gen.Int[0, 60]).Sample((steps, offset) =>
        {
            var starts = new List<int> { 0 };
            foreach (var step in steps) starts.Add(starts[^1] + step);
            var expected = starts.FindLastIndex(s => s <= offset) + 1;
            Assert.Equal(expected, Sample(starts).PageAt(offset));
        });

    private static Document Sample(IReadOnlyList<int> pageStarts) => new()
    {
        Id = DocumentId.From("default", "a"), Collection = "default", Source = "a", Title = "a", MediaType = "text/plain", Text = "", ContentHash = "", Sections = [], PageStarts = pageStarts,
    };
}
