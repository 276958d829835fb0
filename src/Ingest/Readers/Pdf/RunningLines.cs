using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace LongRag.Ingest.Pdf;

/// <summary>
/// Finds running headers and footers: lines at the edge of a page that stand at the same height, with the same words but for their numbers, on pages nearby. They are kept out of the text around
/// them; the first of each is kept as a block of its own, the others are dropped. Page numbers alone are always dropped.
/// </summary>
internal sealed class RunningLines
{
    /// <summary>Pages looked at on either side: enough to see left and right pages three times.</summary>
    public const int Window = 6;

    // Fewer repetitions prove nothing: in a document of three pages a repeated line may be its content.
    private const int LeastRepetitions = 3;
    private const int MarginalRows = 3;

    // Lines of a header stand near each other, in type sizes.
    private const double OneGroup = 3;
    private const double SameHeight = 4;
    private const int MostCells = 3;
    private const int LongestLine = 160;

    private readonly HashSet<string> _kept = new(StringComparer.Ordinal);

    /// <summary>The rows at the edges of a page, outermost first.</summary>
    public static (IReadOnlyList<MarginalRow> Top, IReadOnlyList<MarginalRow> Bottom) MarginsOf(List<Chunk> chunks)
    {
        var rows = ColumnBands.Rows(chunks);
        var top = rows.Take(MarginalRows).Select(MarginalRow.Of).ToArray();
        rows.Reverse();
        return (top, [.. rows.Take(MarginalRows).Select(MarginalRow.Of)]);
    }

    /// <summary>Takes the running lines out of a page's chunks.</summary>
    /// <param name="page">The page.</param>
    /// <param name="near">Pages near it, without itself.</param>
    /// <returns>Lines to keep as blocks of their own, before and after the text of the page.</returns>
    public (IReadOnlyList<List<Chunk>> Before, IReadOnlyList<List<Chunk>> After) TakeOut(PageChunks page, IReadOnlyList<PageChunks> near)
    {
        var (before, after) = (new List<List<Chunk>>(), new List<List<Chunk>>());
        var taken = new HashSet<Chunk>(ReferenceEqualityComparer.Instance);
        TakeOut(page, page.Top, [.. near.Select(n => (n.Number, n.Top))], taken, before);
        TakeOut(page, page.Bottom, [.. near.Select(n => (n.Number, n.Bottom))], taken, after);
        after.Reverse();
        // A page that holds nothing else is what its running line says.
        if (taken.Count == page.Chunks.Count) return ([], []);
        page.Chunks.RemoveAll(taken.Contains);
        return (before, after);
    }

    private void TakeOut(PageChunks page, IReadOnlyList<MarginalRow> rows, (int Number, IReadOnlyList<MarginalRow> Rows)[] near, HashSet<Chunk> taken, List<List<Chunk>> kept)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            if (i > 0 && Math.Abs(row.Y - rows[i - 1].Y) > OneGroup * row.Chunks[0].Size) return;
            if (row.Key.Length == 0 || row.IsFigures || row.Chunks.Count > MostCells || row.Key.Length > LongestLine || row.Chunks.Exists(c => c.Table is not null)) return;
            var matches = near.Count(n => n.Rows.Any(other => Matches(page.Number, row, n.Number, other)));
            if (matches == 0 || matches < Math.Min(LeastRepetitions, near.Length) && !row.IsNumber) return;
            if (row.IsNumber && matches < Math.Min(2, near.Length)) return;
            foreach (var chunk in row.Chunks) taken.Add(chunk);
            if (!row.IsNumber && (matches < LeastRepetitions || _kept.Add(row.Key))) kept.Add(row.Chunks);
        }
    }

    private static bool Matches(int page, MarginalRow row, int otherPage, MarginalRow other)
    {
        if (Math.Abs(row.Y - other.Y) > SameHeight) return false;
        if (row.IsNumber) return other.IsNumber && (row.Number is null || other.Number is null || row.Number - other.Number == page - otherPage);
        return string.Equals(row.Key, other.Key, StringComparison.Ordinal);
    }
}

