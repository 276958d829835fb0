using System.Globalization;
using Xunit;
using static LongRag.Ingest.Tests.PdfFixture;

namespace LongRag.Ingest.Tests;

public sealed class PdfPagesTests
{
    private static string Body(int page) => Lines(50, 700, $"Page {Name(page)} begins with a sentence of its own here.", $"It is followed by another one that ends page {Name(page)}.");

    [Fact]
    public async Task Running_lines_are_kept_once_and_page_numbers_dropped()
    {
        var file = new PdfFixture();
        for (var page = 1; page <= 8; page++) file.Page(At(50, 770, "Harbour handbook") + Body(page) + At(300, 30, page.ToString(CultureInfo.InvariantCulture)));
        var document = (await file.ReadAsync()).OnlyDocument();
        Assert.Equal(8, document.PageStarts.Count);
        Assert.Single(document.Blocks, b => b.Span.Of(document.Text) == "Harbour handbook");
        Assert.Equal(9, document.Blocks.Count);
        Assert.DoesNotContain(document.Text, char.IsDigit);
    }

    [Fact]
    public async Task Running_lines_of_left_and_right_pages_are_told_apart()
    {
        var file = new PdfFixture();
        for (var page = 1; page <= 9; page++) file.Page(At(50, 770, page % 2 == 0 ? $"{page}   The harbour" : $"The ferries   {page}") + Body(page));
        var document = (await file.ReadAsync()).OnlyDocument();
        Assert.Equal(11, document.Blocks.Count);
    }

