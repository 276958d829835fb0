using System.Globalization;
using System.Text.RegularExpressions;

namespace LongRag.Ingest;

/// <summary>What a document defines in one place and shows in another: substitutions, the numbers of footnotes, the titles that labels stand before. Found in a first pass over the lines.</summary>
internal sealed partial class RstDefinitions
{
    private readonly Dictionary<string, string> _substitutions = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _footnotes = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _titles = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _unnamed = [];
    private int _nextReference;
    private int _nextDefinition;

    public RstDefinitions(IReadOnlyList<string> lines)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in lines)
            if (Footnote().Match(line) is { Success: true } numbered && char.IsAsciiDigit(numbered.Groups["label"].Value[0])) used.Add(numbered.Groups["label"].Value);
        var number = 0;
        for (var i = 0; i < lines.Count; i++)
        {
            if (!lines[i].AsSpan().TrimStart().StartsWith("..")) continue;
            if (Footnote().Match(lines[i]) is { Success: true } footnote && footnote.Groups["label"].Value is ['#', ..] label)
            {
                do number++;
                while (used.Contains(number.ToString(CultureInfo.InvariantCulture)));
                var shown = number.ToString(CultureInfo.InvariantCulture);
                if (label == "#") _unnamed.Add(shown);
                else _footnotes.TryAdd(label, shown);
            }
            else if (SubstitutionDefinition().Match(lines[i]) is { Success: true } substitution)
            {
                Define(substitution, lines, i);
            }
            else if (Label().Match(lines[i]) is { Success: true } target)
            {
                var title = i + 1;
                while (title < lines.Count && (lines[title].Length == 0 || RstLines.IsAdornment(lines[title]) || Label().IsMatch(lines[title]))) title++;
                if (title + 1 < lines.Count && RstLines.IsAdornment(lines[title + 1])) _titles.TryAdd(target.Groups["name"].Value, lines[title].Trim());
            }
        }
    }

    /// <summary>What stands for a substitution, with inline markup; null for an unknown one.</summary>
    public string? Substitution(string name) => _substitutions.GetValueOrDefault(name);

    /// <summary>What a reference to a footnote or citation shows.</summary>
    public string NumberOfReference(string label) => Number(label, ref _nextReference);

    /// <summary>What a footnote or citation itself is marked with.</summary>
    public string NumberOfDefinition(string label) => Number(label, ref _nextDefinition);

    /// <summary>What interpreted text or a reference shows.</summary>
    /// <param name="role">Name of the role; empty for none.</param>
    /// <param name="content">What stands between the backquotes.</param>
    public string TextOfRole(string role, string content)
    {
        var domain = role.LastIndexOf(':');
        switch (role[(domain + 1)..])
        {
            case "code" or "math" or "literal" or "raw" or "target" or "sub" or "sup" or "subscript" or "superscript":
                return content;
            case "file" or "samp":
                return content.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
            case "pep" or "rfc" when char.IsAsciiDigit(content.FirstOrDefault()) && !content.Contains('<', StringComparison.Ordinal):
                return role[(domain + 1)..].ToUpperInvariant() + " " + content.Split('#')[0];
        }

        var target = content.EndsWith('>') ? content.LastIndexOf('<') : -1;
        if (target > 0 && content.AsSpan(0, target).TrimEnd() is { IsEmpty: false } title) return title.ToString();
        if (target == 0) return content[1..^1].TrimEnd('_');
        if (role == "ref" && _titles.TryGetValue(content, out var section)) return section;
        return content switch
        {
            ['!', .. var rest] when role.Length > 0 => rest,
            ['~', .. var path] when role.Length > 0 => path[(path.LastIndexOf('.') + 1)..],
            _ => content,
        };
    }

    private string Number(string label, ref int next) => label switch
    {
        "#" => next < _unnamed.Count ? _unnamed[next++] : "#",
        _ => _footnotes.GetValueOrDefault(label) ?? label.TrimStart('#'),
    };

    private void Define(Match definition, IReadOnlyList<string> lines, int at)
    {
        var text = new List<string> { definition.Groups["text"].Value };
        var indent = RstLines.Indent(lines[at]);
        var alternative = "";
        for (var i = at + 1; i < lines.Count && lines[i].Length > 0 && RstLines.Indent(lines[i]) > indent; i++)
        {
            var line = lines[i].Trim();
            if (line.StartsWith(":alt:", StringComparison.Ordinal)) alternative = line[5..].Trim();
            else if (!RstLines.IsOption(line)) text.Add(line);
        }

        var value = definition.Groups["directive"].Value switch
        {
            "replace" => string.Join(' ', text).Trim(),
            "unicode" => Characters(text[0]),
            "image" => alternative,
            _ => "",
        };
        _substitutions.TryAdd(definition.Groups["name"].Value, value);
    }

    private static string Characters(string codes)
    {
        var comment = codes.IndexOf(" ..", StringComparison.Ordinal);
        return string.Concat((comment < 0 ? codes : codes[..comment]).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word =>
            CodePoint().Match(word) is { Success: true } code
            && int.TryParse(code.Groups["hex"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var point) && System.Text.Rune.IsValid(point) ? char.ConvertFromUtf32(point) : word));
    }

    [GeneratedRegex(@"^\s*\.\. +\[(?<label>[0-9]+|#[\w.\-]*)\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Footnote();

    [GeneratedRegex(@"^\s*\.\. +\|(?<name>[^|]+)\| +(?<directive>[a-z]+):: *(?<text>.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex SubstitutionDefinition();

    [GeneratedRegex(@"^\.\. +_`?(?<name>[^:`]+)`?:$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Label();

    [GeneratedRegex(@"^(0x|x|\\x|U\+|u|\\u)(?<hex>[0-9A-Fa-f]{1,6})$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex CodePoint();
}
