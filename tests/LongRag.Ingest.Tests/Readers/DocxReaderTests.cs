using Xunit;
using static LongRag.Ingest.Tests.Readers.OfficeFiles;

namespace LongRag.Ingest.Tests.Readers;

public sealed class DocxReaderTests
{
    public static IEnumerable<TheoryDataRow<string>> SharedFiles => ExpectedFiles.Names("docx").Select(n => new TheoryDataRow<string>(n));

    [Theory]
    [MemberData(nameof(SharedFiles))]
    public Task Shared_files_read_as_expected(string file) => ExpectedFiles.CheckAsync(file);

    [Fact]
    public async Task Headers_and_list_numbers_of_the_shared_files_are_found()
    {
        Assert.Equal((2, 2), await ExpectedFiles.StretchAsync("docx/headers-footers.docx"));
        Assert.Equal((2, 2), await ExpectedFiles.StretchAsync("docx/numbered-lists.docx"));
    }

    [Fact]
    public async Task Headings_are_known_by_outline_levels_through_basedOn_and_by_name()
    {
        var styles = Part("styles", Style("Normal", "Normal", isDefault: true) + Style("Top", "house top", outline: 0) + Style("Below", "house below", basedOn: "Top") + Style("berschrift2", "heading 2") + Style("TOCHeading", "TOC Heading", basedOn: "Top", outline: 9) + Style("HChGA", "_ H _Ch_GA") + Style("H23GA", "_ H_2/3_GA") + Style("Circle", "circle", basedOn: "Circle"));
        var blocks = await DocxBlocksAsync(
            P("Top", "First") + P("Below", "Second") + P("berschrift2", "Third") + P("TOCHeading", "Contents") + P("HChGA", "Chapter") + P("H23GA", "Part") + P("Circle", "round") + P("Normal", "text") + "<w:p><w:pPr><w:outlineLvl w:val=\"3\"/></w:pPr><w:r><w:t>Direct</w:t></w:r></w:p>",
            ("styles", "styles.xml", styles));
        Assert.Equal(["h1 First", "h1 Second", "h2 Third", "p Contents", "h2 Chapter", "h4 Part", "p round", "p text", "h4 Direct"], blocks);
    }

    [Fact]
    public async Task Without_a_styles_part_the_ids_of_headings_count() =>
        Assert.Equal(["h1 A", "p b", "h3 C"], await DocxBlocksAsync(P("Heading1", "A") + P("Body", "b") + P("Heading3", "C")));

    [Fact]
    public async Task The_style_Title_is_the_title_and_no_heading()
    {
        var document = (await ItemsAsync(Docx(P("Title", "The Whole") + P("Heading1", "Part"), ("styles", "styles.xml", Part("styles", Style("Title", "Title") + Style("Heading1", "heading 1")))))).OnlyDocument();
        Assert.Equal("The Whole", document.Title);
        Assert.Equal(["p The Whole", "h1 Part"], Shown.Blocks(document));
        Assert.Empty(document.PageStarts);
    }

    [Fact]
    public async Task Lists_count_by_level_and_restart_where_they_are_told_to()
    {
        var numbering = Part("numbering",
            "<w:abstractNum w:abstractNumId=\"0\">" + Level(0, "decimal", "%1.") + Level(1, "lowerLetter", "%1.%2)") + Level(2, "lowerRoman", "(%3)") + "</w:abstractNum>" +
            "<w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num><w:num w:numId=\"2\"><w:abstractNumId w:val=\"0\"/></w:num>" +
            "<w:num w:numId=\"3\"><w:abstractNumId w:val=\"0\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"10\"/></w:lvlOverride></w:num>");
        var blocks = await DocxBlocksAsync(
            Item(1, 0, "one") + Item(1, 1, "one a") + Item(1, 1, "one b") + Item(1, 2, "deep") + Item(1, 0, "two") + Item(1, 1, "two a") + Item(2, 0, "three goes on") + Item(3, 0, "ten") + Item(3, 0, "eleven") + Item(0, 0, "none") + Item(9, 0, "unknown"),
            ("numbering", "numbering.xml", numbering));
        Assert.Equal(["li0 1. one", "li1 1.a) one a", "li1 1.b) one b", "li2 (i) deep", "li0 2. two", "li1 2.a) two a", "li0 3. three goes on", "li0 10. ten", "li0 11. eleven", "p none", "p unknown"], blocks);
    }

