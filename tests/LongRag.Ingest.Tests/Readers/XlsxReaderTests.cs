using System.Globalization;
using System.Text;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Ingest.Tests.Readers;

public sealed class XlsxReaderTests
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    public static IEnumerable<TheoryDataRow<string>> SharedFiles => ExpectedFiles.Names("xlsx").Select(n => new TheoryDataRow<string>(n));

    [Theory]
    [MemberData(nameof(SharedFiles))]
    public Task Shared_files_read_as_expected(string file) => ExpectedFiles.CheckAsync(file);

    [Fact]
    public async Task Sheets_are_sections_and_rows_are_rows()
    {
        var items = await ReadAsync(Book([
            ("Prices", "", """<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row><row r="2"><c r="A2" t="inlineStr"><is><r><t>Half</t></r><r><t xml:space="preserve"> loaf</t></r></is></c><c r="B2"><v>1.25</v></c></row>"""),
            ("Notes", "hidden", """<row r="1"><c r="A1" t="str"><f>A2</f><v>Kept</v></c></row>"""),
            ("Empty", "", "")], strings: "<si><t>Item</t></si><si><t>Price</t></si>"));
        Assert.Equal(["h1 Prices", "table Item | Price\nHalf loaf | 1.25", "h1 Notes (hidden)", "table Kept"], Shown.Blocks(items.OnlyDocument()));
        Assert.Equal([new ReadItem.Progress(1, 3), new ReadItem.Progress(2, 3), new ReadItem.Progress(3, 3)], items.OfType<ReadItem.Progress>());
    }

    [Fact]
    public async Task Columns_stay_in_line_and_empty_edges_are_left_out()
    {
        const string Rows = """<row><c r="C2"><v>1</v></c><c r="F2"><v>4</v></c><c r="G2"/></row><row/><row><c r="D4"><v>2</v></c></row><row><c r="C5"><v>7</v></c><c/><c><v>9</v></c></row>""";
        Assert.Equal(["h1 S", "table 1 |  |  | 4\n | 2\n7 |  | 9"], Shown.Blocks((await ReadAsync(Book([("S", "", Rows)]))).OnlyDocument()));
    }

    [Fact]
    public async Task A_merged_value_stands_once_and_keeps_its_place()
    {
        const string Rows = """<row><c r="A1" t="str"><v>Both</v></c><c r="B1"/><c r="C1" t="str"><v>Third</v></c></row><row><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c><c r="C2"><v>3</v></c></row>""";
        Assert.Equal(["h1 S", "table Both |  | Third\n1 | 2 | 3"], Shown.Blocks((await ReadAsync(Book([("S", "", Rows)]))).OnlyDocument()));
    }

    [Fact]
    public async Task Wide_gaps_are_shortened()
    {
        const string Rows = """<row><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row>""";
        var text = (await ReadAsync(Book([("S", "", Rows)]))).OnlyDocument().Text;
        Assert.Equal("S\n\n1" + string.Concat(Enumerable.Repeat(" | ", 32)) + "2", text);
    }

    [Theory]
    [InlineData("<c t=\"b\"><v>1</v></c>", "TRUE")]
    [InlineData("<c t=\"b\"><v>0</v></c>", "FALSE")]
    [InlineData("<c t=\"e\"><v>#DIV/0!</v></c>", "#DIV/0!")]
    [InlineData("<c t=\"d\"><v>2021-01-01T00:00:00</v></c>", "2021-01-01")]
    [InlineData("<c t=\"d\"><v>2021-01-01T10:30:00</v></c>", "2021-01-01 10:30:00")]
    [InlineData("<c t=\"str\"><v>A_x000D_\nB _x0041__x005F_x000D_</v></c>", "A B A_x000D_")]
    [InlineData("<c t=\"inlineStr\"><is><t>課</t><rPh sb=\"0\" eb=\"1\"><t>カ</t></rPh><phoneticPr fontId=\"1\"/></is></c>", "課")]
    [InlineData("<c t=\"inlineStr\"><is><t><![CDATA[a<b]]></t></is></c>", "a<b")]
    [InlineData("<c><f>SUM(B1:C1)</f><v>12</v></c>", "12")]
    [InlineData("<c><v>12.0</v></c>", "12")]
    [InlineData("<c><v>0.1</v></c>", "0.1")]
    [InlineData("<c><v>0.30000000000000004</v></c>", "0.3")]
    [InlineData("<c><v>1.1000000000000001</v></c>", "1.1")]
    [InlineData("<c><v>9781234567890</v></c>", "9781234567890")]
    [InlineData("<c><v>-5.5E-3</v></c>", "-0.0055")]
    [InlineData("<c><v>1E+100</v></c>", "1E+100")]
    [InlineData("<c><v>007</v></c>", "7")]
    [InlineData("<c><v>NaN</v></c>", "NaN")]
    [InlineData("<c t=\"zz\"><v>5</v></c>", "5")]
    public async Task Values_are_shown(string cell, string shown)
    {
        // The second cell keeps a table even where the first is empty.
        var text = (await ReadAsync(Book([("S", "", $"<row>{cell}<c t=\"str\"><v>|end</v></c></row>")]))).OnlyDocument().Text;
        Assert.Equal($"S\n\n{shown} | |end", text);
    }

    [Theory]
    [InlineData("0", 1.5, "2")]
    [InlineData("0.00", 12, "12.00")]
    [InlineData("0.0##", 1.25, "1.25")]
    [InlineData("0.##", 12, "12")]
    [InlineData("#,##0.00", 1234567.891, "1234567.89")]
    [InlineData("#,##0,", 1234567, "1235")]
    [InlineData("0.0,,\" M\"", 1234567, "1.2 M")]
    [InlineData("0%", 0.155, "16%")]
    [InlineData("0.0%", 0.155, "15.5%")]
    [InlineData("00000", 42, "00042")]
    [InlineData("000\\-00\\-0000", 123456789, "123-45-6789")]
    [InlineData("0.00E+00", 12345, "1.23E+04")]
    [InlineData("##0.0E+0", 12345, "12.3E+3")]
    [InlineData("0.0E-0", 0.00012, "1.2E-4")]
    [InlineData("#,##0\\ ;\\(#,##0\\)", -81, "-81")]
    [InlineData("#,##0\\ ;[Red]\\(#,##0\\)", 81, "81")]
    [InlineData("_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", -3, "-3.00")]
    [InlineData("_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", 0, "-")]
    [InlineData("0;[Red]0", -7, "-7")]
    [InlineData("0.0", -0.01, "0.0")]
    [InlineData(";;;", 5, "")]
    [InlineData("0;\"loss\"", -7, "loss")]
    [InlineData("[$€-407] 0.00", 3.5, "€ 3.50")]
    [InlineData("0.00\\ [$kr-41D]", 3.5, "3.50 kr")]
    [InlineData("\"$\"#,##0.00_);(\"$\"#,##0.00)", -3.5, "-$3.50")]
    [InlineData("General\" km\"", 2.5, "2.5 km")]
    [InlineData("General_)", 2.5, "2.5")]
    [InlineData("[DBNum1][$-804]General", 2.5, "2.5")]
    [InlineData("GENERAL", 2.5, "2.5")]
    [InlineData("@", 2.5, "2.5")]
    [InlineData("# ?/?", 2.5, "2.5")]
    [InlineData("[<1]0.00;[>=1000]0,\"k\";0", 5000, "5k")]
    [InlineData("[<1]0.00;[>=1000]0,\"k\";0", 0.5, "0.50")]
    [InlineData("[<1]0.00;[>=1000]0,\"k\";0", 50, "50")]
    [InlineData("yyyy-mm-dd", 44197, "2021-01-01")]
    [InlineData("dd/mm/yy", 44197.75, "2021-01-01")]
    [InlineData("m/d/yy h:mm", 44197.4375, "2021-01-01 10:30")]
    [InlineData("yyyy\\-mm\\-dd\\ hh:mm:ss.000", 44197.4375, "2021-01-01 10:30:00.000")]
    [InlineData("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", 44197, "2021-01-01")]
    [InlineData("yyyy\"年\"m\"月\"d\"日\";@", 44197, "2021-01-01")]
    [InlineData("mmm\\-yy", 44197, "2021-01")]
    [InlineData("yyyy", 44197, "2021")]
    [InlineData("d\\-mmm", 44197, "2021-01-01")]
    [InlineData("h:mm AM/PM", 0.75, "18:00")]
    [InlineData("mm:ss", 0.00625, "00:09:00")]
    [InlineData("[hh]:mm:ss", 10.63206018518, "255:10:10")]
    [InlineData("[mm]:ss", 0.5, "720:00")]
    [InlineData("[h]:mm:ss;@", -0.5, "-12:00:00")]
    [InlineData("yyyy-mm-dd", 1, "1900-01-01")]
    [InlineData("yyyy-mm-dd", 61, "1900-03-01")]
    [InlineData("yyyy-mm-dd", -5, "-5")]
    [InlineData("yyyy-mm-dd", 1e10, "10000000000")]
    [InlineData("hh:mm:ss", 0.999999, "00:00:00")]
    public void Numbers_are_shown_by_their_format(string code, double value, string shown) => Assert.Equal(shown, NumberFormat.Parse(code).Format(value, from1904: false));

    [Theory]
    [InlineData(14, "2021-01-01")]
    [InlineData(22, "2021-01-01 10:30")]
    [InlineData(31, "2021-01-01")]
    [InlineData(20, "10:30")]
    [InlineData(46, "1060738:30:00")]
    [InlineData(9, "4419744%")]
    [InlineData(1, "44197")]
    [InlineData(44, "$44197.44")]
    [InlineData(0, "44197.4375")]
    public void Formats_that_have_a_number_only_are_known(int id, string shown) => Assert.Equal(shown, NumberFormat.Parse(BuiltInFormats.Code(id)).Format(44197.4375, from1904: false));

    [Fact]
    public async Task Dates_may_count_from_1904()
    {
        const string Rows = """<row><c s="1"><v>42735</v></c></row>""";
        Assert.Equal("S\n\n2021-01-01", (await ReadAsync(Book([("S", "", Rows)], styles: """<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>""", workbook: "<workbookPr date1904=\"1\"/>"))).OnlyDocument().Text);
    }

    [Fact]
    public async Task Formats_are_found_by_the_style_of_the_cell()
    {
        const string Styles = """<numFmts><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/></numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs>""";
        Assert.Equal("S\n\n44197 | 2021-01-01 | 44197", (await ReadAsync(Book([("S", "", """<row><c s="0"><v>44197</v></c><c s="1"><v>44197</v></c><c s="99"><v>44197</v></c></row>""")], styles: Styles))).OnlyDocument().Text);
    }

    [Fact]
    public async Task Millions_of_empty_columns_take_bounded_time()
    {
        var cells = new StringBuilder("<row r=\"1\"><c r=\"A1\"><v>1</v></c>");
        for (var i = 0; i < 1_000_000; i++) cells.Append("<c/>");
        cells.Append("<c><v>2</v></c></row><row><c><v>3</v></c></row>");
        var items = await ReadAsync(Book([("S", "", cells.ToString())]));
        Assert.Equal("S\n\n1\n3", items.OnlyDocument().Text);
        Assert.Equal("columns of sheet 'S' behind the 16384th", LeftOut(items));
    }

    [Fact]
    public async Task Sheets_that_are_too_long_are_bounded_and_said_to_be()
    {
        var rows = new StringBuilder();
        for (var i = 1; i <= 1000; i++) rows.Append(CultureInfo.InvariantCulture, $"<row r=\"{i}\"><c><v>{i}</v></c><c><v>5</v></c></row>");
        var items = await ReadAsync(Book([("S", "", rows.ToString()), ("T", "", rows.ToString())]), new ReadOptions { MaxCharacters = 1000 });
        var document = items.OnlyDocument();
        Invariants.Hold(document);
        Assert.InRange(document.Text.Length, 800, 1000);
        Assert.EndsWith("\n122 | 5", document.Text, StringComparison.Ordinal);
        Assert.Equal([IngestCodes.Bounded], items.Codes());
        Assert.Equal("sheet 'S' from row 123 on, sheet 'T'", LeftOut(items));
    }

    [Fact]
    public async Task Rows_beyond_those_a_sheet_has_are_left_out()
    {
        var rows = new StringBuilder("<row><c><v>1</v></c></row>").Insert(0, "<row/>", 1_048_576);
        var items = await ReadAsync(Book([("S", "", rows.ToString())]));
        Assert.Equal("sheet 'S' from row 1048577 on", LeftOut(items));
    }

    [Fact]
    public async Task Of_many_shared_strings_those_that_are_shown_are_found()
    {
        var filler = new string('x', 20);
        var strings = new StringBuilder();
        for (var i = 0; i < 500_000; i++) strings.Append(CultureInfo.InvariantCulture, $"<si><t>{filler}{i * 7919L % 1_000_003}</t></si>");
        Assert.True(strings.Length > SharedStrings.KeptWhole);
        var items = await ReadAsync(Book([("S", "", """<row><c t="s"><v>499999</v></c><c t="s"><v>0</v></c><c t="s"><v>500000</v></c><c t="s"><v>-1</v></c></row>""")], strings: strings.ToString()));
        Assert.Equal($"S\n\n{filler}{499_999 * 7919L % 1_000_003} | {filler}0", items.OnlyDocument().Text);
    }

    [Fact]
    public async Task A_sheet_whose_part_is_missing_is_named_and_the_rest_is_read()
    {
        var items = await ReadAsync(Book([("Here", "", "<row><c><v>1</v></c></row>"), ("Gone", "", null)]));
        Assert.Equal("Here\n\n1", items.OnlyDocument().Text);
        Assert.Equal([IngestCodes.Corrupt], items.Codes());
        Assert.All(items.OfType<ReadItem.Issue>(), issue => Assert.True(issue.Value.IsWarning));
    }

    [Fact]
    public async Task Titles_and_authors_are_those_of_the_properties()
    {
        const string Core = """<cp:coreProperties xmlns:cp="c" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Plan of the year</dc:title><dc:creator>Ada</dc:creator></cp:coreProperties>""";
        var document = (await Reading.BytesAsync("a.xlsx", RawZip.Of([.. Parts([("S", "", "<row><c><v>1</v></c></row>")], "", "", ""), ("docProps/core.xml", Core)]))).OnlyDocument();
        Assert.Equal("Plan of the year", document.Title);
        Assert.Equal("Ada", document.Metadata["author"].GetString());
    }

    [Theory]
    [InlineData("<!DOCTYPE worksheet [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><worksheet><sheetData><row><c t=\"str\"><v>&b;</v></c></row></sheetData></worksheet>", IngestCodes.Corrupt)]
    [InlineData("<!DOCTYPE worksheet [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><worksheet><sheetData><row><c t=\"str\"><v>&a;</v></c></row></sheetData></worksheet>", IngestCodes.Corrupt)]
    [InlineData("<worksheet><sheetData><row><c><v>1</v></c></sheetData>", IngestCodes.Corrupt)]
    [InlineData("", IngestCodes.Corrupt)]
    public async Task Sheets_that_are_no_plain_xml_are_named(string sheet, string code)
    {
        var parts = Parts([("S", "", "")], "", "", "");
        var items = await Reading.BytesAsync("a.xlsx", RawZip.Of([.. parts.Where(part => part.Name != "xl/worksheets/sheet1.xml"), ("xl/worksheets/sheet1.xml", sheet)]));
        Assert.Equal([code], items.Codes());
        Assert.Empty(items.OfType<ReadItem.Parsed>());
    }

    [Fact]
    public async Task Cells_nested_without_end_are_too_deep()
    {
        var nested = string.Concat(Enumerable.Repeat("<c><is>", 50_000));
        Assert.Equal([IngestCodes.TooDeep], (await ReadAsync(Book([("S", "", "<row>" + nested)]))).Codes());
    }

    [Fact]
    public async Task A_workbook_that_is_missing_or_cut_is_a_corrupt_archive()
    {
        var whole = Book([("S", "", "<row><c><v>1</v></c></row>")]);
        Assert.Equal([IngestCodes.CorruptArchive], (await Reading.BytesAsync("a.xlsx", whole[..^30])).Codes());
        Assert.Equal([IngestCodes.CorruptArchive], (await Reading.BytesAsync("a.xlsx", RawZip.Of(("[Content_Types].xml", ContentTypes)))).Codes());
    }

    [Fact]
    public async Task A_workbook_without_a_word_is_an_empty_document() => Assert.Equal("", (await ReadAsync(Book([("S", "", "")]))).OnlyDocument().Text);

    [Theory]
    [InlineData("inline-strings.xlsx")]
    [InlineData("strict.xlsx")]
    [InlineData("phonetic.xlsx")]
    [InlineData("namespace-prefix.xlsx")]
    [InlineData("dates-1904.xlsx")]
    public async Task Random_damage_gives_named_errors_only(string file)
    {
        var whole = await File.ReadAllBytesAsync(Requires.Shared("data", "files", "xlsx", file));
        for (var seed = 0; seed < 60; seed++) await DamagedAsync(Damage.Bytes(whole, seed), seed);
    }

    [Fact]
    public async Task Random_damage_of_the_xml_gives_named_errors_only()
    {
        // Inside of the container, where no checksum protects the reader.
        var parts = Parts([("S", "", """<row r="1"><c r="A1" t="s" s="1"><v>0</v></c><c t="inlineStr"><is><r><t>a_x000D_</t></r></is></c><c s="1"><v>44197.5</v></c></row>""")], "<si><r><t>Item</t></r><rPh><t>x</t></rPh></si>", """<numFmts><numFmt numFmtId="164" formatCode="[h]:mm;[Red]0.0E+0"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs>""", "<workbookPr date1904=\"1\"/>");
        for (var seed = 0; seed < 400; seed++)
        {
            var zip = new RawZip();
            var damaged = 1 + seed % (parts.Length - 1);
            for (var i = 0; i < parts.Length; i++) zip.Add(parts[i].Name, i == damaged ? Damage.Bytes(Encoding.UTF8.GetBytes(parts[i].Text), seed) : Encoding.UTF8.GetBytes(parts[i].Text));
            await DamagedAsync(zip.Finish(), seed);
        }
    }

    private static async Task DamagedAsync(byte[] bytes, int seed)
    {
        var input = new ReaderInput("a.xlsx", MediaTypes.Xlsx, new MemoryStream(bytes));
        try
        {
            await foreach (var item in new XlsxReader().ReadAsync(input, new ReadOptions()))
                if (item is ReadItem.Parsed parsed) Invariants.Hold(parsed.Document);
        }
        catch (Exception e) when (e is not (LongRagException or IOException))
        {
            Assert.Fail($"seed {seed}: {e}");
        }
        catch (Exception e) when (e is LongRagException or IOException)
        {
            Assert.NotEmpty(e.Message);
        }
    }

    private const string ContentTypes = """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>""";

    private static string LeftOut(IReadOnlyList<ReadItem> items) => items.OfType<ReadItem.Issue>().Single().Value.Message.Split("left out: ")[1].TrimEnd('.');

    private static Task<IReadOnlyList<ReadItem>> ReadAsync(byte[] book, ReadOptions? options = null) => Reading.BytesAsync("a.xlsx", book, options);

    private static byte[] Book((string Name, string State, string? Rows)[] sheets, string strings = "", string styles = "", string workbook = "") => RawZip.Of(Parts(sheets, strings, styles, workbook));

    private static (string Name, string Text)[] Parts((string Name, string State, string? Rows)[] sheets, string strings, string styles, string workbook)
    {
        var list = string.Concat(sheets.Select((sheet, i) => $"""<sheet name="{sheet.Name}" sheetId="{i + 1}" {(sheet.State.Length > 0 ? $"state=\"{sheet.State}\"" : "")} r:id="r{i + 1}"/>"""));
        var related = string.Concat(sheets.Select((_, i) => $"""<Relationship Id="r{i + 1}" Type="{Relations}/worksheet" Target="worksheets/sheet{i + 1}.xml"/>"""));
        return
        [
            ("[Content_Types].xml", ContentTypes),
            ("_rels/.rels", $"""<Relationships><Relationship Id="a" Type="{Relations}/officeDocument" Target="/xl/workbook.xml"/><Relationship Id="c" Type="{Relations}/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"""),
            ("xl/workbook.xml", $"""<workbook xmlns="{Main}" xmlns:r="{Relations}">{workbook}<sheets>{list}</sheets></workbook>"""),
            ("xl/_rels/workbook.xml.rels", $"""<Relationships>{related}<Relationship Id="s" Type="{Relations}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="t" Type="{Relations}/styles" Target="styles.xml"/></Relationships>"""),
            ("xl/sharedStrings.xml", $"""<sst xmlns="{Main}">{strings}</sst>"""),
            ("xl/styles.xml", $"""<styleSheet xmlns="{Main}">{styles}</styleSheet>"""),
            .. sheets.Select((sheet, i) => ($"xl/worksheets/sheet{i + 1}.xml", sheet.Rows)).Where(sheet => sheet.Rows is not null).Select(sheet => (sheet.Item1, $"""<worksheet xmlns="{Main}"><sheetData>{sheet.Rows}</sheetData></worksheet>""")),
        ];
    }
}
