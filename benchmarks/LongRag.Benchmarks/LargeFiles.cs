using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace LongRag.Benchmarks;

/// <summary>Large office files, written as a stream. The same for every run.</summary>
internal static class LargeFiles
{
    private const string Kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
    private const string W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    private const string S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string P = "http://schemas.openxmlformats.org/presentationml/2006/main";
    private const string A = "http://schemas.openxmlformats.org/drawingml/2006/main";
    private const int SharedStrings = 200_000;
    private const int RowsPerSheet = 1_000_000;

    // Their types are declared before it is known how many there will be.
    private const int MostSheets = 30;
    private const int Seed = 5;

    private static readonly string[] Words = "ferry harbour swell timetable refund master passenger deck anchor compass ladder signal pilot engine cargo lantern storm channel island winter".Split(' ');

    /// <summary>A mode of the program: <c>large xlsx PATH MEGABYTES</c> or <c>large pptx PATH SLIDES</c>.</summary>
    public static int Run(string[] arguments)
    {
        if (arguments is not [var kind, var path, var size] || !int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || kind is not ("xlsx" or "pptx"))
        {
            Console.Error.WriteLine("Usage: ... -- large xlsx <path> <megabytes> | large pptx <path> <slides>");
            return 2;
        }

        if (kind == "xlsx") Xlsx(path, count, int.MaxValue);
        else Pptx(path, count);
        return 0;
    }

