using System.Collections.Frozen;

namespace LongRag;

/// <summary>English words whose full stop is part of them, without that full stop.</summary>
internal static class SentenceAbbreviations
{
    // Something always follows them: a name, a number, an example.
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Never = Set(
        "Mr Mrs Ms Mx Dr Drs Prof Rev Hon Gen Col Capt Cpt Cmdr Lt Sgt Maj Adm Cpl Pvt Sen Rep Gov Pres Supt Messrs Mme Mmes Mlle Mlles M/s Mt Ft St Ste Fr "
        + "Fig Figs fig figs Eq Eqs eq eqs Eqn Tab Tabs Ref Refs Sect Vol Vols vol vols pp Nos nos Nr nr Op op vs Vs cf Cf viz e.g E.g eg i.e I.e ie resp ca approx Approx incl excl ed eds Eds trans esp");

    // Also words or ends of sentences; abbreviations only where a number follows.
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Numbers = Set(
        "No no Sec sec Art art Ch ch Chap chap p Pt pt Para para Bk bk Ex ex Def Thm App Appx Table Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Perhaps = Set(
        "Inc Ltd Co Corp Bros Jr Sr Esq al Dept Univ Assn Ave Blvd Rd Hwy Bldg est min max hr hrs lb lbs oz cm mm km kg sq misc dept Ph.D Ph");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Openings = Set(
        "The This That These Those It He She They We You In On At By For From With But And Or So If When While As After Before Since Although Though However "
        + "Then There Here His Her Its Our Their My Your What Who Why How Where Which A An Is Are Was Were Do Does Did Not No All Some Many Most Both Each Every One Two Now Thus Therefore Also Such");

    public static bool NeverLast(ReadOnlySpan<char> token) => Never.Contains(token);

    public static bool BeforeNumbers(ReadOnlySpan<char> token) => Numbers.Contains(token);

    public static bool MayBeLast(ReadOnlySpan<char> token) => Perhaps.Contains(token);

    public static bool OpensSentence(ReadOnlySpan<char> word) => Openings.Contains(word);

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Set(string words) =>
        words.Split(' ').ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
}
