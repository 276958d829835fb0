namespace LongRag.Generator.Chat;

/// <summary>Whether a model's rewriting of a question can be trusted.</summary>
internal static class Rewriting
{
    private const int LongestQuestion = 400;

    /// <summary>
    /// The rewriting in one line; null where it is not to be taken: where it says what neither question nor conversation say, loses a word of the question that does not point at something said before, adds nothing, or
    /// goes on in further sentences.
    /// </summary>
    public static string? Usable(string written, IReadOnlyList<Turn> turns, string question)
    {
        var line = written.Trim().Split('\n', 2)[0].Trim().Trim('"', '“', '”', '*', '`').Trim();
        if (line.Length is 0 or > LongestQuestion || line.Any(c => char.IsControl(c) || c == '\ufffd')) return null;
        var said = question + "\n" + string.Join('\n', turns.Select(turn => turn.Question + "\n" + turn.Answer));
        var language = LanguageProfile.Of(said).Language;
        var (known, asked, now) = (Words(said, language), Words(question, language), Words(line, language));
        if (now.Count == 0 || !now.IsSubsetOf(known) || !asked.IsSubsetOf(now) || now.Count == asked.Count) return null;
        return SentenceSplitter.Split(line).Count > SentenceSplitter.Split(question.Trim()).Count ? null : line;
    }

    /// <summary>Stems of what a text is about. Of scripts without blanks each character counts: pairs change with what stands beside them.</summary>
    private static HashSet<string> Words(string text, string? language) =>
    [
        .. TermReader.Read(text, new TextSpan(0, text.Length))
            .Where(term => !term.IsStopWord && !PointingWords.MayChange(term.In(text).ToString().ToLowerInvariant(), language))
            .SelectMany(term => term.IsDense ? term.Stem.EnumerateRunes().Select(rune => rune.ToString()).Where(character => !PointingWords.MayChange(character, language)) : [term.Stem]),
    ];
}