    /// <summary>A report: headings, paragraphs and a table after every hundredth of them.</summary>
    public static void Docx(string path, int paragraphs)
    {
        using var zip = Create(path, "word/document.xml", "wordprocessingml.document");
        var random = new Random(Seed);
        Part(zip, "word/document.xml", part =>
        {
            part.Write($"<w:document xmlns:w=\"{W}\"><w:body>");
            for (var i = 0; i < paragraphs; i++)
            {
                part.Write($"<w:p>{(i % 20 == 0 ? "<w:pPr><w:outlineLvl w:val=\"1\"/></w:pPr>" : "")}<w:r><w:t xml:space=\"preserve\">{Text(random, i % 20 == 0 ? 5 : 20)} </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>{Text(random, 3)}</w:t></w:r></w:p>");
                if (i % 100 == 99) part.Write($"<w:tbl>{string.Concat(Enumerable.Range(0, 10).Select(_ => $"<w:tr>{string.Concat(Enumerable.Range(0, 5).Select(_ => $"<w:tc><w:p><w:r><w:t>{Text(random, 2)}</w:t></w:r></w:p></w:tc>"))}</w:tr>"))}</w:tbl>");
            }

            part.Write("</w:body></w:document>");
        });
    }

    /// <summary>A table of texts, shared and not, and numbers, over as many sheets as it takes, until the file or its rows are as many as asked for.</summary>
    public static void Xlsx(string path, int megabytes, int rows)
    {
        using var zip = Create(path, "xl/workbook.xml", "spreadsheetml.sheet", [("xl/sharedStrings.xml", "spreadsheetml.sharedStrings"), .. Enumerable.Range(1, MostSheets).Select(i => ($"xl/worksheets/sheet{i}.xml", "spreadsheetml.worksheet"))]);
        var random = new Random(Seed);
        Part(zip, "xl/sharedStrings.xml", part =>
        {
            part.Write($"<sst xmlns=\"{S}\">");
            for (var i = 0; i < SharedStrings; i++) part.Write(FormattableString.Invariant($"<si><t>{Text(random, 5)} {i}</t></si>"));
            part.Write("</sst>");
        });
        var sheets = 0;
        for (long row = 0, most = megabytes * 1_000_000L; sheets < MostSheets && row < rows && new FileInfo(path).Length < most; sheets++)
        {
            Part(zip, FormattableString.Invariant($"xl/worksheets/sheet{sheets + 1}.xml"), part =>
            {
                part.Write($"<worksheet xmlns=\"{S}\"><sheetData>");
                for (var i = 1; i <= RowsPerSheet && row < rows && (i % 1000 != 0 || new FileInfo(path).Length < most); i++, row++)
                    part.Write(FormattableString.Invariant($"<row r=\"{i}\"><c r=\"A{i}\"><v>{row}</v></c><c r=\"B{i}\" t=\"s\"><v>{random.Next(SharedStrings)}</v></c><c r=\"C{i}\"><v>{random.NextDouble() * 1000}</v></c><c r=\"D{i}\" t=\"inlineStr\"><is><t>{Text(random, 6)}</t></is></c><c r=\"E{i}\"><v>{random.Next()}</v></c><c r=\"F{i}\" t=\"s\"><v>{random.Next(SharedStrings)}</v></c></row>"));
                part.Write("</sheetData></worksheet>");
            });
        }

        Part(zip, "xl/workbook.xml", part => part.Write($"<workbook xmlns=\"{S}\" xmlns:r=\"{Kinds[..^1]}\"><sheets>{string.Concat(Enumerable.Range(1, sheets).Select(i => $"<sheet name=\"Sheet {i}\" sheetId=\"{i}\" r:id=\"s{i}\"/>"))}</sheets></workbook>"));
        Links(zip, "xl/_rels/workbook.xml.rels", [("t", "sharedStrings", "sharedStrings.xml"), .. Enumerable.Range(1, sheets).Select(i => ($"s{i}", "worksheet", $"worksheets/sheet{i}.xml"))]);
    }

    /// <summary>Slides with a title, eight lines, a table of ten rows, a picture (of noise) and notes.</summary>
    public static void Pptx(string path, int slides)
    {
        using var zip = Create(path, "ppt/presentation.xml", "presentationml.presentation");
        var random = new Random(Seed);
        Part(zip, "ppt/presentation.xml", part => part.Write($"<p:presentation xmlns:p=\"{P}\" xmlns:r=\"{Kinds[..^1]}\"><p:sldIdLst>{string.Concat(Enumerable.Range(1, slides).Select(i => $"<p:sldId id=\"{255 + i}\" r:id=\"s{i}\"/>"))}</p:sldIdLst></p:presentation>"));
        Links(zip, "ppt/_rels/presentation.xml.rels", [.. Enumerable.Range(1, slides).Select(i => ($"s{i}", "slide", $"slides/slide{i}.xml"))]);
        for (var i = 1; i <= slides; i++)
        {
            var table = string.Concat(Enumerable.Range(0, 10).Select(_ => $"<a:tr h=\"9\">{string.Concat(Enumerable.Range(0, 4).Select(_ => $"<a:tc><a:txBody><a:p><a:r><a:t>{Text(random, 2)}</a:t></a:r></a:p></a:txBody></a:tc>"))}</a:tr>"));
            var picture = new byte[20_000];
            random.NextBytes(picture);
            Part(zip, $"ppt/media/image{i}.jpeg", picture);
            Part(zip, $"ppt/slides/slide{i}.xml", part => part.Write($"<p:sld xmlns:p=\"{P}\" xmlns:a=\"{A}\" xmlns:r=\"{Kinds[..^1]}\"><p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id=\"1\" name=\"\"/></p:nvGrpSpPr><p:grpSpPr/>{Shape("title", Text(random, 6), 100_000)}{Shape("body", string.Join("</a:t></a:r></a:p><a:p><a:r><a:t>", Enumerable.Range(0, 8).Select(_ => Text(random, 15))), 900_000)}<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id=\"4\" name=\"t\"/></p:nvGraphicFramePr><p:xfrm><a:off x=\"0\" y=\"5000000\"/><a:ext cx=\"8000000\" cy=\"1000000\"/></p:xfrm><a:graphic><a:graphicData uri=\"{A[..^4]}table\"><a:tbl>{table}</a:tbl></a:graphicData></a:graphic></p:graphicFrame></p:spTree></p:cSld></p:sld>"));
            Links(zip, $"ppt/slides/_rels/slide{i}.xml.rels", [("i", "image", $"../media/image{i}.jpeg"), ("n", "notesSlide", $"../notesSlides/notesSlide{i}.xml")]);
            Part(zip, $"ppt/notesSlides/notesSlide{i}.xml", part => part.Write($"<p:notes xmlns:p=\"{P}\" xmlns:a=\"{A}\"><p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id=\"1\" name=\"\"/></p:nvGrpSpPr><p:grpSpPr/>{Shape("body", Text(random, 60), 0)}</p:spTree></p:cSld></p:notes>"));
        }
    }

    private static string Shape(string place, string text, int top) =>
        FormattableString.Invariant($"<p:sp><p:nvSpPr><p:cNvPr id=\"2\" name=\"s\"/><p:nvPr><p:ph type=\"{place}\"/></p:nvPr></p:nvSpPr><p:spPr><a:xfrm><a:off x=\"0\" y=\"{top}\"/><a:ext cx=\"8000000\" cy=\"700000\"/></a:xfrm></p:spPr><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>");

    private static string Text(Random random, int words) => string.Join(' ', Enumerable.Range(0, words).Select(_ => random.Next(4) == 0 ? random.Next(100_000).ToString(CultureInfo.InvariantCulture) : Words[random.Next(Words.Length)]));

    /// <summary>A package with its types and the link to its main part.</summary>
    /// <param name="path">Where it is written.</param>
    /// <param name="main">Name of the main part.</param>
    /// <param name="type">Kind of its content, e.g. <c>wordprocessingml.document</c>.</param>
    /// <param name="parts">What the other parts whose names start with a text hold.</param>
    private static ZipArchive Create(string path, string main, string type, params (string Name, string Kind)[] parts)
    {
        var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        var others = string.Concat(parts.Select(p => $"<Override PartName=\"/{p.Name}\" ContentType=\"application/vnd.openxmlformats-officedocument.{p.Kind}+xml\"/>"));
        Part(zip, "[Content_Types].xml", part => part.Write($"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"jpeg\" ContentType=\"image/jpeg\"/><Override PartName=\"/{main}\" ContentType=\"application/vnd.openxmlformats-officedocument.{type}.main+xml\"/>{others}</Types>"));
        Links(zip, "_rels/.rels", [("d", "officeDocument", main)]);
        return zip;
    }

    private static void Links(ZipArchive zip, string name, IEnumerable<(string Id, string Kind, string Target)> links) => Part(zip, name, part =>
        part.Write($"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{string.Concat(links.Select(l => $"<Relationship Id=\"{l.Id}\" Type=\"{Kinds}{l.Kind}\" Target=\"{l.Target}\"/>"))}</Relationships>"));

    private static void Part(ZipArchive zip, string name, byte[] content)
    {
        using var stream = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
        stream.Write(content);
    }

    private static void Part(ZipArchive zip, string name, Action<StreamWriter> write)
    {
        using var part = new StreamWriter(zip.CreateEntry(name, CompressionLevel.Fastest).Open(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16);
        write(part);
    }
}