    [Fact]
    public async Task Bullets_have_no_text_and_headings_have_their_numbers()
    {
        var numbering = Part("numbering",
            "<w:abstractNum w:abstractNumId=\"0\">" + Level(0, "bullet", "\uf0b7") + "</w:abstractNum><w:abstractNum w:abstractNumId=\"1\">" + Level(0, "upperRoman", "%1", pStyle: "Heading1") + Level(1, "decimal", "%1.%2", pStyle: "Heading2", legal: true) + "</w:abstractNum>" +
            "<w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num><w:num w:numId=\"2\"><w:abstractNumId w:val=\"1\"/></w:num>");
        var styles = Part("styles", Style("Heading1", "heading 1", numId: 2) + Style("Heading2", "heading 2", numId: 2));
        var blocks = await DocxBlocksAsync(
            P("Heading1", "Start") + P("Heading2", "Inner") + Item(1, 0, "point") + P("Heading1", "Next") + P("Heading2", "Inner"), ("numbering", "numbering.xml", numbering), ("styles", "styles.xml", styles));
        Assert.Equal(["h1 I Start", "h2 1.1 Inner", "li0 point", "h1 II Next", "h2 2.1 Inner"], blocks);
    }

    [Fact]
    public async Task Rows_keep_merged_cells_and_drop_deleted_rows()
    {
        var blocks = await DocxBlocksAsync(
            "<w:tbl><w:tblGrid><w:gridCol/><w:gridCol/><w:gridCol/></w:tblGrid>" +
            Row(Cell("a") + Cell("b c", "<w:gridSpan w:val=\"2\"/>")) +
            Row(Cell("down", "<w:vMerge w:val=\"restart\"/>") + Cell("x") + Cell("y")) +
            Row(Cell("", "<w:vMerge/>") + Cell("z") + Cell("")) +
            "<w:tr><w:trPr><w:del w:id=\"1\"/></w:trPr>" + Cell("gone") + Cell("gone") + "</w:tr>" +
            "<w:tr><w:trPr><w:gridBefore w:val=\"1\"/></w:trPr><w:sdt><w:sdtPr><w:tag w:val=\"t\"/></w:sdtPr><w:sdtContent>" + Cell("late") + "</w:sdtContent></w:sdt></w:tr>" +
            "</w:tbl>");
        Assert.Equal(["table a | b c\ndown | x | y\n | z\n | late"], blocks);
    }

    [Fact]
    public async Task Tables_inside_of_cells_stay_in_their_row_and_a_frame_is_no_table()
    {
        var inner = "<w:tbl><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid>" + Row(Cell("1") + Cell("2")) + "</w:tbl>";
        Assert.Equal(["table left | 1 | 2 after"], await DocxBlocksAsync($"<w:tbl><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid><w:tr>{Cell("left")}<w:tc>{inner}{P(null, "after")}</w:tc></w:tr></w:tbl>"));
        Assert.Equal(["h1 Boxed", "table 1 | 2"], await DocxBlocksAsync($"<w:tbl><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc>{P("Heading1", "Boxed")}{inner}</w:tc></w:tr></w:tbl>"));
    }