    [Fact]
    public async Task Rows_of_figures_at_the_edge_of_pages_stay()
    {
        var file = new PdfFixture();
        for (var page = 1; page <= 8; page++) file.Page(At(50, 770, $"18{page}0") + At(150, 770, $"{page}.50") + Body(page) + At(300, 30, $"12{page}4.50"));
        var text = (await file.ReadAsync()).OnlyDocument().Text;
        for (var page = 1; page <= 8; page++)
        {
            Assert.Contains($"18{page}0", text, StringComparison.Ordinal);
            Assert.Contains($"12{page}4.50", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_line_repeated_on_three_pages_may_be_what_they_say()
    {
        var file = new PdfFixture();
        for (var page = 1; page <= 3; page++) file.Page(At(50, 770, $"Agreement - page {page}") + Body(page));
        var text = (await file.ReadAsync()).OnlyDocument().Text;
        Assert.Contains("Agreement - page 1\n", text, StringComparison.Ordinal);
        Assert.Contains("Agreement - page 3\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_is_its_number_is_still_a_page()
    {
        var file = new PdfFixture();
        for (var page = 1; page <= 6; page++) file.Page(At(300, 770, page.ToString(CultureInfo.InvariantCulture)));
        var document = (await file.ReadAsync()).OnlyDocument();
        Assert.Equal(["1", "2", "3", "4", "5", "6"], document.Blocks.Select(b => b.Span.Of(document.Text)));
        Assert.Equal([0, 1, 4, 7, 10, 13], document.PageStarts);
    }

    [Fact]
    public async Task A_sentence_over_two_pages_is_one_paragraph_and_the_page_starts_within_it()
    {
        var file = new PdfFixture().Page(Lines(50, 700, "The ferry leaves the northern quay at seven and it", "comes back before noon unless the sea is so rough, then it")).Page(Lines(50, 700, "waits in the lee of the island until the wind is down."));
        var document = (await file.ReadAsync()).OnlyDocument();
        var block = Assert.Single(document.Blocks);
        Assert.EndsWith("so rough, then it waits in the lee of the island until the wind is down.", block.Span.Of(document.Text), StringComparison.Ordinal);
        Assert.Equal([0, document.Text.IndexOf("waits", StringComparison.Ordinal)], document.PageStarts);
    }

    [Fact]
    public async Task Only_the_pages_asked_for_are_read_and_progress_counts_them()
    {
        var file = new PdfFixture();
        for (var page = 1; page <= 9; page++) file.Page(Body(page));
        var items = await file.ReadAsync(new ReadOptions { FirstPage = 3, LastPage = 4 });
        Assert.Equal(2, items.OnlyDocument().PageStarts.Count);
        Assert.Equal([new ReadItem.Progress(1, 2), new ReadItem.Progress(2, 2)], items.OfType<ReadItem.Progress>());
        Assert.StartsWith("Page drei begins", items.OnlyDocument().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_outline_names_the_headings()
    {
        var file = new PdfFixture().Page(At(50, 700, "Berths and fees") + Lines(50, 680, "A sentence stands here, and it is long enough to be text.")).Page(At(50, 700, "Fees") + At(50, 680, "Another sentence."));
        var parent = file.Add("");
        var (first, second) = (parent + 1, parent + 2);
        file.Add($"<</Title(Berths and fees)/Parent {parent} 0 R/Dest[{file.PageReference(1)}/Fit]/First {second} 0 R/Last {second} 0 R/Count 1>>");
        file.Add($"<</Title(FEES)/Parent {first} 0 R/Dest[{file.PageReference(2)}/Fit]>>");
        file.Replace(parent, $"<</Type/Outlines/First {first} 0 R/Last {first} 0 R/Count 2>>");
        var document = (await file.Catalog($"/Outlines {parent} 0 R").ReadAsync()).OnlyDocument();
        Assert.Equal([(1, "Berths and fees"), (2, "Fees")], document.Blocks.Where(b => b.Kind == BlockKind.Heading).Select(b => (b.Level, b.Span.Of(document.Text))));
    }

    [Fact]
    public async Task The_structure_tree_names_the_headings_where_there_is_no_outline()
    {
        var file = new PdfFixture().Page("/H2 <</MCID 0>> BDC\n" + At(50, 700, "Berths") + "EMC\n" + "/P <</MCID 1>> BDC\n" + At(50, 680, "A sentence stands here.") + "EMC\n");
        var root = file.Add("");
        file.Add($"<</S/Headline/P {root} 0 R/Pg {file.PageReference(1)}/K 0>>");
        file.Replace(root, $"<</Type/StructTreeRoot/RoleMap<</Headline/H2>>/K[{root + 1} 0 R]>>");
        var document = (await file.Catalog($"/StructTreeRoot {root} 0 R").ReadAsync()).OnlyDocument();
        Assert.Equal([(2, "Berths")], document.Blocks.Where(b => b.Kind == BlockKind.Heading).Select(b => (b.Level, b.Span.Of(document.Text))));
    }

    [Fact]
    public async Task Values_of_fields_stand_beside_their_label_and_comments_after_the_page()
    {
        var file = new PdfFixture();
        var field = file.Add("<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(Alma)/Rect[120 695 300 712]>>");
        var box = file.Add("<</Type/Annot/Subtype/Widget/FT/Btn/T(agree)/AS/Yes/Rect[120 675 132 687]>>");
        var note = file.Add("<</Type/Annot/Subtype/Text/Contents(Ask the master.)/Rect[400 700 420 720]>>");
        var hidden = file.Add("<</Type/Annot/Subtype/Text/F 2/Contents(Not shown.)/Rect[400 600 420 620]>>");
        file.Page(At(50, 700, "Boat:") + At(50, 678, "Agreed:"), $"/Annots[{field} 0 R {box} 0 R {note} 0 R {hidden} 0 R]");
        Assert.Equal("Boat: | Alma\nAgreed: | [x]\n\nAsk the master.", (await file.ReadAsync()).OnlyDocument().Text);
    }

    private static string Name(int page) => page switch { 1 => "eins", 2 => "zwei", 3 => "drei", 4 => "vier", 5 => "acht", 6 => "sechs", 7 => "sieben", 8 => "neun", _ => "zehn" };
}
