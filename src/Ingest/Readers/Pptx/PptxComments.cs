using System.Text;
using System.Xml;

namespace LongRag.Ingest;

/// <summary>The comments on slides, old (a list) and new (threads with replies), with the names of their authors.</summary>
internal sealed class PptxComments
{
    private readonly OfficePackage _package;
    private readonly int _maxCharacters;
    private long _characters;
    private readonly Dictionary<string, string> _authors = new(StringComparer.Ordinal);

    /// <summary>Reads the authors.</summary>
    public PptxComments(OfficePackage package, IReadOnlyList<Relationship> links, int maxCharacters)
    {
        (_package, _maxCharacters) = (package, maxCharacters);
        foreach (var part in new[] { package.Find(links, "commentAuthors"), package.Find(links, "authors") }.OfType<string>())
        {
            using var reader = package.OpenXml(part);
            while (reader.ToNextElement(0))
                if (reader.LocalName is "cmAuthor" or "author" && reader.Attribute("id") is { } id && reader.Attribute("name") is { Length: > 0 } name) _authors.TryAdd(id, name);
        }
    }

    /// <summary>The comments of a slide as <c>Comment (author): text</c>.</summary>
    public List<string> Of(IReadOnlyList<Relationship> slideLinks)
    {
        var comments = new List<string>();
        if (_package.Find(slideLinks, "comments") is not { } part) return comments;
        using var reader = _package.OpenXml(part);
        while (reader.ToNextElement(0))
            if (reader.LocalName == "cm") ReadComment(reader, "Comment", comments);
        return comments;
    }

    private void Count(int characters)
    {
        _characters += characters;
        if (_characters > _maxCharacters) throw new LongRagException(IngestCodes.TooLarge, FormattableString.Invariant($"The comments are more text than one document may hold ({_maxCharacters} characters)."));
    }

    private void ReadComment(XmlReader reader, string kind, List<string> comments)
    {
        var author = reader.Attribute("authorId") is { } id && _authors.TryGetValue(id, out var name) ? $" ({name})" : "";
        var text = new StringBuilder();

        // A thread lists its replies before its own text.
        var replies = new List<string>();
        var depth = reader.Depth;
        while (reader.ToNextElement(depth))
        {
            switch (reader.LocalName)
            {
                case "reply":
                    ReadComment(reader, "Reply", replies);
                    break;
                case "parentCm":
                    kind = "Reply";
                    break;
                case "text" or "t":
                    reader.AppendText(text, _maxCharacters);
                    break;
                case "p" or "br":
                    text.Append(' ');
                    break;
            }
        }

        Count(text.Length);
        if (!string.IsNullOrWhiteSpace(text.ToString())) comments.Add($"{kind}{author}: {BlockWriter.OneLine(text.ToString())}");
        comments.AddRange(replies);
    }
}