    [Fact]
    public async Task Insertions_stay_and_deletions_and_the_origins_of_moves_go()
    {
        var blocks = await DocxBlocksAsync(
            "<w:p>" + Run("kept ") + "<w:ins w:id=\"1\">" + Run("added ") + "</w:ins><w:del w:id=\"2\"><w:r><w:delText>cut</w:delText></w:r></w:del><w:moveFrom w:id=\"3\">" + Run("there") + "</w:moveFrom><w:moveTo w:id=\"4\">" + Run("here") + "</w:moveTo></w:p>" +
            "<w:p><w:pPr><w:rPr><w:del w:id=\"5\"/></w:rPr></w:pPr>" + Run("one ") + "</w:p><w:p>" + Run("paragraph now") + "</w:p>");
        Assert.Equal(["p kept added here", "p one paragraph now"], blocks);
    }

    [Fact]
    public async Task Hidden_text_goes_also_by_style()
    {
        var styles = Part("styles", "<w:style w:type=\"character\" w:styleId=\"Secret\"><w:name w:val=\"secret\"/><w:rPr><w:vanish/></w:rPr></w:style><w:style w:type=\"paragraph\" w:styleId=\"Under\"><w:name w:val=\"under\"/><w:rPr><w:vanish/></w:rPr></w:style>");
        var blocks = await DocxBlocksAsync(
            "<w:p>" + Run("Shown. ") + Run("Not at all. ", "<w:vanish/>") + Run("nor this", "<w:rStyle w:val=\"Secret\"/>") + Run(" Again.", "<w:vanish w:val=\"0\"/>") + "</w:p>" + P("Under", "nothing") + "<w:p><w:pPr><w:pStyle w:val=\"Under\"/></w:pPr>" + Run("but this", "<w:vanish w:val=\"false\"/>") + "</w:p>",
            ("styles", "styles.xml", styles));
        Assert.Equal(["p Shown. Again.", "p but this"], blocks);
    }

    [Fact]
    public async Task One_hidden_word_inside_of_a_sentence_stays_and_all_else_that_is_hidden_goes()
    {
        const string Hidden = "<w:vanish/>";
        Assert.Equal(["p torquent inceptos himenaeos."], await DocxBlocksAsync("<w:p>" + Run("torquent ") + Run("inceptos ", Hidden) + Run("himenaeos.") + "</w:p>"));
        Assert.Equal(["p a b c. D"], await DocxBlocksAsync("<w:p>" + Run("first", Hidden) + Run("a ") + Run("two words ", Hidden) + Run("b ") + Run("7 ", Hidden) + Run("c. ") + Run("after", Hidden) + Run("D") + Run(" last", Hidden) + "</w:p>"));
    }

    [Fact]
    public async Task Of_fields_only_the_results_are_text()
    {
        var blocks = await DocxBlocksAsync(
            "<w:p>" + Field(" HYPERLINK \"http://a.b\" ", "a link") + Run(" and ") + "<w:fldSimple w:instr=\" AUTHOR \">" + Run("Anna") + "</w:fldSimple></w:p>" +
            "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> IF </w:instrText></w:r>" + Field(" MERGEFIELD x ", "never") + "<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>" + Run("chosen") + "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>" +
            "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>" + Run("lost") + "</w:p><w:p>" + Run("a field without an end silences no other paragraph") + "</w:p>");
        Assert.Equal(["p a link and Anna", "p chosen", "p a field without an end silences no other paragraph"], blocks);
    }

    [Fact]
    public async Task Notes_follow_the_paragraph_or_table_that_refers_to_them()
    {
        var footnotes = Part("footnotes", "<w:footnote w:type=\"separator\" w:id=\"-1\"><w:p/></w:footnote><w:footnote w:id=\"7\">" + P(null, "Seven.") + "</w:footnote><w:footnote w:id=\"9\">" + P(null, "Nine.") + "</w:footnote>");
        var endnotes = Part("endnotes", "<w:endnote w:id=\"1\">" + P(null, "At the end.") + "</w:endnote>");
        var blocks = await DocxBlocksAsync(
            "<w:p>" + Run("Text") + "<w:r><w:footnoteReference w:id=\"9\"/></w:r>" + Run(" more") + "<w:r><w:endnoteReference w:id=\"1\"/></w:r></w:p>" +
            "<w:tbl><w:tr><w:tc><w:p>" + Run("cell") + "<w:r><w:footnoteReference w:id=\"7\"/></w:r></w:p></w:tc>" + Cell("other") + "</w:tr></w:tbl>" + P(null, "after"),
            ("footnotes", "footnotes.xml", footnotes), ("endnotes", "endnotes.xml", endnotes));
        Assert.Equal(["p Text[1] more[i]", "p [1] Nine.", "p [i] At the end.", "table cell[2] | other", "p [2] Seven.", "p after"], blocks);
    }

