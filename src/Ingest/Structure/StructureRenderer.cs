using System.Buffers;
using System.Text;

namespace LongRag.Ingest;

/// <summary>How a rendered structure begins (StruXGPT's head 0 to 6).</summary>
public enum StructureHead
{
    /// <summary>The scope as a sentence.</summary>
    Scope,

    /// <summary>"About the scope:".</summary>
    About,

    /// <summary>"The scope involves first aspect, second aspect:".</summary>
    InvolvesAspects,

    /// <summary>"The scope involves several aspects:".</summary>
    InvolvesSeveral,

    /// <summary>"The scope involves several main aspects with corresponding descriptive statements:".</summary>
    InvolvesStatements,

    /// <summary>"This passage talks about the scope, involving several aspects:".</summary>
    TalksAbout,

    /// <summary>A blank line.</summary>
    Blank,
}

/// <summary>How the aspects are written (StruXGPT's format 0 to 2).</summary>
public enum StructureFormat
{
    /// <summary>A numbered list of two levels, names and sentences as they are; ends in a line feed.</summary>
    NumberedList,

    /// <summary>One numbered line an aspect: what a reader model is given.</summary>
    NumberedLines,

    /// <summary>One line an aspect, its name marked and not numbered: what a retriever is given.</summary>
    MarkedLines,
}

/// <summary>Writes a structure as plain text for an unchanged reader model or retriever. Finer points are not shown apart: their sentences stand under the main point.</summary>
public static class StructureRenderer
{
    // The authors' marks: ASCII and the Chinese ones they list.
    private const string WideMarks = "。，？：；！、【｜";

    /// <summary>Marks that a name may lose at its end; a closing bracket or quote belongs to what it closes.</summary>
    private static readonly SearchValues<char> DroppedMarks = SearchValues.Create("!#$%&*+,-./:;<=?@[\\^_`|~({" + WideMarks);

    private static readonly SearchValues<char> DroppedCharacters = SearchValues.Create("[]-_`");

    /// <summary>Dense retrieval: no numbers, each aspect joined with its sentences.</summary>
    public static string ForRetrieval(Structurization structure) => Render(structure, StructureHead.Scope, StructureFormat.MarkedLines);

    /// <summary>Questions over long contexts: numbered aspects.</summary>
    public static string ForReading(Structurization structure) => Render(structure, StructureHead.Scope, StructureFormat.NumberedLines);

    /// <summary>The structure as text. Sentences in front of the first aspect stand under the head, without a name.</summary>
    public static string Render(Structurization structure, StructureHead head, StructureFormat format)
    {
        ArgumentNullException.ThrowIfNull(structure);
        var text = new StringBuilder(HeadOf(structure, head));
        var opening = Sentences(structure.Opening);
        if (opening.Count > 0) text.Append('\n').AppendJoin(' ', format == StructureFormat.NumberedList ? opening : opening.Select(AsSentence));
        var number = 0;
        foreach (var aspect in structure.Aspects)
        {
            number++;
            var sentences = Sentences(aspect.AllDescriptions);
            text.Append('\n');
            if (format == StructureFormat.NumberedList)
            {
                text.Append(Invariant($"{number}. {aspect.Name}"));
                for (var i = 0; i < sentences.Count; i++) text.Append(Invariant($"\n    {number}.{i + 1}. {sentences[i]}"));
                continue;
            }

            var name = UpperStart(Clean(aspect.Name));
            text.Append(format == StructureFormat.NumberedLines ? Invariant($"{number}. {name}: ") : $"**{name}**: ").AppendJoin(' ', sentences.Select(AsSentence));
        }

        return format == StructureFormat.NumberedList ? text.Append('\n').ToString() : text.ToString();
    }

    private static string HeadOf(Structurization structure, StructureHead head)
    {
        var scope = Clean(structure.Scope);
        return head switch
        {
            StructureHead.Scope => $"{UpperStart(scope)}.",
            StructureHead.About => $"About {scope}:",
            StructureHead.InvolvesAspects => $"{UpperStart(scope)} involves {string.Join(", ", structure.Aspects.Select(a => LowerStart(Clean(a.Name))))}:",
            StructureHead.InvolvesSeveral => $"{UpperStart(scope)} involves several aspects:",
            StructureHead.InvolvesStatements => $"{UpperStart(scope)} involves several main aspects with corresponding descriptive statements:",
            StructureHead.TalksAbout => $"This passage talks about {scope}, involving several aspects:",
            StructureHead.Blank => "",
            _ => throw new ArgumentOutOfRangeException(nameof(head), head, "No such head."),
        };
    }

    /// <summary>Sentences in one line each. White space between sentences of a text is no sentence; an empty description of a model stays.</summary>
    private static List<string> Sentences(IEnumerable<string> descriptions) =>
        [.. descriptions.Where(d => d.Length == 0 || !string.IsNullOrWhiteSpace(d)).Select(d => d.Contains('\n') ? OneLine.Of(d, new TextSpan(0, d.Length)) : d.Trim())];

    /// <summary>Takes one final mark and the characters [ ] - _ and back-tick off a name. A name that is one mark alone stays.</summary>
    internal static string Clean(string name)
    {
        if (name.Length > 1 && DroppedMarks.Contains(name[^1])) name = name[..^1];
        return name.Length == 1 ? name : string.Concat(name.Where(c => !DroppedCharacters.Contains(c)));
    }

    /// <summary>Lower-cases the first letter where the rest of the first word is lower case: "The city", not "NASA" or "eBay".</summary>
    internal static string LowerStart(string name)
    {
        if (name.Length == 0) return name;
        var blank = name.IndexOf(' ', StringComparison.Ordinal);
        var rest = (blank < 0 ? name : name[..blank])[1..];
        return rest.Length > 0 && (rest.Any(char.IsUpper) || !rest.Any(char.IsLower)) ? name : char.ToLowerInvariant(name[0]) + name[1..];
    }

    internal static string UpperStart(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>Adds a full stop where the text ends in no mark at all.</summary>
    internal static string SetMark(string text) => text.Length == 0 || char.IsPunctuation(text[^1]) || char.IsSymbol(text[^1]) ? text : text + ".";

    private static string AsSentence(string description) => SetMark(UpperStart(description));

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
