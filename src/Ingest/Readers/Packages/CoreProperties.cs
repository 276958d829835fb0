using System.Text.Json;
using System.Xml;

namespace LongRag.Ingest;

/// <summary>What an Office file says of itself (<c>docProps/core.xml</c>).</summary>
internal static class CoreProperties
{
    private const string DublinCore = "http://purl.org/dc/elements/1.1/";
    private const int MostCharacters = 4096;

    /// <summary>Its title, null for none, and its author, language and keywords by plain names.</summary>
    public static (string? Title, IReadOnlyDictionary<string, JsonElement> Metadata) Of(ZipPackage package)
    {
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        string? title = null;
        var target = Relationship.Of(package, "").FirstOrDefault(relationship => relationship.Kind == "core-properties" && !relationship.IsExternal)?.Target ?? "docProps/core.xml";
        if (package.Find(target) is not { } part) return (null, values);
        try
        {
            using var reader = SafeXml.Create(package.Open(part));
            while (SafeXml.Next(reader))
            {
                if (reader.NodeType != XmlNodeType.Element || reader.Depth != 1) continue;
                var (name, isDublinCore) = (reader.LocalName, reader.NamespaceURI == DublinCore);
                var value = BlockWriter.OneLine(CleanText.Of(XmlText.Read(reader, MostCharacters), out _));
                if (value.Length == 0) continue;
                if (name == "title" && isDublinCore) title = value;
                else if (isDublinCore && name is "creator" or "language" or "description" or "subject") values.TryAdd(name == "creator" ? "author" : name, JsonSerializer.SerializeToElement(value));
                else if (name == "keywords") values.TryAdd(name, JsonSerializer.SerializeToElement(value.Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)));
            }
        }
        catch (XmlException e)
        {
            throw SafeXml.Corrupt(package.Source, e);
        }

        return (title, values);
    }
}
