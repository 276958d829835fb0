using System.Xml;

namespace LongRag.Ingest;

/// <summary>A sheet of a workbook.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsHidden">True where it is not shown.</param>
/// <param name="Part">Where its cells are; null for a sheet that has none (a chart).</param>
/// <param name="IsMissing">True where the workbook names a part that is not there.</param>
internal sealed record Sheet(string Name, bool IsHidden, ZipPart? Part, bool IsMissing);

/// <summary>What a workbook consists of.</summary>
internal sealed class Workbook
{
    // Excel's only bound is memory; real workbooks have some hundreds.
    private const int MostSheets = 10_000;

    private readonly List<Sheet> _sheets = [];

    private Workbook(ZipPackage package, string part)
    {
        var relationships = Relationship.Of(package, part);
        var byId = new Dictionary<string, Relationship>(StringComparer.Ordinal);
        foreach (var relationship in relationships) byId.TryAdd(relationship.Id, relationship);
        StylesPart = Of("styles");
        StringsPart = Of("sharedStrings");
        using var reader = SafeXml.Create(package.Open(part));
        while (SafeXml.Next(reader))
        {
            if (reader.NodeType != XmlNodeType.Element) continue;
            if (reader.LocalName == "workbookPr") From1904 = reader.GetAttribute("date1904") is "1" or "true" or "on";
            else if (reader is { LocalName: "sheet", Depth: 2 } && _sheets.Count < MostSheets) Add(package, reader, byId);
        }

        ZipPart? Of(string kind) => relationships.FirstOrDefault(relationship => relationship.Kind == kind && !relationship.IsExternal) is { } found ? package.Find(found.Target) : null;
    }

    /// <summary>Dates count from 1904.</summary>
    public bool From1904 { get; }

    public IReadOnlyList<Sheet> Sheets => _sheets;

    public ZipPart? StylesPart { get; }

    public ZipPart? StringsPart { get; }

    /// <summary>Reads a container's workbook; throws <c>corrupt_archive</c> where there is none, and <see cref="XmlException"/>.</summary>
    public static Workbook Read(ZipPackage package)
    {
        var main = Relationship.Of(package, "").FirstOrDefault(relationship => relationship.Kind == "officeDocument" && !relationship.IsExternal)?.Target;
        return new Workbook(package, main is not null && package.Find(main) is not null ? main : "xl/workbook.xml");
    }

    private void Add(ZipPackage package, XmlReader reader, Dictionary<string, Relationship> byId)
    {
        string? id = null;
        var (name, isHidden) = ("", false);
        while (reader.MoveToNextAttribute())
        {
            switch (reader.LocalName)
            {
                case "id":
                    id = reader.Value;
                    break;
                case "name":
                    name = RichText.Shown(reader.Value);
                    break;
                case "state":
                    isHidden = reader.Value is "hidden" or "veryHidden";
                    break;
            }
        }

        reader.MoveToElement();
        var relationship = id is null ? null : byId.GetValueOrDefault(id);
        var holdsCells = relationship is not { Kind: "chartsheet" or "dialogsheet" or "xlMacrosheet" or "xlIntlMacrosheet" };
        var part = holdsCells && relationship is { IsExternal: false } ? package.Find(relationship.Target) : null;
        _sheets.Add(new Sheet(name, isHidden, part, holdsCells && part is null));
    }
}