    [Fact]
    public async Task Notes_that_refer_to_notes_end()
    {
        var footnotes = Part("footnotes", "<w:footnote w:id=\"1\"><w:p>" + Run("foot") + "<w:r><w:footnoteReference w:id=\"1\"/><w:endnoteReference w:id=\"2\"/></w:r></w:p></w:footnote>");
        var endnotes = Part("endnotes", "<w:endnote w:id=\"2\"><w:p>" + Run("end") + "<w:r><w:endnoteReference w:id=\"2\"/><w:footnoteReference w:id=\"1\"/></w:r></w:p></w:endnote>");
        var blocks = await DocxBlocksAsync("<w:p>" + Run("a") + "<w:r><w:footnoteReference w:id=\"1\"/></w:r></w:p>", ("footnotes", "footnotes.xml", footnotes), ("endnotes", "endnotes.xml", endnotes));
        Assert.Equal(["p a[1]", "p [1] foot[i]", "p [i] end"], blocks);
    }

    [Fact]
    public async Task Text_boxes_are_read_once_after_their_paragraph()
    {
        var box = $"<mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><w:txbxContent>{P(null, "boxed")}</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>{P(null, "boxed")}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent>";
        Assert.Equal(["p before after", "p boxed", "p Drawn"], await DocxBlocksAsync("<w:p>" + Run("before ") + $"<w:r>{box}</w:r>" + Run("after") + "<w:r><w:pict><v:textpath string=\"Drawn\"/></w:pict></w:r></w:p>"));
    }

    [Fact]
    public async Task Breaks_tabs_hyphens_symbols_and_ruby_are_read_as_shown() =>
        Assert.Equal(["p a b\nc opt-ion α 漢字 x^2/y"], await DocxBlocksAsync(
            "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c o\u00adp</w:t><w:softHyphen/><w:t>t</w:t><w:noBreakHyphen/><w:t xml:space=\"preserve\">ion </w:t><w:sym w:font=\"Symbol\" w:char=\"F061\"/><w:t xml:space=\"preserve\"> </w:t><w:ruby><w:rt><w:r><w:t>かんじ</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>漢字</w:t></w:r></w:rubyBase></w:ruby><w:t xml:space=\"preserve\"> </w:t></w:r>" +
            "<m:oMath><m:f><m:num><m:r><m:t>x</m:t></m:r><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:num><m:den><m:r><m:t>y</m:t></m:r></m:den></m:f></m:oMath></w:p>"));

    [Fact]
    public async Task Headers_and_footers_stand_once_after_the_text_without_page_numbers()
    {
        var section = "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"h1.xml\"/><w:headerReference w:type=\"even\" r:id=\"h2.xml\"/><w:footerReference w:type=\"default\" r:id=\"f1.xml\"/></w:sectPr>";
        var blocks = await DocxBlocksAsync("<w:p><w:pPr>" + section + "</w:pPr>" + Run("one") + "</w:p>" + P(null, "two") + section,
            ("header", "h1.xml", Part("hdr", P("Heading1", "Company"))), ("header", "h2.xml", Part("hdr", P(null, "Company"))), ("footer", "f1.xml", Part("ftr", "<w:p>" + Run("Page ") + Field(" PAGE ", "3") + "</w:p>")));
        Assert.Equal(["p one", "p two", "p Company", "p Page"], blocks);
    }

