using System.Text.RegularExpressions;

namespace LongRag.Rankers.Work;

/// <summary>A passage as a prompt shows it: on one line, without anything that looks like an identifier.</summary>
internal sealed partial class Candidate
{
    private readonly string _text;
    private readonly int[] _ends;

    public Candidate(string title, string text)
    {
        Title = Plain(title);
        _text = Plain(text);
        _ends = WordEnds.Of(_text);
    }

    public static Candidate Of(ScoredPassage passage) => new(string.Join(" › ", passage.Passage.SectionPath.Prepend(passage.Document.Title).Where(part => part.Length > 0)), passage.Passage.Text);

    /// <summary>Document and headings; may be empty.</summary>
    public string Title { get; }

    /// <summary>Words of the text; each character of a script without blanks is one.</summary>
    public int Words => _ends.Length;

    /// <summary>The first words of the text.</summary>
    public string Text(int most) => most >= _ends.Length ? _text : most == 0 ? "" : _text[.._ends[most - 1]];

    /// <summary>One line, with round brackets where <c>[1]</c> or <c>[B]</c> would look like an identifier.</summary>
    public static string Plain(string text) => string.Join(' ', Identifier.Replace(text, "(${id})").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex(@"\[(?<id>\d+|[A-Z])\]", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Identifier { get; }
}
