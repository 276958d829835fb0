using System.Diagnostics;
using System.Text;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using UglyToad.PdfPig;
using WordText = DocumentFormat.OpenXml.Wordprocessing.Text;

namespace LongRag.Benchmarks;

/// <summary>The peers: the libraries as their documentation would have one use them, for text without order, headings or tables.</summary>
internal static class PlainReaders
{
    /// <summary>Letters of all pages as PdfPig gives them. Returns the number of pages.</summary>
    public static int PdfPig(string path)
    {
        using var document = PdfDocument.Open(path, new ParsingOptions { UseLenientParsing = true, SkipMissingFonts = true });
        var text = new StringBuilder();
        foreach (var page in document.GetPages()) text.Append(page.Text);
        return document.NumberOfPages;
    }

    /// <summary>poppler's program, over a whole file.</summary>
    public static void Pdftotext(string path)
    {
        using var process = Process.Start(new ProcessStartInfo("pdftotext", [path, "/dev/null"]))!;
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"pdftotext ended with {process.ExitCode}.");
    }

    /// <summary>All elements of a Word file's body, and the texts among them.</summary>
    public static int Docx(string path)
    {
        using var document = WordprocessingDocument.Open(path, isEditable: false);
        var text = new StringBuilder();
        foreach (var element in document.MainDocumentPart!.Document!.Descendants())
            if (element is WordText run) text.Append(run.Text);
        return text.Length;
    }

    /// <summary>All cells of a workbook, shared strings looked up.</summary>
    public static int Xlsx(string path)
    {
        using var document = SpreadsheetDocument.Open(path, isEditable: false);
        var workbook = document.WorkbookPart!;
        string[] shared = workbook.SharedStringTablePart is { } table ? [.. table.SharedStringTable!.Elements<SharedStringItem>().Select(item => item.InnerText)] : [];
        var text = new StringBuilder();
        foreach (var sheet in workbook.WorksheetParts)
        {
            foreach (var cell in sheet.Worksheet!.Descendants<Cell>())
            {
                if (cell.DataType?.Value == CellValues.SharedString) text.Append(shared[int.Parse(cell.CellValue!.Text, System.Globalization.CultureInfo.InvariantCulture)]);
                else text.Append(cell.InnerText);
                text.Append('\t');
            }
        }

        return text.Length;
    }
}
