namespace LongRag.Evaluation;

/// <summary>
/// Reads data sets to rank with, by what a folder holds: windows.jsonl (windows of conversations), corpus.jsonl with qrels (BEIR), corpus.jsonl with multidoc.jsonl, or documents.jsonl with qa.jsonl. Files are plain or gzip.
/// </summary>
public static class RetrievalSetReader
{
    private const string Format = "format";
    private static readonly string[] Corpora = ["corpus.jsonl", "corpus.tsv", "collection.tsv"];

    /// <summary>Reads queries and judgments, and finds the documents.</summary>
    /// <exception cref="LongRagException"><c>not_found</c> for what is not there; <c>bad_argument</c> for options that the set has no use for; <c>bad_input</c> with file and line; <c>empty_set</c> where no query is left.</exception>
    public static RetrievalSet Read(string path, RetrievalSetOptions? options = null)
    {
        options ??= new RetrievalSetOptions();
        if (options.WindowWords < 1) throw new LongRagException("bad_argument", $"Windows of {options.WindowWords} words were asked for; 1 is the least.");
        var folder = SetFolder.At(path);
        var layout = Layout(folder, options);
        if (options.Queries is { } named) layout = layout with { Queries = QueryFile.Read(folder.Named(named), options.Topic, options.NarrativeAsInstruction) };
        if (options.Qrels is { } judged) layout = layout with { Qrels = Qrels.Read(folder.Named(judged)) };
        return layout with
        {
            Name = folder.Name,
            Queries = Kept(folder, layout, options),
            Documents = options is { WithoutTitles: false, TextAsItStands: false } ? layout.Documents : layout.Documents.Select(document => Changed(document, options)),
            Within = options.Within ?? layout.Within,
            Excluded = folder.Find("exclude.tsv") is { } excluded ? ReadExcluded(excluded) : layout.Excluded,
        };
    }

    private static RetrievalSet Layout(SetFolder folder, RetrievalSetOptions options)
    {
        var corpus = folder.Find(Corpora);
        var hasQa = folder.Find("qa.jsonl") is not null;
        if (folder.Find("windows.jsonl") is { } windows)
        {
            if (options.WindowWords is not null) throw new LongRagException("bad_argument", $"The documents of '{folder.Path}' are windows already.");
            return Judged(folder, options, TurnWindows.Read(windows, folder.Need("documents.jsonl"))) with { Within = TurnWindows.Document };
        }

        if (options.WindowWords is null && corpus is not null && (Directory.Exists(Path.Combine(folder.Path, "qrels")) || options.Qrels is not null || !(hasQa || folder.Find("multidoc.jsonl") is not null)))
            return Judged(folder, options, CorpusFile.Read(corpus));
        if (options.WindowWords is null && corpus is not null && folder.Find("multidoc.jsonl") is { } multi)
        {
            if (options.Split is not null) throw new LongRagException("not_found", $"'{multi}' has no splits.");
            var (questions, gold) = QaRetrieval.ReadMultiDocument(multi);
            return Made("all", questions, gold, CorpusFile.Read(corpus));
        }

        if (!hasQa) throw new LongRagException("not_found", $"'{folder.Path}' is no data set: it holds neither corpus.jsonl with qrels, nor windows.jsonl, nor documents.jsonl with qa.jsonl (plain or .gz).");
        var (queries, qrels, documents) = QaRetrieval.Read(folder, options.Split, options.WindowWords);
        return Made(options.Split ?? "all", queries, qrels, documents) with { Within = options.WindowWords is null ? null : TurnWindows.Document };
    }

    private static RetrievalSet Judged(SetFolder folder, RetrievalSetOptions options, IEnumerable<RetrievalDocument> documents)
    {
        var split = options.Split ?? "test";
        var qrels = Qrels.Read(options.Qrels is { } named ? folder.Named(named) : folder.Qrels(split));
        var queries = options.Queries is null ? QueryFile.Read(folder.Need("queries.jsonl", $"queries.{split}.tsv", "queries.tsv"), options.Topic, options.NarrativeAsInstruction) : [];
        return Made(split, queries, qrels, documents);
    }

    private static RetrievalSet Made(string split, IReadOnlyList<RetrievalQuery> queries, Qrels qrels, IEnumerable<RetrievalDocument> documents) =>
        new() { Name = "", Split = split, Queries = queries, Qrels = qrels, Documents = documents };

    private static RetrievalDocument Changed(RetrievalDocument document, RetrievalSetOptions options) => document with
    {
        Title = options.WithoutTitles ? "" : document.Title,
        Metadata = options.TextAsItStands && document.Metadata.ContainsKey(Format) ? document.Metadata.Where(field => field.Key is not Format).ToDictionary(StringComparer.Ordinal) : document.Metadata,
    };

    private static List<RetrievalQuery> Kept(SetFolder folder, RetrievalSet set, RetrievalSetOptions options)
    {
        var judged = set.Queries.Where(query => set.Qrels[query.Id].Values.Any(grade => grade >= options.RelevanceLevel)).ToList();
        if (judged.Count == 0) throw new LongRagException("empty_set", $"No query of '{folder.Path}' has a relevant document in the split '{set.Split}': it has {set.Queries.Count} queries, and {set.Qrels.Queries.Count} are judged.");
        if (options.QueryIds is null) return options.QuerySet is null ? judged : throw new LongRagException("bad_argument", "A set of query ids was named without the file of query ids.");
        var kept = ReadIds(folder.Named(options.QueryIds), options.QuerySet);
        judged = judged.FindAll(query => kept.Contains(query.Id));
        return judged.Count > 0 ? judged : throw new LongRagException("empty_set", $"None of the {kept.Count} queries that '{options.QueryIds}' names is in the split '{set.Split}' of '{folder.Path}' with a relevant document.");
    }

    private static HashSet<string> ReadIds(string path, string? set)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (_, line) in InputLines.Read(path))
        {
            var fields = line.Split('\t');
            if (line.Length > 0 && (set is null || (fields.Length > 1 && string.Equals(fields[0], set, StringComparison.Ordinal)))) ids.Add(fields[^1].Trim());
        }

        return ids.Count > 0 ? ids : throw new LongRagException("not_found", set is null ? $"'{path}' names no query." : $"'{path}' names no query of the set '{set}'.");
    }

    private static Dictionary<string, IReadOnlySet<string>> ReadExcluded(string path)
    {
        var excluded = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        foreach (var (number, line) in InputLines.Read(path))
        {
            if (line.Length == 0 || (number == 1 && line.StartsWith("query-id\t", StringComparison.Ordinal))) continue;
            if (line.Split('\t') is not [{ Length: > 0 } query, { Length: > 0 } document]) throw InputLines.Bad(path, number, "not a query, a tab and a document");
            if (!excluded.TryGetValue(query, out var documents)) excluded.Add(query, documents = new HashSet<string>(StringComparer.Ordinal));
            ((HashSet<string>)documents).Add(document);
        }

        return excluded;
    }
}
