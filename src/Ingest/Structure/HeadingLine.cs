using System.Collections.Frozen;

namespace LongRag.Ingest;

/// <summary>Kinds of headings that can be told in plain text, the outermost first.</summary>
internal enum HeadingForm
{
    /// <summary>"PART TWO", "BOOK I", "Volume 3".</summary>
    Part,

    /// <summary>"ACT II".</summary>
    Act,

    /// <summary>"CHAPTER I. Down the Rabbit-Hole", "ADVENTURE III".</summary>
    Chapter,

    /// <summary>"Scene 2".</summary>
    Scene,

    /// <summary>"IV. The Boscombe Valley Mystery".</summary>
    TitledRoman,

    /// <summary>"XII" alone.</summary>
    Roman,

    /// <summary>"12" alone.</summary>
    Arabic,

    /// <summary>"2.1 Methods".</summary>
    Numbered,

    /// <summary>"PREFACE", "Abstract", "References".</summary>
    Named,

    /// <summary>A line over a line of "=====" or "-----".</summary>
    Underlined,

    /// <summary>"THE SON OF THE BRAHMAN".</summary>
    Capitals,
}

/// <summary>What a block would be as a heading. Whether it is one, the rest of the document decides.</summary>
/// <param name="Form">Its form.</param>
/// <param name="Numbers">Its number, part by part ("2.1" is 2, 1); empty where it has none.</param>
/// <param name="HasTitle">Whether words follow the number.</param>
/// <param name="Span">The heading's lines.</param>
internal sealed record HeadingLine(HeadingForm Form, int[] Numbers, bool HasTitle, TextSpan Span)
{
    private const int LongestHeading = 120;
    private const int LongestCapitals = 60;
    private const int MostLines = 3;
    private const int MostTitleWords = 14;
    private const int MostNumberParts = 4;

