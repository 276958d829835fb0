using System.Globalization;
using System.Text;
using System.Xml;

namespace LongRag.Ingest;

/// <summary>The texts of a chart: its title, and a row for each category with the values of all series, as they are stored with the picture.</summary>
internal static class ChartText
{
    // Excel draws at most 255 series.
    private const int MostSeries = 255;
    private const int MostCategories = 4096;

    /// <summary>Reads the part of a chart.</summary>
    public static IReadOnlyList<OfficeBlock> Read(OfficePackage package, string part, int maxCharacters)
    {
        var titles = new StringBuilder();
        var series = new List<Series>();
        using var reader = package.OpenXml(part);
        while (reader.ToNextElement(0))
        {
            switch (reader.LocalName)
            {
                case "title":
                    if (titles.Length > 0) titles.Append('\n');
                    ReadTexts(reader, titles, maxCharacters);
                    break;
                case "ser":
                    if (series.Count < MostSeries) series.Add(ReadSeries(reader, maxCharacters));
                    else reader.SkipContent();
                    break;
            }
        }

        var blocks = new List<OfficeBlock>();
        if (titles.Length > 0) blocks.Add(new OfficeBlock(BlockKind.Paragraph, titles.ToString()));
        if (series.Count > 0) blocks.Add(new OfficeBlock(BlockKind.Table, "", Rows: Rows(series)));
        return blocks;
    }

    private static List<string[]> Rows(List<Series> series)
    {
        var rows = new List<string[]> { (string[])["", .. series.Select(one => one.Name)] };
        foreach (var category in series.SelectMany(one => one.Values.Keys).Distinct().Order())
        {
            var name = series.Select(one => one.Categories.GetValueOrDefault(category)).FirstOrDefault(text => text is not null);
            rows.Add([name ?? "", .. series.Select(one => one.Values.GetValueOrDefault(category) ?? "")]);
        }

        return rows;
    }

    private static Series ReadSeries(XmlReader reader, int most)
    {
        var series = new Series();
        var depth = reader.Depth;
        while (reader.ToNextElement(depth))
        {
            switch (reader.LocalName)
            {
                case "tx" when series.Name.Length == 0:
                    var name = new StringBuilder();
                    ReadTexts(reader, name, most);
                    series.Name = name.ToString();
                    break;
                case "cat" or "xVal":
                    ReadPoints(reader, series.Categories, most);
                    break;
                case "val" or "yVal":
                    ReadPoints(reader, series.Values, most);
                    break;
                case "dLbls" or "dPt" or "extLst" or "spPr" or "trendline" or "errBars":
                    reader.SkipContent();
                    break;
            }
        }

        return series;
    }

    private static void ReadPoints(XmlReader reader, Dictionary<int, string> points, int most)
    {
        var (depth, at) = (reader.Depth, -1);
        while (reader.ToNextElement(depth))
        {
            if (reader.LocalName == "pt")
            {
                at = reader.Number("idx") ?? -1;
            }
            else if (reader.LocalName == "v" && at >= 0 && points.Count < MostCategories)
            {
                var value = new StringBuilder();
                reader.AppendText(value, most);
                points.TryAdd(at, Shown(value.ToString()));
            }
        }
    }

    /// <summary>A stored number without the digits that only its binary form has (4.4000000000000004).</summary>
    private static string Shown(string value) => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number.ToString("G15", CultureInfo.InvariantCulture) : value;

    private static void ReadTexts(XmlReader reader, StringBuilder text, int most)
    {
        var depth = reader.Depth;
        while (reader.ToNextElement(depth))
        {
            if (reader.LocalName is "t" or "v") reader.AppendText(text, most);
            else if (reader.LocalName == "f") reader.SkipContent();
        }
    }

    private sealed class Series
    {
        public string Name { get; set; } = "";

        public Dictionary<int, string> Categories { get; } = [];

        public Dictionary<int, string> Values { get; } = [];
    }
}
