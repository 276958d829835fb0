using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;

namespace LongRag.Ingest;

/// <summary>What an Office document says of itself.</summary>
/// <param name="Title">Its title; null where it gives none.</param>
/// <param name="Metadata"><c>author</c>, <c>date</c>, <c>modified</c>, <c>subject</c>, <c>keywords</c>, <c>description</c>, <c>language</c>, as far as given.</param>
internal sealed partial record CoreProperties(string? Title, IReadOnlyDictionary<string, JsonElement> Metadata)
{
    // The title that PowerPoint gives to what has none.
    private const string NewPresentation = "PowerPoint Presentation";

    /// <summary>Reads them; more than <paramref name="maxCharacters"/> in one is <c>too_large</c>.</summary>
    public static CoreProperties Of(OfficePackage package, int maxCharacters)
    {
        using var reader = package.Find(package.Root, "core-properties") is { } part ? package.OpenXml(part) : null;
        return Of(reader, maxCharacters);
    }

    /// <summary>Reads them from their part, standing on its root; null where there is none.</summary>
    public static CoreProperties Of(XmlReader? reader, int maxCharacters)
    {
        string? title = null;
        var metadata = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (reader is not null)
        {
            while (reader.ToNextElement(0))
            {
                var name = reader.LocalName switch { "creator" => "author", "created" => "date", "title" or "modified" or "subject" or "keywords" or "description" or "language" => reader.LocalName, _ => null };
                if (name is null) continue;
                var text = new StringBuilder();
                reader.AppendText(text, maxCharacters);
                var value = BlockWriter.OneLine(Escape().Replace(text.ToString(), " "));
                if (value.Length == 0) continue;
                if (name != "title") metadata.TryAdd(name, ValueOf(name, value));
                else if (value != NewPresentation) title ??= value;
            }
        }

        return new CoreProperties(title, metadata);
    }

    private static JsonElement ValueOf(string name, string text) => name == "keywords"
        ? JsonSerializer.SerializeToElement(text.Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        : JsonSerializer.SerializeToElement(text);

    // Line ends and other control characters are written as _x000d_.
    [GeneratedRegex("_x00[01][0-9a-f]_", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Escape();
}