/// <summary>A row at the edge of a page.</summary>
/// <param name="Chunks">What stands on it.</param>
/// <param name="Y">Its baseline.</param>
/// <param name="Key">Its letters; numbers that may be those of pages, also Roman ones, are <c>#</c>.</param>
/// <param name="Number">Its number where it is one and nothing else.</param>
internal sealed record MarginalRow(List<Chunk> Chunks, double Y, string Key, int? Number)
{
    /// <summary>True where it is a number and nothing else, a page label such as <c>5-ii</c> included.</summary>
    public bool IsNumber => Key is "#" && Chunks is [{ Words.Count: 1 }];

    /// <summary>True for several numbers and nothing else: a row of a table.</summary>
    public bool IsFigures => Key.Length > 0 && !IsNumber && !Key.Any(char.IsLetter);

    public static MarginalRow Of(List<Chunk> chunks)
    {
        var key = new StringBuilder();
        var words = chunks.SelectMany(c => c.Words).Select(w => w.Text).ToArray();
        for (var i = 0; i < words.Length; i++)
        {
            var plain = words[i].Trim('-', '\u2013', '\u2014', '.', '|', '[', ']', '(', ')');
            if (plain.Length == 0) continue;
            if (plain.Any(char.IsDigit) || IsRoman(plain)) key.Append(IsPage(words, i) ? "#" : plain);
            else
                foreach (var c in plain)
                    if (char.IsLetter(c)) key.Append(char.ToLowerInvariant(c));
        }

        var text = chunks.Count == 1 && chunks[0].Words.Count == 1 ? chunks[0].Words[0].Text : "";
        return new MarginalRow(chunks, chunks[0].Y, key.ToString(), int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null);
    }

    /// <summary>True where a number may be that of a page: at the end of the line, after a word for it, or before the number of all pages. The number of an invoice is not.</summary>
    private static bool IsPage(string[] words, int at)
    {
        // A page has no decimals, and no more pages than four digits count.
        if (words[at].Any(c => c is '.' or ',' or ':') && words[at].Any(char.IsDigit) && words[at].Trim('.').Any(c => c is '.' or ',' or ':') || words[at].Count(char.IsDigit) > 4) return false;
        var before = at == 0 ? "" : words[at - 1].TrimEnd('.', ':').ToLowerInvariant();
        if (PageWords.Contains(before)) return true;
        if (NumberWords.Contains(before)) return false;
        return at == 0 || at == words.Length - 1 || words[at + 1] is "of" or "von" or "de" or "/" || before is "of" or "von" or "de" or "/";
    }

    private static readonly FrozenSet<string> PageWords = new[] { "page", "p", "pg", "seite", "s", "p\u00e1gina", "pagina", "side", "sida", "strona", "sivu", "sayfa" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> NumberWords = new[] { "no", "nr", "num", "number", "nummer", "n\u00b0", "n\u00ba", "\u2116", "#", "id", "ref", "invoice", "rechnung" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly SearchValues<char> Roman = SearchValues.Create("ivxlcIVXLC");

    private static bool IsRoman(string word) => word.Length <= 8 && word.AsSpan().IndexOfAnyExcept(Roman) < 0;
}

/// <summary>A page whose characters are chunks and whose order is still to be found.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Chunks">Those of the main reading direction.</param>
/// <param name="Aside">Text in other directions, such as stamps in the margin, each direction by itself.</param>
/// <param name="Notes">Comments, recognised text and what else has no place on a line.</param>
/// <param name="IsPicture">True for a page of pictures without text.</param>
internal sealed record PageChunks(int Number, List<Chunk> Chunks, IReadOnlyList<List<Chunk>> Aside, IReadOnlyList<string> Notes, bool IsPicture)
{
    private readonly (IReadOnlyList<MarginalRow> Top, IReadOnlyList<MarginalRow> Bottom) _margins = RunningLines.MarginsOf(Chunks);

    public IReadOnlyList<MarginalRow> Top => _margins.Top;

    public IReadOnlyList<MarginalRow> Bottom => _margins.Bottom;
}
