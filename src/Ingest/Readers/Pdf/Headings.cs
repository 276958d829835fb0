using System.Text;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Outline;

namespace LongRag.Ingest.Pdf;

/// <summary>A heading that the document names itself.</summary>
/// <param name="Level">1 to 6.</param>
/// <param name="Key">Its letters and digits.</param>
internal readonly record struct NamedHeading(int Level, string Key)
{
    /// <summary>Letters and digits of a text in lower case: what a heading and its name have in common whatever the spacing.</summary>
    public static string KeyOf(string text)
    {
        var key = new StringBuilder(text.Length);
        foreach (var c in UnicodeForms.Letters(text))
            if (char.IsLetterOrDigit(c)) key.Append(char.ToLowerInvariant(c));
        return key.ToString();
    }
}

/// <summary>The headings of a document by page: from its outline, else from its structure tree; where it has neither, from the size and weight of the type.</summary>
internal sealed class Headings
{
    private const int LongestHeading = 220;
    private const int MostLines = 4;
    private const int DeepestLevel = 6;
    private const int MostNames = 100_000;
    private const int MostNamesOfAPage = 500;

    // How much larger than the text a heading of each level is set.
    private const double FirstLevel = 1.7;
    private const double SecondLevel = 1.3;
    private const double ThirdLevel = 1.12;
    private const int BoldLevel = 4;

    private readonly Dictionary<int, List<NamedHeading>> _byPage = [];
    private IReadOnlyDictionary<int, Dictionary<int, int>> _tagged = new Dictionary<int, Dictionary<int, int>>();
    private readonly Dictionary<int, int> _sizes = [];

    /// <summary>True where the document names its headings.</summary>
    public bool AreNamed => _byPage.Count > 0 || _tagged.Count > 0;

    /// <summary>Reads the names of a document's headings.</summary>
    public static Headings Of(PdfDocument document)
    {
        var headings = new Headings();
        headings.AddOutline(document);
        if (!headings.AreNamed) headings._tagged = StructureTree.HeadingContents(document);
        return headings;
    }

    /// <summary>Adds the headings that the structure tree names on a page; true where there are any.</summary>
    public bool AddTagged(Page page)
    {
        if (!_tagged.TryGetValue(page.Number, out var levels)) return false;
        foreach (var heading in StructureTree.Headings(page, levels)) Add(page.Number, heading);
        return true;
    }

    /// <summary>Marks the lines of a page that are named headings.</summary>
    public void Mark(int page, IReadOnlyList<TextLine> lines)
    {
        if (!_byPage.TryGetValue(page, out var names)) return;
        var keys = lines.Select(l => NamedHeading.KeyOf(l.Text)).ToArray();
        for (var i = 0; i < lines.Count; i++)
        {
            var key = "";
            for (var n = 0; n < MostLines && i + n < lines.Count && key.Length < LongestHeading; n++)
            {
                key += keys[i + n];
                var at = names.FindIndex(h => Same(h.Key, key));
                if (at < 0) continue;
                for (var line = i; line <= i + n; line++) (lines[line].HeadingLevel, lines[line].HeadingOrder) = (names[at].Level, i);
                names.RemoveAt(at);
                i += n;
                break;
            }
        }
    }

    /// <summary>Learns the size of running text.</summary>
    public void Learn(IEnumerable<TextLine> lines)
    {
        if (AreNamed) return;
        foreach (var line in lines)
        {
            var size = (int)Math.Round(line.Size * 2);
            _sizes[size] = _sizes.GetValueOrDefault(size) + line.Text.Length;
        }
    }

    /// <summary>Level of a paragraph as a heading; 0 where it is none.</summary>
    public int LevelOf(Paragraph paragraph)
    {
        if (paragraph.Level > 0) return paragraph.Level;
        if (AreNamed || paragraph.Kind != BlockKind.Paragraph || paragraph.Lines > MostLines || paragraph.Text.Length > LongestHeading || !paragraph.Text.Any(char.IsLetter)) return 0;
        if (paragraph.Text[^1] is '.' or ',' or ';' || _sizes.Count == 0) return 0;
        var ratio = paragraph.Size / (_sizes.MaxBy(s => s.Value).Key / 2.0);
        if (ratio >= FirstLevel) return 1;
        if (ratio >= SecondLevel) return 2;
        if (ratio >= ThirdLevel) return 3;
        return paragraph.Bold && ratio > 0.9 && char.IsUpper(paragraph.Text.FirstOrDefault(char.IsLetter)) && paragraph.Lines <= 2 ? NumberDepth(paragraph.Text) ?? BoldLevel : 0;
    }

    private static bool Same(string name, string key) => key.Length > 0 && (string.Equals(name, key, StringComparison.Ordinal) || string.Equals(WithoutNumber(name), WithoutNumber(key), StringComparison.Ordinal));

    private static string WithoutNumber(string key)
    {
        var start = key.AsSpan().IndexOfAnyExceptInRange('0', '9');
        return start <= 0 ? key : key[start..];
    }

    /// <summary>Depth of a number such as <c>2.3.1</c> in front; null where there is none.</summary>
    private static int? NumberDepth(string text)
    {
        var number = text.Split(' ', 2)[0].TrimEnd('.', ')');
        return number.Length > 0 && char.IsAsciiDigit(number[0]) && number.All(c => char.IsAsciiDigit(c) || c == '.') ? Math.Min(DeepestLevel, number.Count(c => c == '.') + 1) : null;
    }

    private void AddOutline(PdfDocument document)
    {
        if (!document.TryGetBookmarks(out var bookmarks)) return;
        foreach (var node in bookmarks.GetNodes().OfType<DocumentBookmarkNode>().Take(MostNames))
            Add(node.PageNumber, new NamedHeading(Math.Clamp(node.Level + 1, 1, DeepestLevel), NamedHeading.KeyOf(node.Title)));
    }

    private void Add(int page, NamedHeading heading)
    {
        if (heading.Key.Length == 0) return;
        if (!_byPage.TryGetValue(page, out var names)) _byPage[page] = names = [];
        if (names.Count < MostNamesOfAPage) names.Add(heading);
    }
}
