using System.Text.Json;

namespace LongRag.Evaluation;

/// <summary>
/// Reads instruction sets: queries with <c>metadata.instruction_og</c> and <c>metadata.instruction_changed</c> and judgments <c>qrels/og</c> and <c>qrels/changed</c>;
/// or MTEB's form, queries <c>q-og</c> and <c>q-changed</c> with a table of instructions, <c>qrels/SPLIT</c>, <c>qrel_diff</c> and <c>top_ranked</c>.
/// </summary>
public static class InstructionSetReader
{
    private const string Og = "-og";
    private const string Altered = "-changed";

    /// <summary>Reads a set.</summary>
    /// <param name="path">Its folder.</param>
    /// <param name="split">Which judgments, in MTEB's form.</param>
    /// <exception cref="LongRagException"><c>not_found</c> for a file that is not there; <c>bad_input</c> with file, and line where there is one; <c>empty_set</c> where no pair is left.</exception>
    public static InstructionSet Read(string path, string split = "test")
    {
        var folder = SetFolder.At(path);
        var documents = CorpusFile.Read(folder.Need("corpus.jsonl", "corpus.tsv"));
        var file = folder.Need("queries.jsonl");
        var queries = QueryFile.Read(file);
        var set = queries[0].Metadata.ContainsKey("instruction_og") ? OfPairs(folder, file, queries, documents) : OfMteb(folder, file, queries, split, documents);
        return set.Pairs.Count > 0 ? set : throw new LongRagException("empty_set", $"'{path}' has no pair of instructions with judgments.");
    }

    private static InstructionSet OfPairs(SetFolder folder, string file, IReadOnlyList<RetrievalQuery> queries, IEnumerable<RetrievalDocument> documents)
    {
        var (original, changed) = (Qrels.Read(folder.Qrels("og")), Qrels.Read(folder.Qrels("changed")));
        var details = folder.Find("instruction_pairs.jsonl") is { } table ? Details(table) : [];
        var pairs = queries.Where(query => original.Contains(query.Id)).Select(query =>
        {
            var (kind, topic) = details.GetValueOrDefault(query.Id);
            return Pair(query.Id, query.Text, Instruction(file, query, "instruction_og"), Instruction(file, query, "instruction_changed"), kind, topic);
        }).ToList();
        return new InstructionSet
        {
            Name = folder.Name,
            Pairs = pairs,
            Original = original,
            Changed = changed,
            ChangedDocuments = pairs.Select(pair => (pair.Id, Documents: Fallen(original[pair.Id], changed[pair.Id]))).Where(pair => pair.Documents.Count > 0).ToDictionary(pair => pair.Id, pair => pair.Documents, StringComparer.Ordinal),
            Topics = folder.Find("qrels/topics.tsv") is { } topics ? Qrels.Read(topics) : null,
            Documents = documents,
        };
    }

    private static InstructionSet OfMteb(SetFolder folder, string file, IReadOnlyList<RetrievalQuery> queries, string split, IEnumerable<RetrievalDocument> documents)
    {
        var instructions = folder.Find("instruction.jsonl", "instructions.jsonl") is { } table ? Instructions(table) : queries.Where(query => query.Instruction is not null).ToDictionary(query => query.Id, query => query.Instruction!, StringComparer.Ordinal);
        var byId = queries.ToDictionary(query => query.Id, StringComparer.Ordinal);
        var judged = Qrels.Read(folder.Qrels(split));
        var pairs = new List<InstructionPair>();
        foreach (var query in queries.Where(query => query.Id.EndsWith(Og, StringComparison.Ordinal) && judged.Contains(query.Id)))
        {
            var id = query.Id[..^Og.Length];
            if (!byId.ContainsKey(id + Altered)) throw new LongRagException("bad_input", $"{file}: '{query.Id}' has no '{id}{Altered}' beside it");
            pairs.Add(Pair(id, query.Text, Of(query.Id), Of(id + Altered), kind: null, topic: null));
        }

        if (pairs.Count == 0) throw new LongRagException("bad_input", $"{file}: neither metadata.instruction_og nor judged queries 'q{Og}' and 'q{Altered}'");
        return new InstructionSet
        {
            Name = folder.Name,
            Pairs = pairs,
            Original = OfSuffix(Og),
            Changed = OfSuffix(Altered),
            ChangedDocuments = Lists(folder.Need("qrel_diff.json", "qrel_diff.jsonl")).Where(pair => pair.Value.Count > 0).ToDictionary(StringComparer.Ordinal),
            Candidates = folder.Find("top_ranked.jsonl", "top_ranked.json") is { } ranked ? Lists(ranked) : null,
            Documents = documents,
        };

        string Of(string query) => instructions.TryGetValue(query, out var instruction) ? instruction : throw new LongRagException("bad_input", $"{file}: '{query}' has no instruction");
        Qrels OfSuffix(string suffix) => new(pairs.SelectMany(pair => judged[pair.Id + suffix].Select(grade => (pair.Id, grade.Key, grade.Value))));
    }

