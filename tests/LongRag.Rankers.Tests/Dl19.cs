using LongRag.Evaluation;
using LongRag.TestKit;

namespace LongRag.Rankers.Tests;

/// <summary>The BM25 lists of TREC DL 2019 with their texts and judgments.</summary>
internal sealed class Dl19
{
    private readonly Dictionary<string, string> _texts;
    private readonly Run _run;

    private Dl19(Dictionary<string, string> texts, Run run, RetrievalSet set) => (_texts, _run, Set) = (texts, run, set);

    public RetrievalSet Set { get; }

    public static Dl19 Read()
    {
        var set = RetrievalSetReader.Read(Requires.Shared("data", "msmarco-dl19"));
        return new Dl19(set.Documents.ToDictionary(document => document.Id, document => document.Text, StringComparer.Ordinal), Run.Read(Requires.Shared("data", "msmarco-dl19", "runs", "BM25.trec.gz")), set);
    }

    /// <summary>The first hundred of a query.</summary>
    public IReadOnlyList<ScoredPassage> First(string query) => [.. _run[query]!.Entries.Select(entry => Passages.Of(entry.Document, _texts[entry.Document], entry.Score))];

    public IReadOnlyList<double> Grades(string query, IReadOnlyList<ScoredPassage> passages) => [.. passages.Select(passage => (double)Set.Qrels[query].GetValueOrDefault(passage.Passage.Id.Value))];
}
