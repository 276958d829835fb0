using System.Text;

namespace LongRag.Ingest;

/// <summary>The texts of a SmartArt diagram in the order of its outline.</summary>
internal static class DiagramText
{
    /// <summary>Reads the data part of a diagram: texts with their depth from 0.</summary>
    public static IReadOnlyList<(string Text, int Depth)> Read(OfficePackage package, string part, int maxCharacters)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var order = new List<string>();
        var children = new Dictionary<string, List<(int Order, string Child)>>(StringComparer.Ordinal);
        var ends = new HashSet<string>(StringComparer.Ordinal);
        using (var reader = package.OpenXml(part))
        {
            while (reader.ToNextElement(0))
            {
                if (reader.LocalName == "pt" && reader.Attribute("modelId") is { } id)
                {
                    var isShown = reader.Attribute("type") is null or "node" or "asst" or "doc";
                    var depth = reader.Depth;
                    var text = new StringBuilder();
                    while (reader.ToNextElement(depth))
                    {
                        if (reader.LocalName == "t" && reader.NamespaceURI.EndsWith("/drawingml/main", StringComparison.Ordinal) || reader.NamespaceURI.EndsWith("/main", StringComparison.Ordinal) && reader.LocalName == "t") reader.AppendText(text, maxCharacters);
                        else if (reader.LocalName is "p" or "br" && text.Length > 0) text.Append('\n');
                    }

                    if (isShown && texts.TryAdd(id, text.ToString())) order.Add(id);
                }
                else if (reader.LocalName == "cxn" && reader.Attribute("type") is null or "parOf" && reader.Attribute("srcId") is { } from && reader.Attribute("destId") is { } to)
                {
                    if (!children.TryGetValue(from, out var below)) children[from] = below = [];
                    below.Add((reader.Number("srcOrd") ?? below.Count, to));
                    ends.Add(to);
                }
            }
        }

        return Outline(texts, order, children, ends);
    }

    private static List<(string Text, int Depth)> Outline(Dictionary<string, string> texts, List<string> order, Dictionary<string, List<(int Order, string Child)>> children, HashSet<string> ends)
    {
        var outline = new List<(string Text, int Depth)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<(string Id, int Depth)>();

        // First what hangs on nothing, then what only hangs in a circle.
        foreach (var root in order.Where(id => !ends.Contains(id)).Concat(order))
        {
            open.Push((root, 0));
            while (open.TryPop(out var point))
            {
                if (!seen.Add(point.Id) || !texts.TryGetValue(point.Id, out var text)) continue;
                var isEmpty = string.IsNullOrWhiteSpace(text);
                if (!isEmpty) outline.Add((BlockWriter.OneLine(text), point.Depth));
                if (!children.TryGetValue(point.Id, out var below)) continue;
                foreach (var (_, child) in below.OrderByDescending(next => next.Order)) open.Push((child, isEmpty ? point.Depth : point.Depth + 1));
            }
        }

        return outline;
    }
}
