using System.Text.RegularExpressions;

namespace LongRag.Rankers.Work;

/// <summary>A passage as a prompt shows it: on one line, without anything that looks like an identifier.</summary>
internal sealed partial class Candidate
{
    private readonly string[] _words;

    public Candidate(string title, string text)
    {
        Title = Plain(title);
        _words = Split(Plain(text));
    }

    public static Candidate Of(ScoredPassage passage) => new(string.Join(" › ", passage.Passage.SectionPath.Prepend(passage.Document.Title).Where(part => part.Length > 0)), passage.Passage.Text);

    /// <summary>Document and headings; may be empty.</summary>
    public string Title { get; }

    /// <summary>Words of the text.</summary>
    public int Words => _words.Length;

    /// <summary>The first words of the text.</summary>
    public string Text(int most) => string.Join(' ', _words.AsSpan(0, Math.Min(most, _words.Length)));

    /// <summary>One line, with round brackets where <c>[1]</c> or <c>[B]</c> would look like an identifier.</summary>
    public static string Plain(string text) => string.Join(' ', Split(Identifier.Replace(text, "(${id})")));

    private static string[] Split(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"\[(?<id>\d+|[A-Z])\]", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Identifier { get; }
}
