using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace LongRag.Ingest;

/// <summary>
/// Reads the YAML of a model's structure. Only the parser's events are read, in one pass and under limits: what is too long, too deep, tagged, anchored or an alias is not valid.
/// Numbers and texts are told apart as YAML 1.1 does: a number in quotes is a text.
/// </summary>
internal sealed partial class StructureYaml
{
    private const int MostCharacters = 256 * 1024;
    private const int MostEvents = 50_000;
    private const int Deepest = 40;

    private readonly Parser _parser;
    private int _events;
    private int _depth;

    private StructureYaml(string yaml) => _parser = new Parser(new StringReader(yaml));

    /// <summary>The structure as it is written; its ranges are whole numbers, each with its start no greater than its end.</summary>
    /// <exception cref="InvalidStructureException">It is not valid.</exception>
    public static RangeStructure Read(string yaml)
    {
        if (yaml.Length > MostCharacters) throw new InvalidStructureException("format_yaml");
        object? read;
        try
        {
            read = new StructureYaml(yaml).ReadDocument();
        }
        catch (Exception failure) when (failure is YamlException or FormatException or ArgumentException or InvalidOperationException or IndexOutOfRangeException)
        {
            // The parser meets text of any kind; whatever it says of it, the answer is no YAML.
            throw new InvalidStructureException("format_yaml");
        }

        return StructureOf(read);
    }

    private static RangeStructure StructureOf(object? read)
    {
        if (read is not Dictionary<string, object?> root || !root.TryGetValue("Scope", out var scope)) throw new InvalidStructureException("result_scope");
        if (scope is not string text || NameText.Of(text) is not { } line) throw new InvalidStructureException("result_scope_str");
        return new RangeStructure(line, AspectsOf(root.GetValueOrDefault("Aspects"), mayBeEmpty: false));
    }

    private static List<RangeAspect> AspectsOf(object? value, bool mayBeEmpty)
    {
        if (value is not List<object?> list || list.Count == 0 && !mayBeEmpty) throw Bad();
        return list.ConvertAll(item =>
        {
            if (item is not Dictionary<string, object?> aspect) throw Bad();
            var name = aspect.GetValueOrDefault("AspectName") switch { string text => text, long number => number.ToString(CultureInfo.InvariantCulture), _ => throw Bad() };
            var (start, end) = RangeOf(aspect.GetValueOrDefault("SentenceRange"));
            var finer = aspect.TryGetValue("SubAspects", out var below) ? AspectsOf(below, mayBeEmpty: true) : [];
            return new RangeAspect(NameText.Of(name) ?? throw Bad(), start, end, finer);
        });
    }

    private static (int Start, int End) RangeOf(object? value)
    {
        var (start, end) = value switch
        {
            Dictionary<string, object?> named => (named.GetValueOrDefault("start"), named.GetValueOrDefault("end")),
            List<object?> { Count: > 0 } listed => (listed[0], listed[^1]),
            _ => throw Bad(),
        };
        return start is long and > -int.MaxValue and < int.MaxValue && end is long and > -int.MaxValue and < int.MaxValue && (long)start <= (long)end ? ((int)(long)start, (int)(long)end) : throw Bad();
    }

    private static InvalidStructureException Bad() => new("result_aspect");

    private object? ReadDocument()
    {
        Next();
        Next();
        if (_parser.Current is not DocumentStart) return null;
        Next();
        var value = ReadValue();
        // What follows must be YAML too: a second document or a stray line makes the whole doubtful.
        Next();
        if (_parser.Current is not DocumentEnd) throw new FormatException();
        Next();
        return _parser.Current is StreamEnd ? value : throw new FormatException();
    }

    /// <summary>The value at the current event: a text, a long, a list, a mapping, or null for everything else that YAML knows.</summary>
    private object? ReadValue()
    {
        if (_parser.Current is NodeEvent node && (!node.Anchor.IsEmpty || !node.Tag.IsEmpty)) throw new FormatException();
        switch (_parser.Current)
        {
            case Scalar scalar:
                return scalar.IsPlainImplicit ? Plain(scalar.Value) : scalar.Value;
            case SequenceStart:
                Enter();
                var list = new List<object?>();
                for (Next(); _parser.Current is not SequenceEnd; Next()) list.Add(ReadValue());
                _depth--;
                return list;
            case MappingStart:
                Enter();
                var mapping = new Dictionary<string, object?>(StringComparer.Ordinal);
                for (Next(); _parser.Current is not MappingEnd; Next())
                {
                    if (_parser.Current is not Scalar { Anchor.IsEmpty: true, Tag.IsEmpty: true } key) throw new FormatException();
                    Next();
                    mapping[key.Value] = ReadValue();
                }

                _depth--;
                return mapping;
            default:
                throw new FormatException();
        }
    }

    private void Enter()
    {
        if (++_depth > Deepest) throw new FormatException();
    }

    private void Next()
    {
        if (++_events > MostEvents || !_parser.MoveNext()) throw new FormatException();
    }

    private static object? Plain(string text)
    {
        if (WholeNumber().IsMatch(text)) return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
        return OtherThanText().IsMatch(text) ? null : text;
    }

    [GeneratedRegex("^[-+]?(0|[1-9][0-9]*)$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex WholeNumber();

    [GeneratedRegex(@"^(|~|null|Null|NULL|true|True|TRUE|false|False|FALSE|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF|[-+]?[0-9][0-9_]*|[-+]?([0-9][0-9_]*)?\.[0-9]*([eE][-+]?[0-9]+)?|[0-9]{4}-[0-9]{2}-[0-9]{2})$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex OtherThanText();
}