    private static readonly FrozenDictionary<string, HeadingForm> Keywords = new Dictionary<string, HeadingForm>(StringComparer.OrdinalIgnoreCase)
    {
        ["part"] = HeadingForm.Part, ["book"] = HeadingForm.Part, ["volume"] = HeadingForm.Part,
        ["act"] = HeadingForm.Act,
        ["chapter"] = HeadingForm.Chapter, ["canto"] = HeadingForm.Chapter, ["letter"] = HeadingForm.Chapter, ["stave"] = HeadingForm.Chapter, ["adventure"] = HeadingForm.Chapter,
        ["lecture"] = HeadingForm.Chapter, ["story"] = HeadingForm.Chapter, ["section"] = HeadingForm.Chapter,
        ["scene"] = HeadingForm.Scene,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Names = new[]
    {
        "preface", "introduction", "prologue", "epilogue", "foreword", "afterword", "dedication", "contents", "table of contents", "list of illustrations", "appendix", "postscript", "glossary", "index",
        "abstract", "background", "related work", "methods", "materials and methods", "methods and materials", "methodology", "results", "results and discussion", "discussion", "conclusion", "conclusions",
        "discussion and conclusion", "discussion and conclusions", "summary", "references", "bibliography", "acknowledgements", "acknowledgments", "acknowledgement", "supporting information", "limitations",
        "competing interests", "authors' contributions", "author contributions", "funding", "future work", "notes", "footnotes", "endnotes", "author's preface", "author's note", "translator's preface", "the preface",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The block read as a heading; null where it cannot be one.</summary>
    public static HeadingLine? Read(string text, TextSpan block)
    {
        if (ReadUnderlined(text, block) is { } underlined) return underlined;
        if (block.IsEmpty || block.Length > LongestHeading || block.In(text).Count('\n') >= MostLines) return null;
        var line = OneLine.Of(text, block);

        // Dot leaders: a line of a table of contents.
        if (line.Contains("...", StringComparison.Ordinal) || line.Contains(". .", StringComparison.Ordinal)) return null;
        var words = line.Split(' ');
        if (ReadName(line) || ReadNumber(words, out _, out _) is null && ReadCapitals(line))
            return new HeadingLine(ReadName(line) ? HeadingForm.Named : HeadingForm.Capitals, [], true, block);
        return ReadNumber(words, out var numbers, out var used) is { } form && IsTitle(form, words.AsSpan(used))
            ? new HeadingLine(form is HeadingForm.Roman && used < words.Length ? HeadingForm.TitledRoman : form, numbers, used < words.Length, block)
            : null;
    }

    /// <summary>Whether a short block reads like the title under a heading that is only a number.</summary>
    public static bool IsTitleLike(string text, TextSpan block)
    {
        if (block.IsEmpty || block.Length > LongestHeading / 2 || block.In(text).Count('\n') >= MostLines) return false;
        var line = OneLine.Of(text, block);
        if (line[^1] is '.' or ',' or ';' or ':' or '-' or '—') return false;
        var words = line.Split(' ');
        var large = words.Count(w => w.Any(char.IsLetter) && char.IsUpper(w.First(char.IsLetter)));
        var letters = words.Count(w => w.Any(char.IsLetter));
        var first = words[0].FirstOrDefault(char.IsLetterOrDigit);

        // Title case: small words aside, every word begins with a capital.
        return words.Length <= MostTitleWords && large > 0 && (char.IsUpper(first) || char.IsDigit(first)) && large * 2 >= letters;
    }

    private static bool ReadName(string line) => char.IsUpper(line[0]) && Names.Contains(line.TrimEnd('.', ':').Replace('’', '\''));

    private static bool ReadCapitals(string line)
    {
        if (line.Length > LongestCapitals || !char.IsLetterOrDigit(line[0]) || line[^1] is '.' or ',' or ';' or ':' or '!' or '?' or '-' or '—' or '"' or '”') return false;
        var letters = 0;
        foreach (var c in line)
        {
            if (char.IsLower(c)) return false;
            if (char.IsUpper(c)) letters++;
        }

        return letters >= 2 && letters * 2 > line.Length;
    }

    /// <summary>The form of a line that starts with a number, alone or behind a keyword, and how many words the number takes; null for any other line.</summary>
    private static HeadingForm? ReadNumber(string[] words, out int[] numbers, out int used)
    {
        (numbers, used) = ([], 0);
        if (words.Length > 1 && char.IsUpper(words[0][0]))
        {
            if (Keywords.TryGetValue(words[0], out var form))
            {
                var at = words.Length > 2 && words[1].Equals("the", StringComparison.OrdinalIgnoreCase) ? 2 : 1;
                if (HeadingNumber.Parse(words[at].TrimEnd('.', ':', ',', '-', '—', '–')) is { } number) (numbers, used) = ([number], at + 1);
                return used > 0 ? form : null;
            }

            // "FIRST PART"
            if (words.Length == 2 && Keywords.TryGetValue(words[1].TrimEnd('.', ':'), out form) && HeadingNumber.Parse(words[0]) is { } ordinal)
            {
                (numbers, used) = ([ordinal], 2);
                return form;
            }
        }

        var bare = words[0].TrimEnd('.', ')');
        if (HeadingNumber.ParseRoman(bare) is { } roman)
        {
            (numbers, used) = ([roman], 1);
            return words.Length == 1 || words[0].EndsWith('.') ? HeadingForm.Roman : null;
        }

        var parts = bare.Split('.');
        if (parts.Length > MostNumberParts || !parts.All(p => p.Length is 1 or 2 && p.All(char.IsAsciiDigit))) return null;
        (numbers, used) = (Array.ConvertAll(parts, p => int.Parse(p, System.Globalization.CultureInfo.InvariantCulture)), 1);
        return words.Length > 1 ? HeadingForm.Numbered : parts.Length == 1 ? HeadingForm.Arabic : null;
    }

    /// <summary>What follows the number: nothing, or a title (a sentence is none).</summary>
    private static bool IsTitle(HeadingForm form, ReadOnlySpan<string> rest)
    {
        if (rest.Length > 0 && rest[0] is "-" or "—" or "–" or ":" or ".") rest = rest[1..];
        if (rest.Length == 0) return true;
        if (rest.Length > MostTitleWords) return false;
        var first = rest[0].FirstOrDefault(char.IsLetterOrDigit);
        if (!char.IsUpper(first) && !char.IsDigit(first) && char.IsLetterOrDigit(first)) return false;
        var last = rest[^1];
        if (last[^1] is ',' or ';' or ':') return false;
        return last[^1] != '.' || form is HeadingForm.Part or HeadingForm.Act or HeadingForm.Chapter or HeadingForm.Scene && rest.Length <= MostTitleWords / 2;
    }

    private static HeadingLine? ReadUnderlined(string text, TextSpan block)
    {
        var chars = block.In(text);
        var first = chars.IndexOf('\n');
        if (first is < 1 or > LongestHeading) return null;
        var second = chars[(first + 1)..];
        var end = second.IndexOf('\n');
        if (end >= 0) second = second[..end];
        var rule = second.Trim();
        if (rule.Length < 3 || rule[0] is not ('=' or '-' or '~' or '*' or '^' or '_') || rule.ContainsAnyExcept(rule[0])) return null;
        if (!chars[..first].ContainsAnyExceptInRange('!', '/') || rule.Length * 2 < first) return null;
        // "=" underlines the higher level.
        return new HeadingLine(HeadingForm.Underlined, [rule[0] == '=' ? 1 : 2], true, new TextSpan(block.Start, block.Start + first + 1 + second.TrimEnd().Length));
    }
}
