using System.Runtime.InteropServices;

namespace LongRag.Ingest.Pdf;

/// <summary>Neighbouring lines of a region that share their gutters.</summary>
/// <param name="Chunks">From top to bottom.</param>
/// <param name="Gutters">Empty strips from the top of the band to its bottom that divide chunks on one height, from left to right.</param>
internal sealed record Band(List<Chunk> Chunks, IReadOnlyList<(double X0, double X1)> Gutters);

/// <summary>
/// Cuts a region into bands. A gap between two chunks side by side is explained where a strip that is empty over the whole band runs through it; among all ways to cut, the one is taken
/// with the least sum of bands, gutters and unexplained gaps (dynamic programming over the baselines). So a title over two columns, prose between verses in columns, or a table between
/// paragraphs each become a band, however near they stand.
/// </summary>
internal static class ColumnBands
{
    private const double BandCost = 2;
    private const double GutterCost = 0.6;

    // A gutter that explains one gap explains nothing.
    private const double SingleGutterCost = 1;
    private const double GapCost = 1;

    // In a justified line all words stand equally far apart: such a gap is hardly one.
    private const double StretchedGapCost = 0.1;
    private const double EquallyFar = 0.15;

    /// <summary>Least width of a gutter, in type sizes.</summary>
    private const double LeastGutter = 0.5;

    /// <summary>Baselines closer than this are one row, in type sizes.</summary>
    private const double SameRow = 0.3;

    /// <summary>Share of the lower one's height on which two chunks must both stand to be neighbours.</summary>
    private const double SideBySide = 0.4;

    // A band with more gaps unexplained than this and half of the explained ones is better cut, whatever follows.
    private const int MostUnexplained = 12;
    private const int MostGutters = 64;

    // Beyond this many rows a region is cut without looking further back: time must not grow with the square of a hostile page.
    private const int MostRows = 400;

    /// <summary>The bands of a region, from top to bottom.</summary>
    public static List<Band> Split(List<Chunk> chunks)
    {
        var rows = Rows(chunks);
        var gaps = Gaps(rows);
        if (gaps.Count == 0) return [new Band([.. rows.SelectMany(r => r)], [])];

        var best = new double[rows.Count + 1];
        var from = new int[rows.Count + 1];
        Array.Fill(best, double.MaxValue);
        best[0] = 0;
        var byLastRow = rows.ConvertAll(_ => new List<Gap>()).ToArray();
        foreach (var gap in gaps) byLastRow[gap.Last].Add(gap);
        Span<int> support = stackalloc int[MostGutters];
        for (var i = 0; i < rows.Count; i++)
        {
            var occupied = new List<(double X0, double X1)>();
            var open = new List<Gap>();
            var (unexplained, slack) = (0.0, double.MaxValue);
            support.Clear();
            for (var j = i; j < rows.Count && j - i < MostRows; j++)
            {
                // Gaps stay explained as long as the strips lose less than they have to spare.
                var lost = 0.0;
                foreach (var chunk in rows[j]) lost += Occupy(occupied, chunk.X0, chunk.X1);
                var first = open.Count;
                AddGaps(byLastRow, i, j, open);
                slack -= lost;
                if (slack < 0)
                {
                    support.Clear();
                    (first, unexplained, slack) = (0, 0, double.MaxValue);
                }

                Explain(occupied, CollectionsMarshal.AsSpan(open)[first..], support, ref unexplained, ref slack);
                if (unexplained > MostUnexplained + (open.Count - unexplained) / 2) break;
                var total = best[i] + BandCost + GuttersCost(support) + unexplained;
                // Where it is all the same, a line belongs to what stands above it.
                if (total > best[j + 1] + 1e-9) continue;
                (best[j + 1], from[j + 1]) = (total, i);
            }
        }

        var bands = new List<Band>();
        for (var end = rows.Count; end > 0; end = from[end]) bands.Add(BandOf(rows.GetRange(from[end], end - from[end]), gaps.FindAll(g => g.First >= from[end] && g.Last < end)));
        bands.Reverse();
        return bands;
    }

    /// <summary>Chunks by baseline, from top to bottom, each row from left to right.</summary>
    public static List<List<Chunk>> Rows(List<Chunk> chunks)
    {
        var rows = new List<List<Chunk>>();
        foreach (var chunk in chunks.OrderByDescending(c => c.Y))
        {
            if (rows.Count > 0 && rows[^1][0].Y - chunk.Y <= SameRow * Math.Min(chunk.Size, rows[^1][0].Size)) rows[^1].Add(chunk);
            else rows.Add([chunk]);
        }

        foreach (var row in rows) row.Sort((a, b) => a.X0.CompareTo(b.X0));
        return rows;
    }

    /// <summary>A gap belongs to the rows of both its chunks; it enters when the lower of them does.</summary>
    private static void AddGaps(List<Gap>[] byLastRow, int first, int last, List<Gap> open)
    {
        foreach (var gap in byLastRow[last])
            if (gap.First >= first) open.Add(gap);
    }

