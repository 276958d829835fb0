using System.Collections.Frozen;

namespace LongRag.Retrievers.Instructions;

/// <summary>The closed word classes of the grammar, lower case. English.</summary>
internal static class InstructionWords
{
    /// <summary>Adjectives and participles that say a document counts.</summary>
    public static readonly FrozenSet<string> Relevant = Set("relevant pertinent germane relevance relevancy interest wanted desired sufficient enough acceptable accepted included counted");

    /// <summary>Those that say it does not.</summary>
    public static readonly FrozenSet<string> Irrelevant = Set("irrelevant nonrelevant non-relevant irrelevent unwanted undesired insufficient unacceptable off-topic excluded ignored rejected omitted disregarded skipped discarded");

    /// <summary>Verdicts that are also said of other things than documents, so that they need a modal or a present tense ("should be included", "are excluded").</summary>
    public static readonly FrozenSet<string> Participles = Set("accepted included counted excluded ignored rejected omitted disregarded skipped discarded acceptable wanted desired");

    /// <summary>Verdicts on how much a document says: their negation excludes a text that says no more.</summary>
    public static readonly FrozenSet<string> Amounts = Set("sufficient enough insufficient relevance relevancy");

    /// <summary>Verbs that stand for a negated verdict without a copula ("do not count").</summary>
    public static readonly FrozenSet<string> CountingVerbs = Set("count qualify matter suffice");

    /// <summary>Nouns for what is retrieved.</summary>
    public static readonly FrozenSet<string> Documents = Set("document documents doc docs article articles story stories item items report reports text texts passage passages page pages paper papers record records piece pieces result results source sources entry entries publication publications post posts hit hits file files editorial editorials letter letters");

    /// <summary>Nouns that stand for a document or its content.</summary>
    public static readonly FrozenSet<string> Contents = Set("information info material materials data content contents discussion discussions mention mentions reference references account accounts coverage description descriptions statement statements evidence detail details account accounts example examples instance instances activities actions cases facts");

    /// <summary>Verbs of what a document does with its topic.</summary>
    public static readonly FrozenSet<string> Discourse = Set(
        "discuss discusses discussed discussing mention mentions mentioned mentioning describe describes described describing concern concerns concerned concerning address addresses addressed addressing deal deals dealt dealing cover covers covered covering contain contains contained containing include includes included including provide provides provided providing refer refers referred referring referencing relate relates related relating pertain pertains pertaining regard regards regarding cite cites cited citing identify identifies identified identifying indicate indicates indicated indicating present presents presented presenting focus focuses focused focusing report reports reported reporting give gives given giving show shows showing state states stating specify specifies specifying treat treats treating consist consists consisting explain explains explaining talk talks talking feature features featuring name names naming say says saying tell tells allude alludes alluding note notes noting reflect reflects reveal reveals");

    /// <summary>Words at the edges of a part that carry no topic, besides stop words and the classes above.</summary>
    public static readonly FrozenSet<string> Edges = Set(
        "limited restricted confined topic topics subject subjects query question search searches user reader readers anything something everything nothing thing things kind kinds type types sort sorts specific specifically particular particularly especially explicitly directly merely simply mere solely exclusively primarily mainly general generally considered judged deemed regarded relevant irrelevant nonrelevant non-relevant pertinent want wants wanted need needs prefer find look looking return retrieve list get please however although though also newswire news newspaper newspapers press magazine magazines journal wire web media feature exclude excluding except ignore ignoring skip omit avoid minimum least following etc e.g i.e eg ie and/or alone necessary essential required count counts touch touches touching able order provided long");

    public static readonly FrozenSet<string> Negations = Set("not never cannot isn't aren't wasn't weren't won't wouldn't shouldn't mustn't doesn't don't didn't can't couldn't neither nor no none hardly");

    public static readonly FrozenSet<string> Copulas = Set("is are was were be been being isn't aren't wasn't weren't constitute constitutes");

    /// <summary>Those that carry a tense, with the modals: a verdict needs one ("to be relevant" is none).</summary>
    public static readonly FrozenSet<string> Finite = Set("is are was were isn't aren't wasn't weren't must should shall will would may might can could cannot won't wouldn't shouldn't mustn't can't couldn't do does don't doesn't constitute constitutes");

    public static readonly FrozenSet<string> Modals = Set("must should shall will would may might can could need needs has have ought cannot won't wouldn't shouldn't mustn't can't couldn't do does don't doesn't");

    /// <summary>Modals that make what follows a condition.</summary>
    public static readonly FrozenSet<string> Strict = Set("must need needs has have mustn't");

    /// <summary>What may stand between a copula and its verdict.</summary>
    public static readonly FrozenSet<string> Adverbs = Set("also always only all any both very most more particularly especially specifically directly therefore thus equally still highly considered judged deemed regarded treated counted as to of be been being too either generally clearly necessarily in itself themselves however furthermore additionally similarly likewise moreover even");

    /// <summary>Verbs that exclude where a clause opens with them.</summary>
    public static readonly FrozenSet<string> Excluding = Set("exclude ignore skip omit avoid reject disregard discard drop eliminate remove dismiss");

    /// <summary>Verbs that ask where a clause opens with them.</summary>
    public static readonly FrozenSet<string> Asking = Set("find show return give retrieve include list get prefer want need keep identify select seek use consider accept report take see count");

    /// <summary>Words that open a clause and say nothing of what it holds.</summary>
    public static readonly FrozenSet<string> Openers = Set("please also and but or in addition however although though while whereas so then therefore additionally furthermore moreover similarly likewise further again finally just except that yet thus nor , : -");

    /// <summary>Connectors at which a new clause may start, the strongest first.</summary>
    public static readonly string[] Connectors = ["but", "however", "although", "though", "whereas", "while", "nor", "except", ":", "and", "or", ","];

    public static readonly FrozenSet<string> Mere = Set("merely simply mere alone solely passing only vague brief briefly casual just incidental generalized generalised generic simple generalities generality");

    public static readonly FrozenSet<string> Complements = Set("other others another else rest remaining");

    /// <summary>A word that carries no topic at the edge of a part.</summary>
    public static bool IsEdge(string word) => EnglishStopWords.Contains(word) || Edges.Contains(word) || Documents.Contains(word) || Contents.Contains(word) || Discourse.Contains(word) || Negations.Contains(word);

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
