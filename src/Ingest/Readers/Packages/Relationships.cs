using System.Xml;

namespace LongRag.Ingest;

/// <summary>How a part of an Office container refers to another one (ECMA-376 part 2, clause 9).</summary>
/// <param name="Id">What the part calls it; empty where it has no name for it.</param>
/// <param name="Kind">Last segment of its type, e.g. <c>worksheet</c>: the same in the transitional and the strict form.</param>
/// <param name="Target">Path of the part; an address where it lies outside.</param>
/// <param name="IsExternal">True where it lies outside; never followed.</param>
internal sealed record Relationship(string Id, string Kind, string Target, bool IsExternal)
{
    /// <summary>The relationships of a part; of the container itself for an empty name. None where it has no list.</summary>
    public static IReadOnlyList<Relationship> Of(ZipPackage package, string part)
    {
        var slash = part.LastIndexOf('/') + 1;
        if (package.Find($"{part[..slash]}_rels/{part[slash..]}.rels") is not { } list) return [];
        try
        {
            var found = new List<Relationship>();
            using var reader = SafeXml.Create(package.Open(list));
            while (SafeXml.Next(reader))
            {
                if (reader.NodeType != XmlNodeType.Element || reader.LocalName != "Relationship" || reader.GetAttribute("Target") is not { } target) continue;
                var isExternal = string.Equals(reader.GetAttribute("TargetMode"), "External", StringComparison.OrdinalIgnoreCase);
                found.Add(new Relationship(reader.GetAttribute("Id") ?? "", LastSegment(reader.GetAttribute("Type") ?? ""), isExternal ? target : PartPath.Resolve(part, target), isExternal));
                if (found.Count > ZipDirectory.MostEntries) throw ZipDirectory.Corrupt(package.Source, $"its part '{part}' has more links than a container has parts");
            }

            return found;
        }
        catch (XmlException e)
        {
            throw SafeXml.Corrupt(package.Source, e);
        }
    }

    private static string LastSegment(string type) => type[(type.LastIndexOf('/') + 1)..];
}