    private static List<Gap> Gaps(List<List<Chunk>> rows)
    {
        var gaps = new List<Gap>();
        for (var r = 0; r < rows.Count; r++)
        {
            foreach (var left in rows[r])
            {
                Chunk? nearest = null;
                var at = r;
                for (var other = Math.Max(0, r - 3); other < Math.Min(rows.Count, r + 4); other++)
                {
                    foreach (var right in rows[other])
                    {
                        if (right.X0 < left.X1 || nearest is not null && right.X0 >= nearest.X0) continue;
                        var overlap = Math.Min(left.Top, right.Top) - Math.Max(left.Bottom, right.Bottom);
                        if (overlap > SideBySide * Math.Min(left.Top - left.Bottom, right.Top - right.Bottom)) (nearest, at) = (right, other);
                    }
                }

                if (nearest is not null) gaps.Add(new Gap(Math.Min(r, at), Math.Max(r, at), left.X1, nearest.X0, Math.Min(left.Size, nearest.Size), IsStretched(rows[r], left, nearest) ? StretchedGapCost : GapCost));
            }
        }

        return gaps;
    }

    private static bool IsStretched(List<Chunk> row, Chunk left, Chunk right)
    {
        var width = right.X0 - left.X1;
        if (left.Table is not null || right.Table is not null || !left.Words[^1].Text.Any(char.IsLetter) || !right.Words[0].Text.Any(char.IsLetter)) return false;
        if (IsLike(left.WordGap) || IsLike(right.WordGap)) return true;
        var at = row.IndexOf(left);
        return at > 0 && IsLike(left.X0 - row[at - 1].X1) || at + 2 < row.Count && ReferenceEquals(row[at + 1], right) && IsLike(row[at + 2].X0 - right.X1);

        bool IsLike(double other) => Math.Abs(other - width) <= EquallyFar * width;
    }

    /// <summary>Adds an interval; returns how much of the free strips it took, or infinity where strips were parted or closed.</summary>
    private static double Occupy(List<(double X0, double X1)> occupied, double x0, double x1)
    {
        var at = 0;
        while (at < occupied.Count && occupied[at].X1 < x0) at++;
        if (at < occupied.Count && occupied[at].X0 <= x0 && occupied[at].X1 >= x1) return 0;
        var end = at;
        while (end < occupied.Count && occupied[end].X0 <= x1)
        {
            (x0, x1) = (Math.Min(x0, occupied[end].X0), Math.Max(x1, occupied[end].X1));
            end++;
        }

        if (end == at + 1)
        {
            var taken = x1 - x0 - (occupied[at].X1 - occupied[at].X0);
            occupied[at] = (x0, x1);
            return taken;
        }

        occupied.RemoveRange(at, end - at);
        occupied.Insert(at, (x0, x1));
        return double.PositiveInfinity;
    }

    /// <summary>Counts for each free strip the gaps that it explains.</summary>
    private static void Explain(List<(double X0, double X1)> occupied, ReadOnlySpan<Gap> gaps, Span<int> support, ref double unexplained, ref double slack)
    {
        foreach (ref readonly var gap in gaps)
        {
            var hole = HoleIn(occupied, gap, out var spare);
            if (hole < 0)
            {
                unexplained += gap.Cost;
                continue;
            }

            support[hole % MostGutters]++;
            slack = Math.Min(slack, spare);
        }
    }

    private static double GuttersCost(ReadOnlySpan<int> support)
    {
        var cost = 0.0;
        foreach (var gaps in support) cost += gaps switch { 0 => 0, 1 => SingleGutterCost, _ => GutterCost };
        return cost;
    }

    /// <summary>The first free strip that explains a gap, and by how much it is wider than it must be; -1 for none.</summary>
    private static int HoleIn(List<(double X0, double X1)> occupied, in Gap gap, out double spare)
    {
        spare = 0;
        // Holes are the spaces between occupied intervals; the first one that may reach into the gap is found by bisection.
        var (low, high) = (0, occupied.Count - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (occupied[middle + 1].X0 > gap.X0) high = middle;
            else low = middle + 1;
        }

        for (var i = low; i + 1 < occupied.Count && occupied[i].X1 < gap.X1; i++)
        {
            spare = Math.Min(occupied[i + 1].X0, gap.X1) - Math.Max(occupied[i].X1, gap.X0) - LeastGutter * gap.Size;
            if (spare >= 0) return i;
        }

        return -1;
    }

    private static Band BandOf(List<List<Chunk>> rows, List<Gap> gaps)
    {
        var occupied = new List<(double X0, double X1)>();
        foreach (var chunk in rows.SelectMany(r => r)) Occupy(occupied, chunk.X0, chunk.X1);
        var counts = new int[Math.Max(0, occupied.Count - 1)];
        foreach (var gap in gaps)
            if (gap.Cost >= GapCost && HoleIn(occupied, gap, out _) is >= 0 and var hole) counts[hole]++;
        // One gap alone is a line with something at its end, no gutter.
        var gutters = Enumerable.Range(0, counts.Length).Where(i => counts[i] > 1).Select(i => (occupied[i].X1, occupied[i + 1].X0)).ToArray();
        return new Band([.. rows.SelectMany(r => r)], gutters);
    }

    private readonly record struct Gap(int First, int Last, double X0, double X1, double Size, double Cost);
}
