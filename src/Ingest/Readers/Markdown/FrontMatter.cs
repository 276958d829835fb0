using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace LongRag.Ingest;

/// <summary>
/// Reads the YAML at the head of a document as plain values: strings, numbers, booleans and lists of those; the keys of nested mappings are joined by dots. Only the parser's events are read:
/// no types are made from tags, no aliases are expanded.
/// </summary>
internal static partial class FrontMatter
{
    /// <summary>The values by name; null where the text is no mapping, and so no front matter.</summary>
    public static Dictionary<string, JsonElement>? Parse(string yaml)
    {
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        try
        {
            return Read(new Parser(new StringReader(yaml)), values) ? values : null;
        }
        catch (YamlException)
        {
            // Titles with an unquoted colon are common: then each line is read by itself.
            foreach (Match line in Line().Matches(yaml)) values.TryAdd(line.Groups["key"].Value, Value(line.Groups["value"].Value.Trim().Trim('"', '\''), isPlain: true));
            return values.Count > 0 ? values : null;
        }
    }

    private static bool Read(Parser parser, Dictionary<string, JsonElement> values)
    {
        // One entry for each open mapping or list; a key waits for its value.
        var open = new Stack<Container>();
        while (parser.MoveNext())
        {
            switch (parser.Current)
            {
                case MappingStart:
                case SequenceStart:
                    if (open.Count == 0 && parser.Current is SequenceStart) return false;
                    open.Push(new Container(parser.Current is SequenceStart ? [] : null, open.TryPeek(out var outer) ? outer.NameOfNext() : ""));
                    break;
                case MappingEnd:
                case SequenceEnd:
                    var closed = open.Pop();
                    if (closed.List is { } list && open.Peek().List is null && closed.Name.Length > 0) values.TryAdd(closed.Name, JsonSerializer.SerializeToElement(list));
                    if (open.TryPeek(out var around)) around.Key = null;
                    break;
                case Scalar scalar:
                    if (open.Count == 0) return false;
                    var container = open.Peek();
                    if (container.List is not null) container.List.Add(Value(scalar.Value, scalar.IsPlainImplicit));
                    else if (container.Key is null) container.Key = CleanText.Of(scalar.Value, out _);
                    else
                    {
                        if (!IsNull(scalar)) values.TryAdd(container.NameOfNext(), Value(scalar.Value, scalar.IsPlainImplicit));
                        container.Key = null;
                    }

                    break;
                case AnchorAlias:
                    if (open.TryPeek(out var holder) && holder.List is null) holder.Key = holder.Key is null ? "" : null;
                    break;
            }
        }

        return values.Count > 0;
    }

    private static bool IsNull(Scalar scalar) => scalar.IsPlainImplicit && scalar.Value is "" or "~" or "null";

    private static JsonElement Value(string text, bool isPlain)
    {
        if (isPlain && text is "true" or "false") return JsonSerializer.SerializeToElement(text == "true");
        // The digits are kept as they stand: a version "1.10" is not 1.1.
        if (isPlain && Number().IsMatch(text)) return JsonElement.Parse(text);
        return JsonSerializer.SerializeToElement(CleanText.Of(text, out _));
    }

    [GeneratedRegex(@"^-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,17})?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();

    [GeneratedRegex(@"^(?<key>[A-Za-z_][\w.\-]*):[ \t]+(?<value>\S.*)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Line();

    private sealed class Container(List<JsonElement>? list, string name)
    {
        public List<JsonElement>? List { get; } = list;

        public string Name { get; } = name;

        public string? Key { get; set; }

        /// <summary>Name of the value that comes next; empty inside of lists, whose inner mappings are not read.</summary>
        public string NameOfNext() => List is not null || Key is null ? "" : Name.Length == 0 ? Key : Name + "." + Key;
    }
}
