using System.Xml;

namespace LongRag.Ingest;

/// <summary>A link from one part to another, or to the outside (which is never followed).</summary>
/// <param name="Id">Its name in the part.</param>
/// <param name="Kind">Last word of its type, which is the same in transitional and strict documents: <c>styles</c>, <c>slide</c>.</param>
/// <param name="Target">Name of the part; null for the outside.</param>
internal sealed record OfficeRelationship(string Id, string Kind, string? Target);

/// <summary>
/// The parts of an Office document and the links between them. Read here and not with the Open XML SDK, which refuses a whole document for one link to a part that is missing or one content type
/// that it does not expect, and which builds an object for every part before the first is read.
/// </summary>
internal sealed class OfficePackage
{
    private readonly ZipPackage _zip;

    /// <summary>Opens a document; the content stays open. Throws what <see cref="ZipPackage"/> throws, and <c>corrupt_archive</c> where the document has no main part.</summary>
    /// <param name="content">Seekable.</param>
    /// <param name="name">The file, for messages.</param>
    public OfficePackage(Stream content, string name)
    {
        _zip = new ZipPackage(content, name);
        Root = Relationships("");
        Main = Find(Root, "officeDocument") ?? throw ZipDirectory.Corrupt(name, "the part that holds its text is missing");
    }

    /// <summary>Name of the part that the document is: the text of a letter, the list of slides.</summary>
    public string Main { get; }

    /// <summary>Links of the document itself.</summary>
    public IReadOnlyList<OfficeRelationship> Root { get; }

    /// <summary>True where there is such a part.</summary>
    public bool Has(string part) => _zip.Find(part) is not null;

    /// <summary>Bytes of a part.</summary>
    public Stream Open(string part) => _zip.Open(part);

    /// <summary>Markup of a part, standing on its root. Document types are refused.</summary>
    public XmlReader OpenXml(string part)
    {
        var reader = SafeXml.Create(_zip.Open(part));
        reader.MoveToContent();
        return reader;
    }

    /// <summary>Links of a part, in the order they are written in; none where it has none.</summary>
    public IReadOnlyList<OfficeRelationship> Relationships(string part)
    {
        var slash = part.LastIndexOf('/') + 1;
        var name = $"{part[..slash]}_rels/{part[slash..]}.rels";
        if (_zip.Find(name) is null) return [];
        var links = new List<OfficeRelationship>();
        using var reader = OpenXml(name);
        while (reader.ToNextElement(0))
        {
            if (reader.LocalName != "Relationship" || reader.GetAttribute("Type") is not { } type) continue;
            var target = reader.GetAttribute("TargetMode") == "External" ? null : Resolve(part[..slash], reader.GetAttribute("Target") ?? "");
            links.Add(new OfficeRelationship(reader.GetAttribute("Id") ?? "", type[(type.LastIndexOf('/') + 1)..], target));
        }

        return links;
    }

    /// <summary>The first part linked to as <paramref name="kind"/>; null where there is none.</summary>
    public string? Find(IReadOnlyList<OfficeRelationship> links, string kind) => links.FirstOrDefault(link => link.Kind == kind && Has(link))?.Target;

    /// <summary>The part behind the name of a link; null where there is none.</summary>
    public string? Find(IReadOnlyDictionary<string, OfficeRelationship> links, string? id) => id is not null && links.TryGetValue(id, out var link) && Has(link) ? link.Target : null;

    private bool Has(OfficeRelationship link) => link.Target is not null && Has(link.Target);

    private static string? Resolve(string folder, string target)
    {
        var end = target.AsSpan().IndexOfAny('#', '?');
        target = Uri.UnescapeDataString(end < 0 ? target : target[..end]).Replace('\\', '/');
        var steps = new List<string>();
        foreach (var step in (target.StartsWith('/') ? target : folder + target).Split('/'))
        {
            if (step == ".." && steps.Count > 0) steps.RemoveAt(steps.Count - 1);
            else if (step.Length > 0 && step is not ("." or "..")) steps.Add(step);
        }

        return steps.Count == 0 ? null : string.Join('/', steps);
    }
}
