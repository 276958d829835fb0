using System.Text.Json;
using System.Xml;

namespace LongRag.Ingest;

/// <summary>A file of a book, as its package document lists it.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="MediaType">What it says to be.</param>
/// <param name="Properties">Its properties, divided by blanks; <c>nav</c> is the one that counts here.</param>
/// <param name="Fallback">Id of the file that stands for it where it cannot be shown; null for none.</param>
internal sealed record EpubItem(string Path, string MediaType, string Properties, string? Fallback)
{
    public bool IsNavigation => Properties.Split(' ').Contains("nav", StringComparer.Ordinal);

    public bool IsText => MediaType is "application/xhtml+xml" or "text/html" or "text/x-oeb1-document" or "application/x-dtbook+xml" or "";
}

/// <summary>The package document of a book (EPUB 2 and 3): what it is called, its files, and the order in which they are read.</summary>
internal sealed class EpubPackage
{
    public const string EncryptionPart = "META-INF/encryption.xml";

    private const string DublinCore = "http://purl.org/dc/elements/1.1/";
    private const int MostValue = 16 * 1024;

    // Books have some hundreds.
    private const int MostItems = 100_000;
    private const int MostFallbacks = 8;

    // Not encryption: fonts made unusable outside of their book (EPUB 3.3, 4.4; Adobe's older form). Everything else needs a key.
    private static readonly string[] FontObfuscation = ["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"];

