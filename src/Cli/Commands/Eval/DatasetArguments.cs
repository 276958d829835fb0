using System.CommandLine;
using LongRag.Evaluation;

namespace LongRag.Cli.Commands.Eval;

/// <summary>The options that say which documents, queries and judgments are meant.</summary>
internal sealed class DatasetArguments
{
    private readonly Option<string> _dataset = new("--dataset") { Description = "Folder of the data set: BEIR (corpus.jsonl, queries.jsonl, qrels/), windows of conversations (windows.jsonl, documents.jsonl), or QA (documents.jsonl, qa.jsonl); plain or gzip.", HelpName = "DIR", Required = true };
    private readonly Option<string?> _split = new("--split") { Description = "Which judgments, qrels/SPLIT.tsv (default: test); of a QA set which questions (default: all).", HelpName = "NAME" };
    private readonly Option<string?> _queries = new("--queries") { Description = "Other queries than the set's own: JSON Lines, TREC topics, or id, tab, text.", HelpName = "FILE" };
    private readonly Option<string?> _qrels = new("--qrels") { Description = "Other judgments than qrels/SPLIT.tsv.", HelpName = "FILE" };
    private readonly Option<string?> _queryIds = new("--query-ids") { Description = "Only these queries: the last column of each line is an id.", HelpName = "FILE" };
    private readonly Option<string?> _querySet = new("--query-set") { Description = "Of --query-ids only lines whose first column says so.", HelpName = "NAME" };
    private readonly Option<string> _topic = new("--topics") { Description = "What of a topic is the query: title, description or both.", DefaultValueFactory = _ => "title" };
    private readonly Option<bool> _narrative = new("--narrative") { Description = "A topic's narrative is the query's instruction." };
    private readonly Option<int?> _windows = new("--windows") { Description = "Cut the documents of a QA set into windows of N words; relevant are those that overlap an answer, ranked inside the question's own document.", HelpName = "N" };
    private readonly Option<string?> _within = new("--within") { Description = "Rank only documents whose metadata field is the query's.", HelpName = "FIELD" };
    private readonly Option<string?> _candidates = new("--candidates") { Description = "Rank only the judged documents of the query, or those that a run has for it.", HelpName = "judged|RUN" };
    private readonly Option<bool> _noTitles = new("--no-titles") { Description = "Leave the titles of documents out." };
    private readonly Option<bool> _asText = new("--as-text") { Description = "Take texts as they stand, also where metadata.format says that they are Markdown or HTML. Documents that are ranked whole always are." };
    private readonly Option<int> _relevance = new("--relevance-level") { Description = "Lowest grade that counts as relevant.", HelpName = "N", DefaultValueFactory = _ => 1 };

    public DatasetArguments() => _topic.AcceptOnlyFromAmong("title", "description", "both");

    /// <summary>Adds the options of a retrieval set.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _dataset, _split, _queries, _qrels, _queryIds, _querySet, _topic, _narrative, _windows, _within, _candidates, _noTitles, _asText, _relevance }) command.Add(option);
    }

    public int RelevanceLevel(Invocation invocation) => invocation.Get(_relevance);

    /// <summary>Reads the set.</summary>
    public RetrievalSet Read(Invocation invocation) => RetrievalSetReader.Read(invocation.Get(_dataset), new RetrievalSetOptions
    {
        Split = invocation.Get(_split),
        Queries = invocation.Get(_queries),
        Qrels = invocation.Get(_qrels),
        QueryIds = invocation.Get(_queryIds),
        QuerySet = invocation.Get(_querySet),
        Topic = invocation.Get(_topic) switch { "description" => TopicText.Description, "both" => TopicText.Both, _ => TopicText.Title },
        NarrativeAsInstruction = invocation.Get(_narrative),
        WindowWords = invocation.Get(_windows),
        Within = invocation.Get(_within),
        WithoutTitles = invocation.Get(_noTitles),
        TextAsItStands = invocation.Get(_asText),
        RelevanceLevel = invocation.Get(_relevance),
    });

    /// <summary>The candidates of a query; null where all documents are.</summary>
    public Func<string, IReadOnlySet<string>?> Candidates(Invocation invocation, RetrievalSet set)
    {
        if (invocation.Get(_candidates) is not { } named) return _ => null;
        if (named is "judged") return query => set.Qrels[query].Keys.ToHashSet(StringComparer.Ordinal);
        var run = Run.Read(named);
        var missing = set.Queries.Count(query => run[query.Id] is null);
        if (missing > 0) invocation.Terminal.Note($"note: {missing} of {set.Queries.Count} queries are not in {named} and have no candidates.");
        return query => run[query]?.Entries.Select(entry => entry.Document).ToHashSet(StringComparer.Ordinal) ?? [];
    }

    /// <summary>What was chosen, by option, for the record; without files' folders, which are one machine's.</summary>
    public Dictionary<string, string> Chosen(Invocation invocation)
    {
        var chosen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var option in new[] { _queries, _qrels, _queryIds, _querySet, _within, _candidates })
            if (invocation.Get(option) is { } value) chosen[NameOf(option)] = value.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) ? Path.GetFileName(value) : value;
        if (invocation.Get(_windows) is { } words) chosen[NameOf(_windows)] = words.ToString(System.Globalization.CultureInfo.InvariantCulture);
        foreach (var flag in new[] { _noTitles, _asText, _narrative })
            if (invocation.Get(flag)) chosen[NameOf(flag)] = "true";
        if (invocation.Get(_topic) is not "title" and var topic) chosen[NameOf(_topic)] = topic;
        return chosen;
    }

    private static string NameOf(Option option) => option.Name.TrimStart('-').Replace('-', '_');
}