    [Fact]
    public async Task Embedded_html_is_read_and_other_embedded_documents_are_named()
    {
        var items = await ItemsAsync(Docx("<w:altChunk r:id=\"c.html\"/>" + P(null, "between") + "<w:altChunk r:id=\"c.rtf\"/>", ("aFChunk", "c.html", "<html><body><h2>Inner</h2><p>text</p></body></html>"), ("aFChunk", "c.rtf", "{\\rtf1}")));
        Assert.Equal(["h2 Inner", "p text", "p between"], Shown.Blocks(items.OnlyDocument()));
        Assert.Equal([IngestCodes.Unsupported], items.Codes());
    }

    [Fact]
    public async Task A_link_to_a_missing_part_does_not_matter()
    {
        var bytes = RawZip.Of(
            ("[Content_Types].xml", ContentTypes), ("_rels/.rels", RootLinks),
            ("word/document.xml", Part("document", "<w:body>" + P(null, "here") + "</w:body>")),
            ("word/_rels/document.xml.rels", $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"a\" Type=\"{R}/image\" Target=\"media/none.png\"/><Relationship Id=\"b\" Type=\"{R}/styles\" Target=\"../NULL\"/><Relationship Id=\"c\" Type=\"{R}/hyperlink\" Target=\"mailto:a@@[\" TargetMode=\"External\"/></Relationships>"));
        Assert.Equal(["p here"], Shown.Blocks((await ItemsAsync(bytes)).OnlyDocument()));
    }

    [Fact]
    public async Task Strict_documents_are_read_like_all_others()
    {
        const string Strict = "http://purl.oclc.org/ooxml/wordprocessingml/main";
        var bytes = RawZip.Of(
            ("[Content_Types].xml", ContentTypes),
            ("_rels/.rels", RootLinks.Replace(R, "http://purl.oclc.org/ooxml/officeDocument/relationships", StringComparison.Ordinal)),
            ("word/document.xml", $"<d:document xmlns:d=\"{Strict}\"><d:body><d:p><d:pPr><d:pStyle d:val=\"Heading1\"/></d:pPr><d:r><d:t>Strict</d:t></d:r></d:p></d:body></d:document>"));
        Assert.Equal(["h1 Strict"], Shown.Blocks((await ItemsAsync(bytes)).OnlyDocument()));
    }

    [Fact]
    public async Task The_title_and_author_of_the_properties_are_kept()
    {
        var bytes = RawZip.Of(
            ("[Content_Types].xml", ContentTypes),
            ("_rels/.rels", RootLinks.Replace("</Relationships>", "<Relationship Id=\"p\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/></Relationships>", StringComparison.Ordinal)),
            ("word/document.xml", Part("document", "<w:body>" + P(null, "text") + "</w:body>")),
            ("docProps/core.xml", "<c xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:t=\"http://purl.org/dc/terms/\"><dc:title>Report_x000d_2026</dc:title><dc:creator>Anna</dc:creator><t:created>2026-01-02T03:04:05Z</t:created><keywords>a, b</keywords></c>"));
        var document = (await ItemsAsync(bytes)).OnlyDocument();
        Assert.Equal("Report 2026", document.Title);
        Assert.Equal("""{"author":"Anna","date":"2026-01-02T03:04:05Z","keywords":["a","b"]}""", System.Text.Json.JsonSerializer.Serialize(document.Metadata));
    }

    [Theory]
    [InlineData("<!DOCTYPE w [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><w>&a;</w>", IngestCodes.Corrupt)]
    [InlineData("<!DOCTYPE w [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><w>&b;</w>", IngestCodes.Corrupt)]
    [InlineData("<w><p>", IngestCodes.Corrupt)]
    [InlineData("", IngestCodes.Corrupt)]
    public async Task Markup_with_entities_or_without_an_end_is_corrupt(string document, string code) =>
        Assert.Equal([code], (await ItemsAsync(RawZip.Of(("[Content_Types].xml", ContentTypes), ("_rels/.rels", RootLinks), ("word/document.xml", document)))).Codes());

