using System.IO.Compression;
using System.Text;

namespace LongRag.Ingest.Tests.Readers;

/// <summary>Builds small Word and PowerPoint files out of markup, and reads them.</summary>
internal static class OfficeFiles
{
    public const string W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    public const string R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string A = "http://schemas.openxmlformats.org/drawingml/2006/main";
    private const string P = "http://schemas.openxmlformats.org/presentationml/2006/main";

    /// <summary>A Word file: the markup of its body, and further parts, each linked from the document by its kind (the name of the part) as its id.</summary>
    public static byte[] Docx(string body, params (string Kind, string Name, string Content)[] parts)
    {
        var zip = new RawZip();
        AddRoot(zip, "word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
        Add(zip, "word/document.xml", $"<w:document xmlns:w=\"{W}\" xmlns:r=\"{R}\" xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:m=\"http://schemas.openxmlformats.org/officeDocument/2006/math\"><w:body>{body}</w:body></w:document>");
        Add(zip, "word/_rels/document.xml.rels", Links([.. parts.Select(part => (part.Name, part.Kind, part.Name))]));
        foreach (var (_, name, content) in parts) Add(zip, "word/" + name, content);
        return zip.Finish();
    }

    /// <summary>A part of a Word file with the namespaces declared.</summary>
    public static string Part(string element, string content) => $"<w:{element} xmlns:w=\"{W}\" xmlns:r=\"{R}\">{content}</w:{element}>";

    /// <summary>A presentation: the markup of the shapes of each slide, with attributes of the slide before a '|'; further parts are linked from the slide of their number.</summary>
    public static byte[] Pptx(string[] slides, params (int Slide, string Kind, string Name, string Content)[] parts)
    {
        var zip = new RawZip();
        AddRoot(zip, "ppt/presentation.xml", "application/vnd.openxmlformats-officedocument.presentationml.presentation");
        var list = string.Concat(slides.Select((_, i) => $"<p:sldId id=\"{256 + i}\" r:id=\"s{i + 1}\"/>"));
        Add(zip, "ppt/presentation.xml", $"<p:presentation xmlns:p=\"{P}\" xmlns:r=\"{R}\"><p:sldIdLst>{list}</p:sldIdLst></p:presentation>");
        Add(zip, "ppt/_rels/presentation.xml.rels", Links([.. slides.Select((_, i) => ($"s{i + 1}", "slide", $"slides/slide{i + 1}.xml")), .. parts.Where(part => part.Slide == 0).Select(part => (part.Name, part.Kind, "slides/" + part.Name))]));
        for (var i = 0; i < slides.Length; i++)
        {
            var (attributes, shapes) = slides[i].Split('|', 2) is [var head, var rest] ? (head, rest) : ("", slides[i]);
            Add(zip, $"ppt/slides/slide{i + 1}.xml", Slide("sld", attributes, shapes));
            Add(zip, $"ppt/slides/_rels/slide{i + 1}.xml.rels", Links([.. parts.Where(part => part.Slide == i + 1).Select(part => (part.Name, part.Kind, part.Name))]));
        }

        foreach (var (_, _, name, content) in parts) Add(zip, "ppt/slides/" + name, content);
        return zip.Finish();
    }

    /// <summary>A slide, a page of notes or a layout.</summary>
    public static string Slide(string element, string attributes, string shapes) => $"<p:{element} xmlns:p=\"{P}\" xmlns:a=\"{A}\" xmlns:r=\"{R}\" xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" {attributes}><p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id=\"1\" name=\"\"/></p:nvGrpSpPr><p:grpSpPr/>{shapes}</p:spTree></p:cSld></p:{element}>";

    /// <summary>A shape with one paragraph a line.</summary>
    /// <param name="text">Its lines.</param>
    /// <param name="placeholder">Type of the place it fills; null for none.</param>
    /// <param name="at">Left, top, width and height; null for none.</param>
    public static string Shape(string text, string? placeholder = null, int[]? at = null) =>
        $"<p:sp><p:nvSpPr><p:cNvPr id=\"2\" name=\"s\"/><p:nvPr>{(placeholder is null ? "" : $"<p:ph type=\"{placeholder}\"/>")}</p:nvPr></p:nvSpPr><p:spPr>{(at is null ? "" : $"<a:xfrm><a:off x=\"{at[0]}\" y=\"{at[1]}\"/><a:ext cx=\"{at[2]}\" cy=\"{at[3]}\"/></a:xfrm>")}</p:spPr><p:txBody>{Lines(text)}</p:txBody></p:sp>";

    public static string Lines(string text) => string.Concat(text.Split('\n').Select(line => $"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>"));

    public static async Task<IReadOnlyList<ReadItem>> ItemsAsync(byte[] file, string name = "a.docx", ReadOptions? options = null) => await Reading.BytesAsync(name, file, options);

    /// <summary>The blocks of a Word file with this body.</summary>
    public static async Task<string[]> DocxBlocksAsync(string body, params (string Kind, string Name, string Content)[] parts) => Shown.Blocks((await ItemsAsync(Docx(body, parts))).OnlyDocument());

    /// <summary>The same archive with one of its parts of markup damaged by chance, from a seed.</summary>
    public static byte[] DamageMarkup(byte[] whole, int seed)
    {
        using var archive = new ZipArchive(new MemoryStream(whole));
        var parts = archive.Entries.Where(entry => entry.FullName.EndsWith(".xml", StringComparison.Ordinal) || entry.FullName.EndsWith(".rels", StringComparison.Ordinal)).ToList();

        // The text is the part of most interest.
        var main = parts.Find(part => part.FullName is "word/document.xml" or "ppt/slides/slide1.xml");
        var damaged = seed % 2 == 0 && main is not null ? main : parts[seed % parts.Count];
        var zip = new RawZip();
        foreach (var part in parts)
        {
            using var content = new MemoryStream();
            using (var stream = part.Open()) stream.CopyTo(content);
            zip.Add(part.FullName, part == damaged && content.Length > 0 ? Swap(Damage.Bytes(content.ToArray(), seed), seed) : content.ToArray());
        }

        return zip.Finish();
    }

    /// <summary>Also exchanges names of elements, so that well-formed nonsense comes about.</summary>
    private static byte[] Swap(byte[] markup, int seed)
    {
        string[] names = ["w:p", "w:r", "w:t", "w:tbl", "w:tr", "w:tc", "w:pPr", "w:sdt", "a:p", "a:t", "p:sp", "p:grpSp", "a:tc"];
        var random = new Random(seed);
        return random.Next(3) == 0 ? markup : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(markup).Replace(names[random.Next(names.Length)] + ">", names[random.Next(names.Length)] + ">", StringComparison.Ordinal));
    }

    private static string Links(params (string Id, string Kind, string Target)[] links) =>
        $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{string.Concat(links.Select(link => $"<Relationship Id=\"{link.Id}\" Type=\"{R}/{link.Kind}\" Target=\"{link.Target}\"/>"))}</Relationships>";

    private static void AddRoot(RawZip zip, string main, string type)
    {
        Add(zip, "[Content_Types].xml", $"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Override PartName=\"/{main}\" ContentType=\"{type}.main+xml\"/></Types>");
        Add(zip, "_rels/.rels", Links(("m", "officeDocument", main)));
    }

    private static void Add(RawZip zip, string name, string content) => zip.Add(name, Encoding.UTF8.GetBytes(content));
}
