using System.Collections.Frozen;

namespace LongRag.Generator.Chat;

/// <summary>Which words of an English question are verbs, by their forms and by where questions have them: enough not to take one for what is asked about.</summary>
internal static class QuestionVerbs
{
    private static readonly FrozenSet<string> Helping = "do does did can could will would may might must shall should".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    // Those without -ed and -ing, and those that follow "who" and "which"; what is as often a noun (cost, work, sail) is told by its place alone.
    private static readonly FrozenSet<string> Forms = string.Join(' ',
        "become became begin began begun belong belongs bring brought build built buy bought catch caught choose chose chosen come came decide decides depend depends draw drew drawn drive drove driven",
        "eat ate eaten fall fell fallen feel felt find found fly flew flown forget forgot forgotten get gets got give gives gave given go goes went gone grow grew grown happen happens hear heard hold held keep kept know knew known",
        "lay laid lead led leave left lend lent lie lose lost make makes made mean means meant meet met owns pay pays paid put read ring rang rung rise rose risen say says said sell sold send sent show shown sing sang sung sink sank sunk sit sat sleep slept",
        "speak spoke spoken spend spent stand stood steal stole stolen swim swam take takes took taken teach taught tell told think thought throw threw thrown understand understood use uses wear wore worn win won write wrote written",
        "allow apply arrive contain cover explain include need needs pays serve serves work works").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Places of verbs among the terms. A capitalised word is a name, and what follows an article a noun ("a sailing").</summary>
    public static HashSet<int> In(string text, List<Term> terms)
    {
        var verbs = new HashSet<int>();
        for (var i = 0; i < terms.Count; i++)
            if (!terms[i].IsStopWord && !terms[i].IsCapitalised && IsForm(Lower(i)) && (i == 0 || Lower(i - 1) is not ("a" or "an" or "the"))) verbs.Add(i);
        var helping = terms.FindIndex(term => Helping.Contains(term.In(text).ToString().ToLowerInvariant()));
        if (helping < 0) return verbs;
        // "Who may cancel …": nothing stands between.
        if (helping > 0 && Lower(0) is "who" && helping + 1 < terms.Count && !terms[helping + 1].IsStopWord) verbs.Add(helping + 1);
        // "Where does the Solan sail?": behind its subject, which touches it.
        var last = terms.FindLastIndex(term => !term.IsStopWord);
        if (last > helping + 1 && !terms[last].IsCapitalised && !terms[last - 1].IsStopWord && !verbs.Contains(last - 1)) verbs.Add(last);
        return verbs;

        string Lower(int at) => terms[at].In(text).ToString().ToLowerInvariant();
    }

    private static bool IsForm(string word) => Forms.Contains(word) || (word.Length > 4 && (word.EndsWith("ed", StringComparison.Ordinal) || word.EndsWith("ing", StringComparison.Ordinal)));
}
