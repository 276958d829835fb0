using System.Globalization;
using System.Text;

namespace LongRag.Ingest;

/// <summary>
/// Structures as StruXGPT's version 1 writes them: scope, aspects and descriptions, all in the model's words. Read and printed as published; what breaks a rule is no structure at all,
/// and the original text is used.
/// </summary>
public static class StructureAnswer
{
    private const string Fence = "```";
    private const int Indent = 4;

    /// <summary>The structure, or null where the answer breaks a rule.</summary>
    public static Structurization? Parse(string response)
    {
        ArgumentNullException.ThrowIfNull(response);
        var pieces = response.Split(Fence);
        if (pieces.Length < 3) return null;
        var last = pieces.Length >= 4 ? pieces.Length - 4 : 0;
        var scope = Line(pieces[last]);
        return scope.Length > 0 && AspectsOf(pieces[last + 2]) is { } aspects ? new Structurization { Scope = scope, Aspects = aspects } : null;
    }

    /// <summary>The canonical form of a structure of one level, aspects and descriptions numbered from 1.</summary>
    public static string Print(Structurization structure)
    {
        ArgumentNullException.ThrowIfNull(structure);
        // A tick beside the fence would lengthen it; the blank is trimmed when it is read.
        var scope = $"{(structure.Scope.StartsWith('`') ? " " : "")}{structure.Scope}{(structure.Scope.EndsWith('`') ? " " : "")}";
        var text = new StringBuilder($"## Statement's scope:\n{Fence}{scope}{Fence}\n\n## Statement's main aspects and corresponding descriptions:\n{Fence}\n");
        for (var i = 0; i < structure.Aspects.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i + 1}. {structure.Aspects[i].Name}\n");
            for (var j = 0; j < structure.Aspects[i].Descriptions.Count; j++) text.Append(CultureInfo.InvariantCulture, $"    {i + 1}.{j + 1}. {structure.Aspects[i].Descriptions[j]}\n");
        }

        return text.Append(Fence).Append('\n').ToString();
    }

    private static List<Aspect>? AspectsOf(string hierarchy)
    {
        var aspects = new List<(string Name, List<string> Descriptions)>();
        var number = 0;
        foreach (var raw in hierarchy.Trim().ReplaceLineEndings("\n").Split('\n'))
        {
            var level = (raw.Length - raw.TrimStart(' ').Length) / Indent;
            var words = raw.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || level > 1 || NumbersOf(words[0], level + 1) is not { } numbers) return null;
            var content = string.Join(' ', words.Skip(1));
            if (level == 0)
            {
                if (numbers[0] == number || content.Length == 0 || aspects is [.., { Descriptions.Count: 0 }]) return null;
                number = numbers[0];
                aspects.Add((content, []));
            }
            else
            {
                if (aspects.Count == 0 || numbers[0] != number || numbers[1] != aspects[^1].Descriptions.Count + 1) return null;
                aspects[^1].Descriptions.Add(content);
            }
        }

        return aspects.Count == 0 || aspects[^1].Descriptions.Count == 0 ? null : aspects.ConvertAll(a => new Aspect { Name = a.Name, Descriptions = a.Descriptions });
    }

    /// <summary>The numbers of an indicator such as <c>2.1.</c>: exactly so many, each followed by a full stop and greater than zero.</summary>
    private static int[]? NumbersOf(string indicator, int count)
    {
        if (indicator[^1] != '.' || indicator.Count(c => c == '.') != count) return null;
        var numbers = new int[count];
        var parts = indicator.Split('.');
        for (var i = 0; i < count; i++)
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]) || numbers[i] == 0) return null;
        return numbers;
    }

    private static string Line(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
