using System.Globalization;
using System.Text;

namespace LongRag.Ingest.Tests;

/// <summary>Writes small PDFs by hand: what is drawn where is what a test is about.</summary>
public sealed class PdfFixture
{
    private readonly List<byte[]> _objects = [];
    private readonly List<string> _pages = [];
    private string _catalog = "";

    public PdfFixture()
    {
        _objects.Add([]);
        _objects.Add([]);
        Add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>");
        Add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>");
    }

    /// <summary>Text at a place; F1 is Helvetica, F2 its bold.</summary>
    public static string At(double x, double y, string text, double size = 10, string font = "F1", string extra = "") =>
        string.Create(CultureInfo.InvariantCulture, $"BT /{font} {size} Tf {extra} 1 0 0 1 {x} {y} Tm ({text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("(", "\\(", StringComparison.Ordinal).Replace(")", "\\)", StringComparison.Ordinal)}) Tj ET\n");

    /// <summary>Lines one below the other.</summary>
    public static string Lines(double x, double y, params string[] lines) => string.Concat(lines.Select((line, i) => At(x, y - 12 * i, line)));

    /// <summary>A line of a pen.</summary>
    public static string Rule(double x0, double y0, double x1, double y1) => string.Create(CultureInfo.InvariantCulture, $"{x0} {y0} m {x1} {y1} l S\n");

    /// <summary>Adds an object and returns its number.</summary>
    public int Add(string body) => Add(Encoding.Latin1.GetBytes(body));

    public int Add(byte[] body)
    {
        _objects.Add(body);
        return _objects.Count;
    }

    /// <summary>Gives an object its body.</summary>
    public void Replace(int number, string body) => _objects[number - 1] = Encoding.Latin1.GetBytes(body);

    /// <summary>Adds a stream and returns its number.</summary>
    public int AddStream(byte[] data, string extra = "") => Add([.. Encoding.Latin1.GetBytes($"<</Length {data.Length}{extra}>>\nstream\n"), .. data, .. "\nendstream"u8]);

    /// <summary>Adds a page of a content.</summary>
    public PdfFixture Page(string content, string extra = "", string resources = "")
    {
        var stream = AddStream(Encoding.Latin1.GetBytes(content));
        _pages.Add($"{Add($"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F1 3 0 R/F2 4 0 R>>{resources}>>/Contents {stream} 0 R{extra}>>")} 0 R");
        return this;
    }

    /// <summary>Number of the object of a page, from 1.</summary>
    public string PageReference(int page) => _pages[page - 1];

    public PdfFixture Catalog(string entries)
    {
        _catalog = entries;
        return this;
    }

    public byte[] ToBytes()
    {
        _objects[0] = Encoding.Latin1.GetBytes($"<</Type/Catalog/Pages 2 0 R{_catalog}>>");
        _objects[1] = Encoding.Latin1.GetBytes($"<</Type/Pages/Kids[{string.Join(' ', _pages)}]/Count {_pages.Count}>>");
        using var file = new MemoryStream();
        file.Write("%PDF-1.7\n"u8);
        var table = new StringBuilder(FormattableString.Invariant($"xref\n0 {_objects.Count + 1}\n0000000000 65535 f \n"));
        for (var i = 0; i < _objects.Count; i++)
        {
            table.Append(CultureInfo.InvariantCulture, $"{file.Position:D10} 00000 n \n");
            file.Write(Encoding.Latin1.GetBytes(FormattableString.Invariant($"{i + 1} 0 obj\n")));
            file.Write(_objects[i]);
            file.Write("\nendobj\n"u8);
        }

        var start = file.Position;
        file.Write(Encoding.Latin1.GetBytes(FormattableString.Invariant($"{table}trailer\n<</Size {_objects.Count + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n")));
        return file.ToArray();
    }

    /// <summary>Reads it as a file.</summary>
    public Task<IReadOnlyList<ReadItem>> ReadAsync(ReadOptions? options = null) => Reading.BytesAsync("a.pdf", ToBytes(), options);

    /// <summary>Reads one page of a content as lines of blocks: <c>Paragraph: text</c>.</summary>
    public static async Task<string[]> BlocksAsync(string content)
    {
        var document = (await new PdfFixture().Page(content).ReadAsync()).OnlyDocument();
        Invariants.Hold(document);
        return [.. document.Blocks.Select(b => $"{b.Kind}: {b.Span.Of(document.Text)}")];
    }
}
