using System.Collections.Frozen;

namespace LongRag;

/// <summary>
/// English function words that say nothing of what a question or a sentence is about: articles, pronouns, prepositions, conjunctions, auxiliaries, question words, and
/// the remains of contractions. Wider than the 33 words that the lexical index leaves out, which keeps what a phrase may need.
/// </summary>
public static class EnglishStopWords
{
    private static readonly FrozenSet<string> Words = string.Join(' ',
        "a an the this that these those such same other another each every either neither both all any some no none not nor only own",
        "i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it its itself they them their theirs themselves one ones",
        "who whom whose which what when where why how whether whoever whatever whichever wherever whenever",
        "and or but if then than else because as until while although though unless since so yet",
        "of at by for with about against between into through during before after above below to from up down in out on off over under within without upon per via among toward towards",
        "am is are was were be been being have has had having do does did doing done can could may might must shall should will would ought",
        "there here again further once just very too also even ever more most much many few less least still already however therefore thus",
        "s t d ll m re ve don doesn didn isn aren wasn weren hasn haven hadn won wouldn couldn shouldn cannot let please").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup = Words.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether the lower-case word is one of them.</summary>
    public static bool Contains(ReadOnlySpan<char> word) => Lookup.Contains(word);
}
