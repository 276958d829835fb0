using System.Text.Json;
using Xunit;
using static LongRag.Ingest.Tests.Readers.OfficeFiles;

namespace LongRag.Ingest.Tests.Readers;

public sealed class PptxReaderTests
{
    public static IEnumerable<TheoryDataRow<string>> SharedFiles => ExpectedFiles.Names("pptx").Select(n => new TheoryDataRow<string>(n));

    [Theory]
    [MemberData(nameof(SharedFiles))]
    public Task Shared_files_read_as_expected(string file) => ExpectedFiles.CheckAsync(file);

    [Fact]
    public async Task Diagrams_comments_and_drawn_words_of_the_shared_file_are_found() => Assert.Equal((4, 4), await ExpectedFiles.StretchAsync("pptx/slides-notes-hidden.pptx"));

    [Fact]
    public async Task Slides_are_pages_in_the_order_of_the_presentation_and_titles_are_headings()
    {
        var items = await ItemsAsync(Pptx([Shape("below", at: [0, 500, 10, 10]) + Shape("First", "title"), Shape("no title")]), "a.pptx");
        var document = items.OnlyDocument();
        Assert.Equal(["h1 First", "p below", "p no title"], Shown.Blocks(document));
        Assert.Equal("First", document.Title);
        Assert.Equal([0, 12], document.PageStarts);
        Assert.Equal([new ReadItem.Progress(1, 2), new ReadItem.Progress(2, 2)], items.OfType<ReadItem.Progress>());
    }

    [Fact]
    public async Task Only_the_slides_asked_for_are_read()
    {
        var items = await ItemsAsync(Pptx([Shape("one"), Shape("two"), Shape("three"), Shape("four")]), "a.pptx", new ReadOptions { FirstPage = 2, LastPage = 3 });
        Assert.Equal(["p two", "p three"], Shown.Blocks(items.OnlyDocument()));
        Assert.Equal([0, 3], items.OnlyDocument().PageStarts);
        Assert.Equal([new ReadItem.Progress(1, 2), new ReadItem.Progress(2, 2)], items.OfType<ReadItem.Progress>());
    }

    [Fact]
    public async Task Columns_stay_together_and_rows_go_from_left_to_right()
    {
        // Two columns with their own headings; below them, with a wider gap, a row of three.
        string[] shapes = [Shape("row 3", at: [80, 300, 20, 20]), Shape("right text", at: [60, 30, 40, 50]), Shape("left text", at: [0, 30, 40, 50]), Shape("right head", at: [60, 20, 40, 10]), Shape("left head", at: [0, 20, 40, 10]), Shape("row 1", at: [0, 300, 20, 20]), Shape("row 2", at: [40, 303, 20, 20])];
        Assert.Equal(["p left head", "p left text", "p right head", "p right text", "p row 1", "p row 2", "p row 3"], await BlocksAsync([string.Concat(shapes)]));
    }

    [Fact]
    public async Task Groups_inside_of_groups_are_read_in_one_place()
    {
        var inner = "<p:grpSp><p:nvGrpSpPr><p:cNvPr id=\"3\" name=\"\"/></p:nvGrpSpPr><p:grpSpPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"10\" cy=\"10\"/></a:xfrm></p:grpSpPr>" + Shape("b", at: [5, 5, 1, 1]) + Shape("a", at: [0, 0, 1, 1]) + "</p:grpSp>";
        var outer = "<p:grpSp><p:nvGrpSpPr><p:cNvPr id=\"2\" name=\"\"/></p:nvGrpSpPr><p:grpSpPr><a:xfrm><a:off x=\"0\" y=\"100\"/><a:ext cx=\"50\" cy=\"50\"/></a:xfrm></p:grpSpPr>" + Shape("c", at: [0, 20, 1, 1]) + inner + "</p:grpSp>";
        Assert.Equal(["p top", "p a", "p b", "p c", "p end"], await BlocksAsync([Shape("end", at: [0, 200, 9, 9]) + outer + Shape("top", at: [0, 0, 9, 9])]));
    }

    [Fact]
    public async Task Hidden_slides_are_marked_and_hidden_shapes_dropped()
    {
        var hidden = Shape("never", at: [0, 0, 1, 1]).Replace("name=\"s\"", "name=\"s\" hidden=\"1\"", StringComparison.Ordinal);
        var document = (await ItemsAsync(Pptx([Shape("A", "title") + hidden, "show=\"0\"|" + Shape("B", "title") + Shape("text")]), "a.pptx")).OnlyDocument();
        Assert.Equal(["h1 A", "h1 B", "p [Hidden slide]", "p text"], Shown.Blocks(document));
        Assert.Equal("[2]", JsonSerializer.Serialize(document.Metadata["hidden_slides"]));
    }