    private readonly ZipPackage _package;
    private readonly string _path;
    private readonly Dictionary<string, EpubItem> _items = new(StringComparer.Ordinal);
    private readonly List<(string Id, bool IsLinear)> _spine = [];
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);
    private string? _navigationId;

    private EpubPackage(ZipPackage package, string path) => (_package, _path) = (package, path);

    public string? Title => _values.GetValueOrDefault("title")?[0];

    /// <summary>The files in reading order, each once, with the id that names a missing one.</summary>
    public IReadOnlyList<(string Id, EpubItem? Item)> Spine { get; private set; } = [];

    /// <summary>The table of contents: EPUB 3's where there is one, else EPUB 2's (<c>toc.ncx</c>); null for none.</summary>
    public EpubItem? Navigation { get; private set; }

    /// <summary>Author, language, publisher, date, description by plain names; subjects as keywords.</summary>
    public IReadOnlyDictionary<string, JsonElement> Metadata
    {
        get
        {
            var metadata = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
            foreach (var (name, values) in _values)
            {
                if (name == "creator") metadata["author"] = JsonSerializer.SerializeToElement(string.Join(", ", values));
                else if (name == "subject") metadata["keywords"] = JsonSerializer.SerializeToElement(values);
                else if (name is "language" or "publisher" or "date" or "description") metadata[name] = JsonSerializer.SerializeToElement(values[0]);
            }

            return metadata;
        }
    }

    /// <summary>Reads the package document that the container names first. Throws <c>corrupt_archive</c> where there is none or nothing to read in it, and <see cref="XmlException"/>.</summary>
    public static EpubPackage Read(ZipPackage package)
    {
        var epub = new EpubPackage(package, FindDocument(package));
        using var reader = SafeXml.Create(package.Open(epub._path), allowsDocumentType: true);
        while (SafeXml.Next(reader))
            if (reader.NodeType == XmlNodeType.Element) epub.Take(reader);
        if (epub._spine.Count == 0) throw new LongRagException(IngestCodes.CorruptArchive, $"'{package.Source}' is a book without a reading order: its spine is missing or empty.");
        epub.Order();
        return epub;
    }

    /// <summary>A file by its path as written somewhere in the book; null for none. Percent signs may be escapes, and writers do not agree on case.</summary>
    public ZipPart? Find(string path) => _package.Find(path) ?? _package.Find(Uri.UnescapeDataString(path));

    /// <summary>Paths of the files that are encrypted and not only obfuscated.</summary>
    public IReadOnlySet<ZipPart> EncryptedParts()
    {
        var encrypted = new HashSet<ZipPart>(ReferenceEqualityComparer.Instance);
        if (_package.Find(EncryptionPart) is not { } part) return encrypted;
        using var reader = SafeXml.Create(_package.Open(part), allowsDocumentType: true);
        var (algorithm, isInKey) = ("", false);
        while (SafeXml.Next(reader))
        {
            if (reader.LocalName is "EncryptedKey" or "KeyInfo") isInKey = reader is { NodeType: XmlNodeType.Element, IsEmptyElement: false };
            if (reader.NodeType != XmlNodeType.Element) continue;
            if (reader.LocalName == "EncryptedData") algorithm = "";
            else if (reader.LocalName == "EncryptionMethod" && !isInKey) algorithm = reader.GetAttribute("Algorithm") ?? "";
            else if (reader.LocalName == "CipherReference" && !FontObfuscation.Contains(algorithm) && reader.GetAttribute("URI") is { } uri && Find(PartPath.Resolve("", uri)) is { } found) encrypted.Add(found);
        }

        return encrypted;
    }

    private static string FindDocument(ZipPackage package)
    {
        if (package.Find(PackageTypes.ContainerPart) is { } container)
        {
            using var reader = SafeXml.Create(package.Open(container), allowsDocumentType: true);
            while (SafeXml.Next(reader))
                if (reader is { NodeType: XmlNodeType.Element, LocalName: "rootfile" } && reader.GetAttribute("full-path") is { Length: > 0 } path) return PartPath.Resolve("", package.Find(path) is null ? Uri.UnescapeDataString(path) : path);
        }

        return package.Parts.FirstOrDefault(part => part.Name.EndsWith(".opf", StringComparison.OrdinalIgnoreCase))?.Name
            ?? throw new LongRagException(IngestCodes.CorruptArchive, $"'{package.Source}' is a book without a package document: its container names none.");
    }

    private void Take(XmlReader reader)
    {
        switch (reader.LocalName)
        {
            case "item" when reader.GetAttribute("id") is { } id && reader.GetAttribute("href") is { } href && _items.Count < MostItems:
                _items.TryAdd(id, new EpubItem(PartPath.Resolve(_path, href), (reader.GetAttribute("media-type") ?? "").Trim().ToLowerInvariant(), reader.GetAttribute("properties") ?? "", reader.GetAttribute("fallback")));
                break;
            case "spine":
                _navigationId = reader.GetAttribute("toc");
                break;
            case "itemref" when reader.GetAttribute("idref") is { } id && _spine.Count < MostItems:
                _spine.Add((id, reader.GetAttribute("linear") != "no"));
                break;
            default:
                if (reader.NamespaceURI == DublinCore || reader.Prefix == "dc") TakeValue(reader);
                break;
        }
    }

    private void TakeValue(XmlReader reader)
    {
        var name = reader.LocalName.ToLowerInvariant();
        var value = BlockWriter.OneLine(CleanText.Of(XmlText.Read(reader, MostValue), out _));
        if (value.Length == 0) return;
        if (!_values.TryGetValue(name, out var values)) _values[name] = values = [];
        if (values.Count < MostItems) values.Add(value);
    }

    private void Order()
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var order = new List<(string Id, EpubItem? Item)>();
        foreach (var (id, isLinear) in _spine)
        {
            if (!taken.Add(id)) continue;
            var item = Shown(id);

            // A table of contents outside of the linear order is for reading systems.
            if (item is null || item.IsText && (isLinear || !item.IsNavigation)) order.Add((id, item));
        }

        Spine = order;
        Navigation = _items.Values.FirstOrDefault(item => item.IsNavigation)
            ?? (_navigationId is not null ? _items.GetValueOrDefault(_navigationId) : null)
            ?? _items.Values.FirstOrDefault(item => item.MediaType == "application/x-dtbncx+xml");
    }

    /// <summary>The item, or the one that stands for it where it is no text.</summary>
    private EpubItem? Shown(string id)
    {
        var item = _items.GetValueOrDefault(id);
        for (var i = 0; i < MostFallbacks && item is { IsText: false, Fallback: { } fallback } && _items.TryGetValue(fallback, out var next); i++) item = next;
        return item;
    }
}
