using System.Globalization;
using LongRag.Retrievers.Lexical;
using LongRag.TestKit;

namespace LongRag.Retrievers.Tests.Lexical.Experiments;

/// <summary>Documents, questions and which documents answer them; measures nDCG@10 with a document's best passage counted for it.</summary>
internal sealed record RetrievalSet(string Name, IReadOnlyList<CorpusEntry> Entries, IReadOnlyList<(string Id, string Text)> Questions, ILookup<string, string> Relevant)
{
    private const int Cutoff = 10;

    // So many passages hold at least ten documents nearly always.
    private const int PassagesAsked = 200;

    /// <summary>A set in BEIR's layout; <paramref name="words"/> is the window's length, 0 for whole documents; at most <paramref name="questions"/>, evenly spread.</summary>
    public static RetrievalSet Load(string name, string qrels, int words = 0, int questions = int.MaxValue)
    {
        var relevant = Corpora.Relevant(Requires.Shared("data", name, "qrels", qrels));
        var entries = Corpora.Records(Requires.Shared("data", name, "corpus.jsonl.gz"))
            .Select(r => (Id: Text(r, "_id"), Title: Text(r, "title"), Text: Text(r, "text")))
            .Select(r => words == 0 ? Corpora.Whole(r.Id, r.Title, r.Text) : Corpora.Windows(r.Id, r.Title, r.Text, words)).ToList();
        var asked = Corpora.Records(Requires.Shared("data", name, "queries.jsonl.gz")).Select(r => (Id: Text(r, "_id"), Text: Text(r, "text"))).Where(q => relevant.Contains(q.Id)).ToList();
        var step = Math.Max(1.0, asked.Count / (double)questions);
        return new RetrievalSet(name, entries, [.. Enumerable.Range(0, Math.Min(asked.Count, questions)).Select(i => asked[(int)(i * step)])], relevant);

        static string Text(System.Text.Json.JsonElement record, string field) => record.TryGetProperty(field, out var value) ? value.GetString() ?? "" : "";
    }

    /// <summary>Mean nDCG@10 over the questions, binary relevance.</summary>
    public async Task<double> MeasureAsync(LexicalCorpus corpus, LexicalOptions options)
    {
        using var reader = new LexicalReader(corpus.Index.Folder, corpus.Settings);
        using var retriever = new LexicalRetriever(corpus.Store, reader, corpus.Settings, options);
        var sum = 0.0;
        foreach (var (id, text) in Questions)
        {
            var found = await retriever.RetrieveAsync(new Query { Text = text, Top = PassagesAsked });
            var relevant = Relevant[id].ToHashSet(StringComparer.Ordinal);
            var ranked = found.Select(f => f.Document.Source).Distinct(StringComparer.Ordinal).Take(Cutoff).ToList();
            sum += ranked.Select((source, i) => relevant.Contains(source) ? Gain(i) : 0).Sum() / Enumerable.Range(0, Math.Min(Cutoff, relevant.Count)).Sum(Gain);
        }

        return sum / Questions.Count;
    }

    private static double Gain(int rank) => 1 / Math.Log2(rank + 2);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} ({Entries.Count} documents, {Entries.Sum(e => e.Passages.Count)} passages, {Questions.Count} questions)");
}
