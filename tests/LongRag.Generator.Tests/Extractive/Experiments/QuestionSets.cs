using System.IO.Compression;
using System.Text.Json;
using LongRag.TestKit;

namespace LongRag.Generator.Tests.Extractive.Experiments;

/// <summary>A question with the evidence that a generator would get, and what a right answer holds.</summary>
/// <param name="Text">The question.</param>
/// <param name="Evidence">By rank.</param>
/// <param name="Gold">Number of the evidence with the answer; 0 where none has it.</param>
/// <param name="Answers">Texts of which a right answer holds one.</param>
internal sealed record Asked(string Text, IReadOnlyList<Evidence> Evidence, int Gold, IReadOnlyList<string> Answers);

/// <summary>The experiments' questions, made of the shared data. Deterministic: every n-th question.</summary>
internal static class QuestionSets
{
    private const int PassagesPerQuestion = 5;

    /// <summary>SQuAD with the gold paragraph and four that BM25 ranks highest, and again with five of other articles that do not hold the answer.</summary>
    public static (List<Asked> Answerable, List<Asked> Unanswerable) Squad(string file, int every, bool titles)
    {
        return Build(Corpus("squad"), SquadQuestions(file, i => i % every == 0), titles);
    }

    /// <summary>QED (Natural Questions): questions as people typed them.</summary>
    public static (List<Asked> Answerable, List<Asked> Unanswerable) Qed(Func<int, bool> take)
    {
        return Build(Corpus("nq-qed"), QedQuestions(take), titles: true);
    }

    /// <summary>The questions with their gold paragraph alone.</summary>
    public static List<Asked> SquadGiven(string file, Func<int, bool> take) => Given(Corpus("squad"), SquadQuestions(file, take));

    /// <summary>As <see cref="SquadGiven"/>.</summary>
    public static List<Asked> QedGiven(Func<int, bool> take) => Given(Corpus("nq-qed"), QedQuestions(take));

    /// <summary>The questions with what BM25 finds: at most 20 paragraphs in 2,048 tokens, the defaults of the answer pipeline.</summary>
    public static List<Asked> SquadOpen(string file, Func<int, bool> take) => Open(Corpus("squad"), SquadQuestions(file, take));

    /// <summary>As <see cref="SquadOpen"/>.</summary>
    public static List<Asked> QedOpen(Func<int, bool> take) => Open(Corpus("nq-qed"), QedQuestions(take));

    /// <summary>COVID-QA: eight passages of about 200 words out of 98 papers, by BM25; no gold passage is put in.</summary>
    public static List<Asked> Covid()
    {
        var passages = Records("covidqa", "documents.jsonl.gz").SelectMany(r => Cut(Text(r, "text"), 200).Select(p => (Title: Text(r, "title"), Text: p))).ToList();
        var index = new SmallBm25([.. passages.Select(p => p.Title + "\n" + p.Text)]);
        return [.. Records("covidqa", "qa.jsonl.gz").Select(r =>
        {
            var found = index.Search(Text(r, "question"), 8);
            return new Asked(Text(r, "question"), [.. found.Select((f, i) => Evidence(i + 1, passages[f.Text].Title, passages[f.Text].Text, f.Text, f.Score))], 0, Texts(r, "answers"));
        })];
    }

    /// <summary>NarrativeQA: a question, its story's summary in passages of about 100 words, by BM25; or, unanswerable, those of the story <paramref name="away"/> places on.</summary>
    public static List<Asked> Narrative(int away = 0)
    {
        var stories = Records("narrativeqa", "documents.jsonl.gz").ToDictionary(r => Text(r, "_id"), r => (Title: Text(r, "title"), Passages: Cut(Text(r, "summary"), 100)), StringComparer.Ordinal);
        var indexes = stories.ToDictionary(s => s.Key, s => new SmallBm25(s.Value.Passages), StringComparer.Ordinal);
        var order = stories.Keys.ToList();
        return [.. Records("narrativeqa", "qa.jsonl.gz").Where(r => stories.ContainsKey(Text(r, "doc"))).Select(r =>
        {
            var story = order[(order.IndexOf(Text(r, "doc")) + away) % order.Count];
            var (title, passages) = stories[story];
            var found = indexes[story].Search(Text(r, "question"), 5);
            return new Asked(Text(r, "question"), [.. found.Select((f, i) => Evidence(i + 1, title, passages[f.Text], f.Text, f.Score))], away == 0 ? 1 : 0, Texts(r, "answers"));
        })];
    }

    /// <summary>WikiQA: for each question its candidate sentences with whether they answer.</summary>
    public static List<(string Question, List<(string Sentence, bool Answers)> Candidates)> Wiki(string split)
    {
        var sentences = Records("wikiqa", "corpus.jsonl.gz").ToDictionary(r => Text(r, "_id"), r => Text(r, "text"), StringComparer.Ordinal);
        var questions = Records("wikiqa", "queries.jsonl.gz").ToDictionary(r => Text(r, "_id"), r => Text(r, "text"), StringComparer.Ordinal);
        return [.. File.ReadLines(Requires.Shared("data", "wikiqa", "qrels", split + ".tsv")).Skip(1).Select(line => line.Split('\t')).GroupBy(f => f[0], StringComparer.Ordinal)
            .Select(group => (questions[group.Key], group.Select(f => (sentences[f[1]], f[2] != "0")).ToList()))];
    }

