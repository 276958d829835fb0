using UglyToad.PdfPig;
using UglyToad.PdfPig.Annotations;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Tokens;

namespace LongRag.Ingest.Pdf;

/// <summary>Text that is laid over a page: values of form fields stand where their field is, comments stand after the page.</summary>
internal static class PageMarks
{
    private const double LargestType = 12;
    private const int MostParents = 16;
    private const int LongestNote = 20_000;

    /// <summary>Adds the values of a page's fields to its chunks, and returns its comments.</summary>
    /// <param name="document">Resolves references.</param>
    /// <param name="page">The page.</param>
    /// <param name="chunks">Its chunks so far.</param>
    /// <param name="isUpright">True where chunks have the coordinates of the page; else values are comments.</param>
    public static IReadOnlyList<string> Add(PdfDocument document, Page page, List<Chunk> chunks, bool isUpright)
    {
        if (!page.Dictionary.Data.ContainsKey("Annots")) return [];
        var notes = new List<string>();
        var places = isUpright && page.Rotation.Value == 0;
        var (left, bottom) = (page.CropBox.Bounds.Left, page.CropBox.Bounds.Bottom);
        string? onPage = null;
        foreach (var annotation in page.GetAnnotations())
        {
            if ((annotation.Flags & (AnnotationFlags.Hidden | AnnotationFlags.NoView)) != default) continue;
            if (annotation.Type == AnnotationType.Widget)
            {
                if (Clean(ValueOf(document, annotation)) is not { Length: > 0 } value) continue;
                var box = annotation.Rectangle;
                if (!places) notes.Add(value);
                else if (!chunks.Exists(c => c.X0 < box.Right - left && c.X1 > box.Left - left && c.Y >= box.Bottom - bottom - 1 && c.Y < box.Top - bottom)) chunks.Add(Place(value, box, left, bottom, chunks));
            }
            else if (annotation.Type is not (AnnotationType.Link or AnnotationType.Popup) && Clean(annotation.Content) is { Length: > 0 } note)
            {
                // What is drawn on the page already is not said twice.
                onPage ??= NamedHeading.KeyOf(string.Concat(page.Letters.Select(l => l.Value)));
                if (!onPage.Contains(NamedHeading.KeyOf(note), StringComparison.Ordinal)) notes.Add(note);
            }
        }

        return notes;
    }

    private static Chunk Place(string value, PdfRectangle box, double left, double bottom, List<Chunk> chunks)
    {
        var size = Math.Min(LargestType, Math.Max(4, box.Height * 0.7));
        // A field of one line holds it in its middle; a larger one begins at the top.
        var y = box.Height < 2.5 * LargestType ? (box.Bottom + box.Top) / 2 - 0.3 * size : box.Top - size;
        // Beside its label where there is one.
        if (chunks.Find(c => c.Table is null && c.Y > box.Bottom - 1 && c.Y < box.Top) is { } label) y = label.Y + bottom;
        var x = box.Left - left;
        return Chunk.Of([new PlacedWord(value, x, Math.Max(x + 1, Math.Min(box.Right - left, x + value.Length * 0.5 * size)))], y - bottom, size, bold: false);
    }

    /// <summary>The text or choice of a field, <c>[x]</c> for a button that is on; null where it has none.</summary>
    private static string? ValueOf(PdfDocument document, Annotation annotation)
    {
        var field = annotation.AnnotationDictionary;
        var type = (Inherited(document, field, "FT") as NameToken)?.Data;
        if (type is "Btn") return field.Data.TryGetValue("AS", out var state) && state is NameToken { Data: not "Off" } ? "[x]" : null;
        return type is "Tx" or "Ch" ? TextOf(Inherited(document, field, "V")) : null;
    }

    private static IToken? Inherited(PdfDocument document, DictionaryToken? field, string name)
    {
        for (var i = 0; i < MostParents && field is not null; i++)
        {
            if (field.Data.ContainsKey(name)) return document.Follow(field, name);
            field = document.Follow(field, "Parent") as DictionaryToken;
        }

        return null;
    }

    private static string? TextOf(IToken? token) => token switch
    {
        StringToken text => text.Data,
        HexToken hex => Decode(hex),
        ArrayToken array => string.Join(", ", array.Data.Select(TextOf).Where(t => !string.IsNullOrEmpty(t))),
        _ => null,
    };

    private static string Decode(HexToken hex) => hex.Bytes is [0xFE, 0xFF, ..] ? System.Text.Encoding.BigEndianUnicode.GetString(hex.Bytes[2..]) : hex.Data;

    private static string? Clean(string? text) => text is null ? null : CleanText.Of(text.Length > LongestNote ? text[..LongestNote] : text, out _).Trim();
}
