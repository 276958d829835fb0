using System.Text.RegularExpressions;

namespace LongRag.Ingest;

/// <summary>The styles of a Word document, each with what it takes over from the styles it builds on.</summary>
internal sealed partial class DocxStyles
{
    /// <summary>The outline level of running text.</summary>
    public const int BodyLevel = 9;

    // Styles that build on each other in a circle would not end.
    private const int LongestChain = 64;

    private readonly Dictionary<string, DocxStyle> _written = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DocxStyle> _resolved = new(StringComparer.Ordinal);
    private string? _default;

    /// <summary>Reads a styles part; without one, headings are known by the ids that programs give them.</summary>
    public static DocxStyles Read(OfficePackage package, string? part)
    {
        var styles = new DocxStyles();
        if (part is null) return styles;
        using var reader = package.OpenXml(part);
        while (reader.ToNextElement(0))
        {
            if (reader.LocalName == "style") styles.ReadStyle(reader);
            else reader.SkipContent();
        }

        return styles;
    }

    /// <summary>The style of an id; that of ordinary paragraphs for null.</summary>
    public DocxStyle Of(string? id)
    {
        id ??= _default ?? "";
        if (_resolved.TryGetValue(id, out var style)) return style;
        style = _written.TryGetValue(id, out var written) ? Resolve(written) : new DocxStyle { Name = id, OutlineLevel = HeadingOf(id) };
        return _resolved[id] = style;
    }

    private DocxStyle Resolve(DocxStyle written)
    {
        var style = written with { OutlineLevel = written.OutlineLevel ?? HeadingOf(written.Name) };
        var up = written.BasedOn;
        for (var steps = 0; up is not null && steps < LongestChain && _written.TryGetValue(up, out var parent); steps++)
        {
            style = style with
            {
                OutlineLevel = style.OutlineLevel ?? parent.OutlineLevel ?? HeadingOf(parent.Name),
                ListId = style.ListId ?? parent.ListId,
                ListLevel = style.ListLevel ?? parent.ListLevel,
                IsHidden = style.IsHidden ?? parent.IsHidden,
            };
            up = parent.BasedOn;
        }

        return style;
    }

    private void ReadStyle(System.Xml.XmlReader reader)
    {
        var (id, isDefault) = (reader.Attribute("styleId"), reader.Attribute("type") == "paragraph" && reader.Attribute("default") is "1" or "true" or "on");
        var style = new DocxStyle();
        var depth = reader.Depth;
        while (reader.ToNextElement(depth))
        {
            switch (reader.LocalName)
            {
                case "name":
                    style = style with { Name = reader.Attribute("val") ?? "" };
                    break;
                case "basedOn":
                    style = style with { BasedOn = reader.Attribute("val") };
                    break;
                case "outlineLvl":
                    style = style with { OutlineLevel = reader.Number() };
                    break;
                case "numId":
                    style = style with { ListId = reader.Number() };
                    break;
                case "ilvl":
                    style = style with { ListLevel = reader.Number() };
                    break;
                case "vanish":
                    style = style with { IsHidden = reader.IsOn() };
                    break;
                case "tblStylePr" or "pPrChange" or "rPrChange":
                    reader.SkipContent();
                    break;
            }
        }

        if (id is null) return;
        _written.TryAdd(id, style);
        if (isDefault) _default ??= id;
    }

    private static int? HeadingOf(string name)
    {
        if (name.Length > 20) return null;
        var found = HeadingName().Match(name);
        if (found.Success) return found.ValueSpan[^1] - '1';
        var house = HouseName().Match(name);
        return house.Success ? HouseLevels.IndexOf(house.Groups["level"].Value, StringComparison.OrdinalIgnoreCase) : null;
    }

    // Title, chapter and the levels below of the documents of the United Nations, whose styles say no outline level ("_ H _Ch_GA", "_ H_2/3_GA"). The place in the row is the level.
    private const string HouseLevels = "MC12";

    [GeneratedRegex("^_ ?H[ _]*(?<level>M|C|1|2)(h|/3)?_GA?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HouseName();

    // Names and ids of Word's heading styles, which some programs write in the language of their user.
    [GeneratedRegex(@"^(heading|überschrift|berschrift|titre|título|ttulo|titolo|kop|rubrik|overskrift|otsikko|nagłówek|nagwek|nadpis|заголовок|başlık|balk|标题|標題|見出し|제목)\s?[1-9]$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HeadingName();
}