    public static Evidence Evidence(int number, string title, string text, int document, double? score = null)
    {
        var id = DocumentId.From("experiment", document.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var summary = new DocumentSummary { Id = id, Collection = "experiment", Source = id.Value, Title = title, MediaType = "text/plain", ContentHash = "", TextLength = text.Length, Passages = 1, StoredAt = DateTimeOffset.UnixEpoch, Sequence = 1 };
        var passage = new Passage { Id = PassageId.From(id, [], text, 0), DocumentId = id, Ordinal = 0, Span = new TextSpan(0, text.Length), Text = text, Section = 0, SectionPath = [] };
        var scored = new ScoredPassage { Passage = passage, Document = summary, Score = score ?? 1.0 / number, ScoreKind = "bm25" };
        return new Evidence { Number = number, Document = summary, Passages = [scored], Span = passage.Span, Text = text, Tokens = EstimatedTokenCounter.Instance.Count(text) };
    }

    private static List<Asked> Given(List<Paragraph> corpus, IEnumerable<Wanted> questions)
    {
        var places = corpus.Select((p, i) => (p.Id, i)).ToDictionary(p => p.Id, p => p.i, StringComparer.Ordinal);
        return [.. questions.Select(q => new Asked(q.Question, Pack(corpus, [(places[q.Gold], 1.0)], titles: true), 1, q.Answers))];
    }

    private static List<Asked> Open(List<Paragraph> corpus, IEnumerable<Wanted> questions)
    {
        var index = new SmallBm25([.. corpus.Select(p => p.Title + "\n" + p.Text)]);
        return [.. questions.Select(q =>
        {
            var evidence = Pack(corpus, index.Search(q.Question, 20), titles: true);
            var left = 2048;
            var packed = evidence.Where(e => e.Tokens <= left && (left -= e.Tokens) >= 0).Select((e, i) => e with { Number = i + 1 }).ToList();
            return new Asked(q.Question, packed, 0, q.Answers);
        }).Where(a => a.Evidence.Count > 0)];
    }

    private static (List<Asked> Answerable, List<Asked> Unanswerable) Build(List<Paragraph> corpus, IEnumerable<Wanted> questions, bool titles)
    {
        var index = new SmallBm25([.. corpus.Select(p => p.Text)]);
        var places = corpus.Select((p, i) => (p.Id, i)).ToDictionary(p => p.Id, p => p.i, StringComparer.Ordinal);
        List<Asked> answerable = [], unanswerable = [];
        foreach (var (question, goldId, answers) in questions)
        {
            var gold = places[goldId];
            var found = index.Search(question, 200);
            var rivals = found.Where(f => f.Text != gold).Take(PassagesPerQuestion - 1).ToList();
            var ranked = found.Exists(f => f.Text == gold) ? [.. found.Where(f => f.Text == gold || rivals.Contains(f))] : rivals.Append((gold, rivals.Select(r => r.Score).DefaultIfEmpty(1).Min())).ToList();
            answerable.Add(new Asked(question, Pack(corpus, ranked, titles), ranked.FindIndex(f => f.Item1 == gold) + 1, answers));
            var others = found.Where(f => !string.Equals(corpus[f.Text].Title, corpus[gold].Title, StringComparison.Ordinal) && !answers.Exists(a => corpus[f.Text].Text.Contains(a, StringComparison.OrdinalIgnoreCase)));
            unanswerable.Add(new Asked(question, Pack(corpus, [.. others.Take(PassagesPerQuestion)], titles), 0, answers));
        }

        return (answerable, unanswerable);
    }

    private static List<Evidence> Pack(List<Paragraph> corpus, List<(int Text, double Score)> found, bool titles) =>
        [.. found.Select((f, i) => Evidence(i + 1, titles ? corpus[f.Text].Title : "untitled", corpus[f.Text].Text, f.Text, f.Score))];

    private static List<Paragraph> Corpus(string folder) => [.. Records(folder, "corpus.jsonl.gz").Select(r => new Paragraph(Text(r, "_id"), Text(r, "title"), Text(r, "text")))];

    private static IEnumerable<Wanted> SquadQuestions(string file, Func<int, bool> take) =>
        Records("squad", "qa", file).Where((_, i) => take(i)).Select(r => new Wanted(Text(r, "question"), Text(r, "doc_id"), Texts(r, "answers")));

    private static IEnumerable<Wanted> QedQuestions(Func<int, bool> take) =>
        Records("nq-qed", "qa.jsonl.gz").Where((_, i) => take(i)).Select(r => new Wanted(Text(r, "question"), Text(r, "doc"), Texts(r, "answers")));

    private static List<string> Cut(string text, int words)
    {
        var pieces = new List<string>();
        var piece = new List<string>();
        var count = 0;
        foreach (var sentence in SentenceSplitter.Split(text).Select(s => s.Of(text)))
        {
            piece.Add(sentence);
            count += sentence.Split(' ').Length;
            if (count < words) continue;
            pieces.Add(string.Concat(piece).Trim());
            piece.Clear();
            count = 0;
        }

        if (count > 0) pieces.Add(string.Concat(piece).Trim());
        return pieces;
    }

    private static IEnumerable<JsonElement> Records(params string[] path)
    {
        using var zipped = new GZipStream(File.OpenRead(Requires.Shared(["data", .. path])), CompressionMode.Decompress);
        using var reader = new StreamReader(zipped);
        while (reader.ReadLine() is { } line) yield return JsonSerializer.Deserialize<JsonElement>(line);
    }

    private static string Text(JsonElement record, string name) => record.GetProperty(name).GetString()!;

    private static List<string> Texts(JsonElement record, string name) => [.. record.GetProperty(name).EnumerateArray().Select(a => a.GetString()!.Trim()).Where(a => a.Length > 0)];

    private sealed record Paragraph(string Id, string Title, string Text);

    private sealed record Wanted(string Question, string Gold, List<string> Answers);
}