    private static InstructionPair Pair(string id, string text, string original, string changed, string? kind, string? topic) => new(
        id, new RetrievalQuery { Id = id + Og, Text = text, Instruction = original }, new RetrievalQuery { Id = id + Altered, Text = text, Instruction = changed }, kind, topic ?? text);

    private static IReadOnlyList<string> Fallen(IReadOnlyDictionary<string, int> original, IReadOnlyDictionary<string, int> changed) =>
        [.. original.Where(grade => grade.Value > 0 && changed.TryGetValue(grade.Key, out var now) && now < 1).Select(grade => grade.Key)];

    private static string Instruction(string file, RetrievalQuery query, string field) => query.Metadata.TryGetValue(field, out var value) && value.ValueKind == JsonValueKind.String
        ? value.GetString()!
        : throw new LongRagException("bad_input", $"{file}: the query '{query.Id}' has no metadata.{field}");

    private static Dictionary<string, (string? Kind, string? Topic)> Details(string path)
    {
        var details = new Dictionary<string, (string?, string?)>(StringComparer.Ordinal);
        foreach (var (line, record) in JsonRecords.Read(path))
        {
            var id = JsonRecords.IdOf(path, line, record);
            if (!details.TryAdd(id, (JsonRecords.TextOf(path, line, record, "mode"), JsonRecords.TextOf(path, line, record, "query_id")))) throw InputLines.Bad(path, line, $"the pair '{id}' came before");
        }

        return details;
    }

    private static Dictionary<string, string> Instructions(string path)
    {
        var instructions = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (line, record) in JsonRecords.Read(path))
        {
            var query = JsonRecords.TextOf(path, line, record, "query-id", "_id", "id") ?? throw InputLines.Bad(path, line, "there is no query-id");
            if (!instructions.TryAdd(query, JsonRecords.TextOf(path, line, record, "instruction", "text") ?? throw InputLines.Bad(path, line, "there is no instruction"))) throw InputLines.Bad(path, line, $"'{query}' has an instruction already");
        }

        return instructions;
    }

    // One object {query: [documents]}, or a line {query-id, corpus-ids} for each query; a list for q-og or q-changed is one for q.
    private static Dictionary<string, IReadOnlyList<string>> Lists(string path)
    {
        var isLines = path.Contains(".jsonl", StringComparison.Ordinal);
        var lists = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (query, documents) in isLines ? JsonRecords.Read(path).Select(record => OfLine(path, record.Line, record.Record)) : ChangedDocuments.Read(path).Select(pair => (pair.Key, pair.Value)))
        {
            var id = query.EndsWith(Og, StringComparison.Ordinal) ? query[..^Og.Length] : query.EndsWith(Altered, StringComparison.Ordinal) ? query[..^Altered.Length] : query;
            lists[id] = lists.TryGetValue(id, out var before) ? [.. before.Union(documents, StringComparer.Ordinal)] : documents;
        }

        return lists;
    }

    private static (string Query, IReadOnlyList<string> Documents) OfLine(string path, int line, JsonElement record) =>
        JsonRecords.TextOf(path, line, record, "query-id") is { } query && record.TryGetProperty("corpus-ids", out var ids) && ids.ValueKind == JsonValueKind.Array && ids.EnumerateArray().All(id => id.ValueKind == JsonValueKind.String)
            ? (query, [.. ids.EnumerateArray().Select(id => id.GetString()!)])
            : throw InputLines.Bad(path, line, "not an object with query-id and corpus-ids, a list of texts");
}