    [Fact]
    public async Task A_document_without_its_main_part_is_a_corrupt_archive() =>
        Assert.Equal([IngestCodes.CorruptArchive], (await ItemsAsync(RawZip.Of(("[Content_Types].xml", ContentTypes), ("_rels/.rels", RootLinks)))).Codes());

    [Fact]
    public async Task Nesting_without_end_is_too_deep()
    {
        var nested = string.Concat(Enumerable.Repeat("<w:tbl><w:tr><w:tc>", 20_000));
        Assert.Equal([IngestCodes.TooDeep], (await ItemsAsync(Docx(nested + string.Concat(Enumerable.Repeat("</w:tc></w:tr></w:tbl>", 20_000))))).Codes());
    }

    [Fact]
    public async Task A_document_beyond_the_bound_is_too_large_before_it_is_held()
    {
        var options = new ReadOptions { MaxCharacters = 1000 };
        Assert.Equal([IngestCodes.TooLarge], (await ItemsAsync(Docx(P(null, new string('x', 1001))), options: options)).Codes());
        Assert.Equal([IngestCodes.TooLarge], (await ItemsAsync(Docx("<w:tbl>" + string.Concat(Enumerable.Repeat(Row(Cell("a") + Cell("b")), 600)) + "</w:tbl>"), options: options)).Codes());
        Assert.Equal(1000, (await ItemsAsync(Docx(P(null, new string('x', 1000))), options: options)).OnlyDocument().Text.Length);
    }

    [Fact]
    public async Task A_document_without_text_has_no_blocks() => Assert.Empty((await ItemsAsync(Docx("<w:p/><w:sectPr/>"))).OnlyDocument().Blocks);

    [Fact]
    public Task Damaged_markup_in_a_whole_archive_ends_well_or_with_a_named_error() => OfficeReading.HoldsWhenMarkupIsDamagedAsync(new DocxReader(), SharedFiles.Select(row => row.Data), seeds: 20);

    [Fact]
    public Task Damaged_files_end_well_or_with_a_named_error() => OfficeReading.HoldsWhenDamagedAsync(new DocxReader(), SharedFiles.Select(row => row.Data), seeds: 12);

    private const string ContentTypes = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";

    private const string RootLinks = $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"m\" Type=\"{R}/officeDocument\" Target=\"/word/document.xml\"/></Relationships>";

    private static string P(string? style, string text) => $"<w:p>{(style is null ? "" : $"<w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>")}{Run(text)}</w:p>";

    private static string Run(string text, string properties = "") => $"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>";

    private static string Row(string cells) => $"<w:tr>{cells}</w:tr>";

    private static string Cell(string text, string properties = "") => $"<w:tc><w:tcPr>{properties}</w:tcPr>{P(null, text)}</w:tc>";

    private static string Item(int list, int level, string text) => $"<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr></w:pPr>{Run(text)}</w:p>";

    private static string Level(int level, string format, string text, string? pStyle = null, bool legal = false) =>
        $"<w:lvl w:ilvl=\"{level}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/>{(pStyle is null ? "" : $"<w:pStyle w:val=\"{pStyle}\"/>")}{(legal ? "<w:isLgl/>" : "")}<w:lvlText w:val=\"{text}\"/></w:lvl>";

    private static string Style(string id, string name, string? basedOn = null, int? outline = null, int? numId = null, bool isDefault = false) =>
        $"<w:style w:type=\"paragraph\" w:styleId=\"{id}\"{(isDefault ? " w:default=\"1\"" : "")}><w:name w:val=\"{name}\"/>{(basedOn is null ? "" : $"<w:basedOn w:val=\"{basedOn}\"/>")}<w:pPr>{(numId is null ? "" : $"<w:numPr><w:numId w:val=\"{numId}\"/></w:numPr>")}{(outline is null ? "" : $"<w:outlineLvl w:val=\"{outline}\"/>")}</w:pPr></w:style>";

    private static string Field(string instruction, string result) => $"<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>{System.Security.SecurityElement.Escape(instruction)}</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>{Run(result)}<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>";
}