    [Fact]
    public async Task Lists_have_levels_and_numbers()
    {
        const string Body = "<p:sp><p:nvSpPr><p:nvPr><p:ph type=\"body\" idx=\"1\"/></p:nvPr></p:nvSpPr><p:txBody>" +
            "<a:p><a:pPr><a:buNone/></a:pPr><a:r><a:t>lead</a:t></a:r></a:p><a:p><a:r><a:t>point</a:t></a:r></a:p><a:p><a:pPr lvl=\"1\"><a:buAutoNum type=\"alphaLcParenR\"/></a:pPr><a:r><a:t>x</a:t></a:r></a:p>" +
            "<a:p><a:pPr lvl=\"1\"><a:buAutoNum type=\"alphaLcParenR\"/></a:pPr><a:r><a:t>y</a:t></a:r><a:br/><a:r><a:t>z</a:t></a:r></a:p><a:p><a:pPr><a:buAutoNum type=\"arabicPeriod\" startAt=\"4\"/></a:pPr><a:r><a:t>four</a:t></a:r></a:p>" +
            "<a:p><a:fld type=\"slidenum\"><a:t>7</a:t></a:fld></a:p></p:txBody></p:sp>";
        Assert.Equal(["p lead", "li0 point", "li1 a) x", "li1 b) y\nz", "li0 4. four"], await BlocksAsync([Body]));
    }

    [Fact]
    public async Task Rows_keep_merged_cells_in_one_place()
    {
        static string Cell(string text, string attributes = "") => $"<a:tc {attributes}><a:txBody>{Lines(text)}</a:txBody><a:tcPr/></a:tc>";
        var first = Cell("a", "gridSpan=\"2\"") + Cell("", "hMerge=\"1\"") + Cell("down", "rowSpan=\"2\"");
        var second = Cell("1") + Cell("2\nlines") + Cell("", "vMerge=\"1\"");
        Assert.Equal(["table a | down\n1 | 2 lines"], await BlocksAsync([$"<p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tr>{first}</a:tr><a:tr>{second}</a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>"]));
    }

    [Fact]
    public async Task Notes_and_comments_of_both_kinds_follow_their_slide()
    {
        var file = Pptx(
            [Shape("one"), Shape("two")],
            (1, "notesSlide", "n1.xml", Slide("notes", "", Shape("image", "sldImg") + Shape("Say this.\nAnd that.", "body") + Shape("9", "sldNum"))),
            (1, "comments", "c1.xml", "<l><cm authorId=\"1\"><text>old</text></cm></l>"),
            (2, "comments", "c2.xml", "<l><cm authorId=\"{A}\"><replyLst><reply authorId=\"2\"><txBody><p><r><t>answer</t></r></p></txBody></reply></replyLst><txBody><p><r><t>question</t></r></p></txBody></cm></l>"),
            (0, "commentAuthors", "a1.xml", "<l><cmAuthor id=\"1\" name=\"Anna\"/></l>"),
            (0, "authors", "a2.xml", "<l><author id=\"{A}\" name=\"Ben\"/></l>"));
        Assert.Equal(["p one", "p Notes: Say this.", "p And that.", "p Comment (Anna): old", "p two", "p Comment (Ben): question", "p Reply: answer"], Shown.Blocks((await ItemsAsync(file, "a.pptx")).OnlyDocument()));
    }

    [Fact]
    public async Task Dates_and_slide_numbers_are_dropped_and_footers_stand_once() =>
        Assert.Equal(["p a", "p Acme", "p b"], await BlocksAsync([Shape("a") + Shape("1 May", "dt") + Shape("Acme", "ftr") + Shape("1", "sldNum"), Shape("b") + Shape("Acme", "ftr") + Shape("2", "sldNum")]));

    [Fact]
    public async Task Diagrams_are_read_in_the_order_of_their_outline()
    {
        const string Data = "<d xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"><pt modelId=\"0\" type=\"doc\"/><pt modelId=\"3\"><a:t>third</a:t></pt><pt modelId=\"1\"><a:t>first</a:t></pt><pt modelId=\"2\"><a:t>inner</a:t></pt><pt modelId=\"9\" type=\"pres\"><a:t>first</a:t></pt>" +
            "<cxn srcId=\"0\" destId=\"3\" srcOrd=\"1\"/><cxn srcId=\"0\" destId=\"1\" srcOrd=\"0\"/><cxn srcId=\"1\" destId=\"2\" srcOrd=\"0\"/><cxn srcId=\"2\" destId=\"1\" srcOrd=\"0\"/><cxn type=\"presOf\" srcId=\"1\" destId=\"9\"/></d>";
        const string Frame = "<p:graphicFrame><a:graphic><a:graphicData><dgm:relIds xmlns:dgm=\"d\" r:dm=\"data.xml\"/></a:graphicData></a:graphic></p:graphicFrame>";
        Assert.Equal(["li0 first", "li1 inner", "li0 third"], Shown.Blocks((await ItemsAsync(Pptx([Frame], (1, "diagramData", "data.xml", Data)), "a.pptx")).OnlyDocument()));
    }

