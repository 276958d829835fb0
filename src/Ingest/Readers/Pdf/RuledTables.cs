using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;

namespace LongRag.Ingest.Pdf;

/// <summary>Finds tables by their rules: lines that cross form a grid, and the words in a cell belong together, however many lines they take.</summary>
internal static class RuledTables
{
    private const double Thin = 3;
    private const double ShortestRule = 4;
    private const double Snap = 2;

    // Drawings have more lines than tables do.
    private const int MostRules = 4000;
    private const int LongestCell = 120;

    /// <summary>Puts a table in the place of the chunks in its grid.</summary>
    public static void Replace(Page page, List<Chunk> chunks, Hyphens hyphens)
    {
        var (across, down) = Rules(page.Paths);
        if (across.Count < 2 || down.Count < 1 || across.Count + down.Count > MostRules) return;
        across = Merged(across);
        down = Merged(down);
        foreach (var (rows, columns) in Crossing(across, down))
        {
            if (RuledGrid.Of(rows, columns) is not { } grid) continue;
            var inside = chunks.FindAll(c => c.Table is null && grid.Holds(c));
            if (inside.Count == 0) continue;
            var words = grid.Distribute(inside, out var left);
            if (grid.Table(words, hyphens) is not { } table || words.Values.Any(w => w.Sum(line => line.Words.Count) > LongestCell) && words.Count < 8) continue;
            var gone = new HashSet<Chunk>(inside, ReferenceEqualityComparer.Instance);
            chunks.RemoveAll(gone.Contains);
            chunks.AddRange(left);
            chunks.Add(new Chunk { Words = [], Table = table, X0 = grid.Left, X1 = grid.Right, Y = grid.Top, Bottom = grid.Bottom, Size = inside[0].Size });
        }
    }

    private static (List<Rule> Across, List<Rule> Down) Rules(IReadOnlyList<UglyToad.PdfPig.Graphics.PdfPath> paths)
    {
        var (across, down) = (new List<Rule>(), new List<Rule>());
        foreach (var path in paths)
        {
            if (path.IsClipping || !path.IsStroked && !path.IsFilled || across.Count + down.Count > MostRules) continue;
            foreach (var part in path)
            {
                if (part.GetBoundingRectangle() is not { } box) continue;
                if (box.Height <= Thin && box.Width >= ShortestRule) across.Add(new Rule((box.Bottom + box.Top) / 2, box.Left, box.Right));
                else if (box.Width <= Thin && box.Height >= ShortestRule) down.Add(new Rule((box.Left + box.Right) / 2, box.Bottom, box.Top));
                else if (path.IsStroked) AddEdges(part, box, across, down);
            }
        }

        return (across, down);
    }

    private static void AddEdges(PdfSubpath part, PdfRectangle box, List<Rule> across, List<Rule> down)
    {
        if (part.IsDrawnAsRectangle)
        {
            across.Add(new Rule(box.Bottom, box.Left, box.Right));
            across.Add(new Rule(box.Top, box.Left, box.Right));
            down.Add(new Rule(box.Left, box.Bottom, box.Top));
            down.Add(new Rule(box.Right, box.Bottom, box.Top));
            return;
        }

        foreach (var line in part.Commands.OfType<PdfSubpath.Line>())
        {
            if (Math.Abs(line.From.Y - line.To.Y) < 1 && Math.Abs(line.From.X - line.To.X) >= ShortestRule) across.Add(new Rule(line.From.Y, Math.Min(line.From.X, line.To.X), Math.Max(line.From.X, line.To.X)));
            else if (Math.Abs(line.From.X - line.To.X) < 1 && Math.Abs(line.From.Y - line.To.Y) >= ShortestRule) down.Add(new Rule(line.From.X, Math.Min(line.From.Y, line.To.Y), Math.Max(line.From.Y, line.To.Y)));
        }
    }

    /// <summary>Joins pieces of one line.</summary>
    private static List<Rule> Merged(List<Rule> rules)
    {
        rules.Sort((a, b) => a.At != b.At ? a.At.CompareTo(b.At) : a.From.CompareTo(b.From));
        var merged = new List<Rule>();
        for (var i = 0; i < rules.Count;)
        {
            var end = i;
            while (end < rules.Count && rules[end].At - rules[i].At < Snap) end++;
            foreach (var rule in rules.GetRange(i, end - i).OrderBy(r => r.From))
            {
                if (merged.Count > 0 && Math.Abs(merged[^1].At - rules[i].At) < 1e-9 && rule.From <= merged[^1].To + Snap) merged[^1] = merged[^1] with { To = Math.Max(merged[^1].To, rule.To) };
                else merged.Add(rule with { At = rules[i].At });
            }

            i = end;
        }

        return merged;
    }

    /// <summary>Groups of rules that cross or touch each other.</summary>
    private static IEnumerable<(List<Rule> Across, List<Rule> Down)> Crossing(List<Rule> across, List<Rule> down)
    {
        var group = Enumerable.Range(0, across.Count + down.Count).ToArray();
        for (var a = 0; a < across.Count; a++)
            for (var d = 0; d < down.Count; d++)
                if (across[a].At >= down[d].From - Snap && across[a].At <= down[d].To + Snap && down[d].At >= across[a].From - Snap && down[d].At <= across[a].To + Snap) group[Root(across.Count + d)] = Root(a);
        return Enumerable.Range(0, group.Length).GroupBy(Root).Select(g => (g.Where(i => i < across.Count).Select(i => across[i]).ToList(), g.Where(i => i >= across.Count).Select(i => down[i - across.Count]).ToList()));

        int Root(int i)
        {
            while (group[i] != i) i = group[i] = group[group[i]];
            return i;
        }
    }
}

/// <summary>A straight line on the page: where it runs, from where to where.</summary>
internal readonly record struct Rule(double At, double From, double To);
