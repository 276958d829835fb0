using System.Xml;

namespace LongRag.Ingest;

/// <summary>Markup that says the same twice, for newer and older programs: the first alternative is read, the others repeat it.</summary>
internal sealed class Alternatives
{
    private const string Namespace = "http://schemas.openxmlformats.org/markup-compatibility/2006";

    // Depths at which an alternative was taken.
    private readonly HashSet<int> _taken = [];

    /// <summary>True for an element that repeats what was read before it; to be asked of each element on the way.</summary>
    public bool IsRepeated(XmlReader reader)
    {
        if (!ReferenceEquals(reader.NamespaceURI, Namespace) && reader.NamespaceURI != Namespace) return false;
        switch (reader.LocalName)
        {
            case "AlternateContent":
                _taken.Remove(reader.Depth + 1);
                return false;
            case "Choice" or "Fallback":
                return !_taken.Add(reader.Depth);
            default:
                return false;
        }
    }
}
