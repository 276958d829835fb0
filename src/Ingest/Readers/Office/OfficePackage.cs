using System.IO.Compression;

namespace LongRag.Ingest;

/// <summary>A link from one part to another, or to the outside (which is never followed).</summary>
/// <param name="Id">Its name in the part.</param>
/// <param name="Kind">Last word of its type, which is the same in transitional and strict documents: <c>styles</c>, <c>slide</c>.</param>
/// <param name="Target">Name of the part; null for the outside.</param>
internal sealed record OfficeRelationship(string Id, string Kind, string? Target);

/// <summary>
/// The parts of an Office document. Read here and not with the Open XML SDK, which refuses a whole document for one link to a part that is missing or one content type it does not expect, and
/// builds an object for every part before the first is read.
/// </summary>
internal sealed class OfficePackage : IDisposable
{
    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Opens a document for reading; the content stays open. Throws <c>corrupt_archive</c> where it has no main part.</summary>
    public OfficePackage(Stream content)
    {
        _archive = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
        foreach (var entry in _archive.Entries) _entries.TryAdd(entry.FullName.Replace('\\', '/').TrimStart('/'), entry);
        Root = Relationships("");
        Main = Root.Select(link => link.Kind == "officeDocument" ? link.Target : null).FirstOrDefault(target => target is not null && Has(target))
            ?? throw new LongRagException(IngestCodes.CorruptArchive, "The document lacks its main part.");
    }

    /// <summary>Name of the part that the document is: the text of a letter, the list of slides.</summary>
    public string Main { get; }

    /// <summary>Links of the document itself.</summary>
    public IReadOnlyList<OfficeRelationship> Root { get; }

    /// <summary>True where there is such a part.</summary>
    public bool Has(string part) => _entries.ContainsKey(part);

    /// <summary>Bytes of a part.</summary>
    public Stream Open(string part) => _entries[part].Open();

    /// <summary>Links of a part, in the order they are written in; none where it has none.</summary>
    public IReadOnlyList<OfficeRelationship> Relationships(string part)
    {
        var slash = part.LastIndexOf('/') + 1;
        var name = $"{part[..slash]}_rels/{part[slash..]}.rels";
        if (!Has(name)) return [];
        var links = new List<OfficeRelationship>();
        using var reader = OfficeXml.Read(Open(name));
        reader.MoveToContent();
        while (reader.ToNextElement(0))
        {
            if (reader.LocalName != "Relationship" || reader.GetAttribute("Type") is not { } type) continue;
            var target = reader.GetAttribute("TargetMode") == "External" ? null : Resolve(part[..slash], reader.GetAttribute("Target") ?? "");
            links.Add(new OfficeRelationship(reader.GetAttribute("Id") ?? "", type[(type.LastIndexOf('/') + 1)..], target));
        }

        return links;
    }

    /// <summary>The first part that a part links to as <paramref name="kind"/>; null where there is none.</summary>
    public string? Find(IReadOnlyList<OfficeRelationship> links, string kind) => links.FirstOrDefault(link => link.Kind == kind && link.Target is { } target && Has(target))?.Target;

    /// <summary>The part behind the name of a link; null where there is none.</summary>
    public string? Find(IReadOnlyDictionary<string, OfficeRelationship> links, string? id) => id is not null && links.TryGetValue(id, out var link) && link.Target is { } target && Has(target) ? target : null;

    public void Dispose() => _archive.Dispose();

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
