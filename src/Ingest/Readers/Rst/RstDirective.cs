using System.Text.RegularExpressions;

namespace LongRag.Ingest;

/// <summary>A directive: its name, what stands beside it, its options, its content.</summary>
internal sealed partial record RstDirective(string Name, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Options, List<string> Content)
{
    /// <summary>The arguments on one line.</summary>
    public string Argument => string.Join(' ', Arguments);

    /// <summary>Arguments and content as one body: for directives whose text may start beside the name.</summary>
    public List<string> Body => Arguments.Count == 0 ? Content : [.. Arguments, "", .. Content];

    /// <summary>The directive whose first line is at <paramref name="at"/> and that ends before <paramref name="end"/>; null where that is something else.</summary>
    public static RstDirective? Parse(List<string> lines, int at, int end)
    {
        if (Head().Match(lines[at]) is not { Success: true } head) return null;
        var block = RstLines.Dedent(lines, at + 1, end);
        var isApart = at + 1 < end && lines[at + 1].Length == 0;
        var arguments = new List<string>();
        if (head.Groups["argument"].Value.Trim() is { Length: > 0 } first) arguments.Add(first);
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        var next = 0;
        if (!isApart)
        {
            while (next < block.Count && block[next].Length > 0 && !RstLines.Field().IsMatch(block[next])) arguments.Add(block[next++].Trim());
            for (var name = ""; next < block.Count && block[next].Length > 0; next++)
            {
                if (RstLines.Field().Match(block[next]) is { Success: true } option) options[name = option.Groups["name"].Value] = option.Groups["body"].Value.Trim();
                else if (name.Length > 0 && block[next][0] == ' ') options[name] += " " + block[next].Trim();
                else break;
            }
        }

        return new RstDirective(head.Groups["name"].Value.ToLowerInvariant(), arguments, options, RstLines.Dedent(block, next, block.Count));
    }

    [GeneratedRegex(@"^\.\. +(?<name>[A-Za-z][\w.+-]*(:[\w.+-]+)*) ?::( +(?<argument>.*))?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Head();
}
