using System.Xml;

namespace LongRag.Ingest;

/// <summary>Reads the rows of a table on a slide. A cell that goes over several stands in the first of them.</summary>
internal static class PptxTable
{
    /// <summary>Reads the rows and stays on the end of the table.</summary>
    public static IReadOnlyList<string[]> Read(XmlReader reader, PptxText text)
    {
        var rows = new List<string[]>();
        var depth = reader.Depth;
        while (reader.ToNextElement(depth))
            if (reader.LocalName == "tr") rows.Add(ReadRow(reader, text));
        return rows;
    }

    private static string[] ReadRow(XmlReader reader, PptxText text)
    {
        var cells = new List<string>();
        var (depth, isJoinedToLeft) = (reader.Depth, false);
        while (reader.ToNextElement(depth))
        {
            switch (reader.LocalName)
            {
                case "tc":
                    isJoinedToLeft = reader.Attribute("hMerge") is "1" or "true";
                    if (!isJoinedToLeft) cells.Add("");
                    break;
                case "txBody" when cells.Count > 0:
                    var blocks = text.Read(reader, isList: false);
                    if (!isJoinedToLeft) cells[^1] = string.Join('\n', blocks.Select(block => block.Text));
                    break;
                case "tcPr" or "extLst":
                    reader.SkipContent();
                    break;
            }
        }

        return [.. cells];
    }
}