    [Fact]
    public async Task Charts_give_their_title_and_a_row_for_each_category()
    {
        const string Chart = "<c xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"><title><a:t>Sales</a:t></title><ser><tx><v>North</v></tx><cat><pt idx=\"0\"><v>2024</v></pt><pt idx=\"1\"><v>2025</v></pt></cat><val><pt idx=\"0\"><v>4.4000000000000004</v></pt><pt idx=\"1\"><v>5</v></pt></val></ser>" +
            "<ser><tx><v>South</v></tx><val><pt idx=\"1\"><v>7</v></pt></val></ser></c>";
        const string Frame = "<p:graphicFrame><a:graphic><a:graphicData><c:chart xmlns:c=\"c\" r:id=\"c.xml\"/></a:graphicData></a:graphic></p:graphicFrame>";
        Assert.Equal(["p Sales", "table | North | South\n2024 | 4.4\n2025 | 5 | 7"], Shown.Blocks((await ItemsAsync(Pptx([Frame], (1, "chart", "c.xml", Chart)), "a.pptx")).OnlyDocument()));
    }

    [Fact]
    public async Task Alternatives_are_read_once() =>
        Assert.Equal(["p new"], await BlocksAsync([$"<mc:AlternateContent><mc:Choice Requires=\"x\">{Shape("new")}</mc:Choice><mc:Fallback>{Shape("old")}</mc:Fallback></mc:AlternateContent>"]));

    [Fact]
    public async Task What_a_slide_does_not_place_is_placed_by_its_layout()
    {
        var layout = Slide("sldLayout", "", Shape("Click", "body", [0, 500, 10, 10]));
        Assert.Equal(["p above", "li0 body"], Shown.Blocks((await ItemsAsync(Pptx([Shape("body", "body") + Shape("above", at: [0, 100, 10, 10])], (1, "slideLayout", "l.xml", layout)), "a.pptx")).OnlyDocument()));
    }

    [Fact]
    public async Task A_missing_slide_is_named_and_keeps_its_page()
    {
        var bytes = RawZip.Of(
            ("[Content_Types].xml", "<Types><Override ContentType=\"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml\"/></Types>"),
            ("_rels/.rels", $"<Relationships><Relationship Id=\"m\" Type=\"{R}/officeDocument\" Target=\"ppt/p.xml\"/></Relationships>"),
            ("ppt/p.xml", $"<p xmlns:r=\"{R}\"><sldId r:id=\"1\"/><sldId r:id=\"2\"/><sldId r:id=\"2\"/></p>"),
            ("ppt/_rels/p.xml.rels", $"<Relationships><Relationship Id=\"1\" Type=\"{R}/slide\" Target=\"gone.xml\"/><Relationship Id=\"2\" Type=\"{R}/slide\" Target=\"s.xml\"/></Relationships>"),
            ("ppt/s.xml", Slide("sld", "", Shape("second"))));
        var items = await ItemsAsync(bytes, "a.pptx");
        Assert.Equal(["p second"], Shown.Blocks(items.OnlyDocument()));
        Assert.Equal([0, 0], items.OnlyDocument().PageStarts);
        Assert.Equal([IngestCodes.CorruptArchive], items.Codes());
        Assert.True(items.OfType<ReadItem.Issue>().Single().Value.IsWarning);
    }

    [Fact]
    public Task Damaged_markup_in_a_whole_archive_ends_well_or_with_a_named_error() => OfficeReading.HoldsWhenMarkupIsDamagedAsync(new PptxReader(), SharedFiles.Select(row => row.Data), seeds: 20);

    [Fact]
    public Task Damaged_files_end_well_or_with_a_named_error() => OfficeReading.HoldsWhenDamagedAsync(new PptxReader(), SharedFiles.Select(row => row.Data), seeds: 30);

    private static async Task<string[]> BlocksAsync(string[] slides) => Shown.Blocks((await ItemsAsync(Pptx(slides), "a.pptx")).OnlyDocument());
}
