using System.Xml;

namespace LongRag.Ingest;

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
    public IReadOnlyList<Relationship> Root { get; }

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
    public IReadOnlyList<Relationship> Relationships(string part) =>
        [.. Relationship.Of(_zip, part).Where(link => !link.IsExternal).Select(link => link with { Target = Uri.UnescapeDataString(link.Target) })];

    /// <summary>The first part linked to as <paramref name="kind"/>; null where there is none.</summary>
    public string? Find(IReadOnlyList<Relationship> links, string kind) => links.FirstOrDefault(link => link.Kind == kind && Has(link))?.Target;

    /// <summary>The part behind the name of a link; null where there is none.</summary>
    public string? Find(IReadOnlyDictionary<string, Relationship> links, string? id) => id is not null && links.TryGetValue(id, out var link) && Has(link) ? link.Target : null;

    private bool Has(Relationship link) => Has(link.Target);
}
