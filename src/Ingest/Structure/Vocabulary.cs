using System.Collections.Frozen;

namespace LongRag.Ingest;

/// <summary>Numbers the words of one document, and knows which of them carry no content (English).</summary>
internal sealed class Vocabulary
{
    private const int ShortestTerm = 3;
    private const int LongestTerm = 40;

    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    public Vocabulary() => _lookup = _ids.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>How many numbers were given.</summary>
    public int Count => _ids.Count;

    /// <summary>The word's number, as it stands.</summary>
    public int IdOf(ReadOnlySpan<char> word)
    {
        if (_lookup.TryGetValue(word, out var id)) return id;
        id = _ids.Count;
        _lookup[word] = id;
        return id;
    }

    /// <summary>Number of the word's stem; -1 for a word without content.</summary>
    public int TermOf(ReadOnlySpan<char> word)
    {
        if (word.Length is < ShortestTerm or > LongestTerm || !char.IsLetter(word[0])) return -1;
        Span<char> lower = stackalloc char[LongestTerm];
        var length = word.ToLowerInvariant(lower);
        for (var i = 0; i < length; i++)
            if (lower[i] == '’') lower[i] = '\'';
        var term = lower[..length];
        if (IsStopWord(term)) return -1;
        term = Stem(term);
        return term.Length < ShortestTerm || IsStopWord(term) ? -1 : IdOf(term);
    }

    /// <summary>Whether a lower-case word says nothing of what a text is about.</summary>
    public static bool IsStopWord(ReadOnlySpan<char> lowerCaseWord) => StopWords.Contains(lowerCaseWord) || lowerCaseWord.EndsWith("n't", StringComparison.Ordinal);

    /// <summary>
    /// Takes English endings off, so that a word and its plural or past count as one. Far less than a stemmer: cohesion needs equal terms to be mostly equal words, not lemmas.
    /// </summary>
    private static Span<char> Stem(Span<char> word)
    {
        if (word.EndsWith("'s") || word.EndsWith("s'")) word = word[..^2];
        if (word.EndsWith("ies") && word.Length > 4) { word[^3] = 'y'; word = word[..^2]; }
        else if (word.EndsWith("s") && word.Length > 3 && word[^2] is not ('s' or 'u' or 'i')) word = word[..^1];
        if (word.EndsWith("ing") && word.Length > 5) word = Undouble(word[..^3]);
        else if (word.EndsWith("ed") && word.Length > 4) word = Undouble(word[..^2]);
        else if (word.EndsWith("ly") && word.Length > 5) word = word[..^2];
        return word.EndsWith("e") && word.Length > 4 ? word[..^1] : word;
    }

    private static Span<char> Undouble(Span<char> word) => word.Length > 3 && word[^1] == word[^2] && word[^1] is not ('l' or 's' or 'e') ? word[..^1] : word;

    // Function words, the commonest verbs, adverbs and adjectives of narration, and what speakers fill their pauses with.
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> StopWords = (
        "a an the and or but nor so yet if then else than that this these those there here where when while as at by for from in into of off on onto out over to toward towards up upon with within without "
        + "about above across after again against along also although always am among amid amongst any anybody anyone anything are around away back be became because become becomes been before behind being below beneath beside besides between beyond both "
        + "came can cannot come comes coming could did do does doing done down during each either enough even ever every everybody everyone everything except few first found gave get gets getting give given gives giving go goes going gone good got great "
        + "had has have having he her hers herself him himself his how however i i'd i'll i'm i've indeed instead is it it's its itself just keep kept knew know known knows last least less let let's like little long look looked looking looks made make makes making many may maybe me mean means might mine more most much must my myself "
        + "near nearly need needs never new next no nobody none nothing now nowhere often oh old once one ones only other others otherwise our ours ourselves own part perhaps put quite rather really right said same saw say saying says second see seeing seem seemed seems seen several shall she should since some somebody someone something sometimes somewhere soon still such sure "
        + "take taken takes taking tell than thank thanks that's their theirs them themselves they thing things think thinking thinks thought three through thus till time times to together told too took turned twice two under unless until us use used uses using very via want wanted wants was way ways we we'll we're we've well went were what whatever what's whence whenever whether which whichever whither who whoever whole whom whose why will wish with would yes yet you you'd you'll you're you've your yours yourself yourselves "
        + "able actually almost already asked ask another answered began begin begun believe better best big bit brought call called certain certainly cried day days dear different does doesn't don't felt feel feeling felt fine five four six seven eight nine ten hundred thousand full half hear heard held help hold kind knew large later lay leave left lot lots lay moment moved nice night people place present probably possible replied sat set side simply small sort stood stand started start stop sudden suddenly sure talk talking there's thousand today tomorrow tonight tried try trying turn understand usually wait whole work worse worst year years yesterday young "
        + "yeah yep yup okay ok um uh hmm mm mmm mm-hmm uh-huh huh ah er eh hey hi hello mhm right alright basically guess stuff anyway gonna wanna kinda cause "
        + "mr mrs ms miss dr sir madam lord lady "
        + "'s 'd 'll 've 're it'll that'll he'd he'll he's she'd she'll she's they'd they'll they're they've who's there'd here's how's where's o'clock etc e.g i.e et al eg ie vs fig figure figures table tables").Split(' ').Append("").ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
}
