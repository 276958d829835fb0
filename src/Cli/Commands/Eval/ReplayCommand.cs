using System.CommandLine;
using System.Text.Json;
using LongRag.Evaluation;
using LongRag.Rankers;

namespace LongRag.Cli.Commands.Eval;

internal sealed record ReplayOutput(
    string? Run, int Queries, int ReplayedExactly, int Windows, int WindowsExactly, int Repaired, int Missing, int Repeated, int Unknown,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)] Dictionary<string, double?>? Metrics);

/// <summary><c>longrag eval replay</c>: ranks lists again by answers that a model once gave to windows of them.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var responses = new Option<string>("--responses") { Description = "Recorded windows in the order of the calls, JSON Lines: query_id, window (document ids), response; plain or gzip.", HelpName = "FILE", Required = true };
        var first = new Option<string>("--first") { Description = "The run that was ranked; plain or gzip.", HelpName = "RUN", Required = true };
        var path = new Option<string?>("--run") { Description = "TREC run to write; gzip where the name ends in .gz.", HelpName = "FILE" };
        var window = new Option<int>("--window") { Description = "Documents of a window.", HelpName = "N", DefaultValueFactory = _ => 20 };
        var step = new Option<int>("--step") { Description = "How far it moves.", HelpName = "N", DefaultValueFactory = _ => 10 };
        var tag = new Option<string?>("--tag") { Description = "Name of the run (default: the file of the responses).", HelpName = "NAME" };
        var qrels = new Option<string?>("--qrels") { Description = "Judgments to score the new run with.", HelpName = "FILE" };
        var measures = new Option<string[]>("--measure", "-m") { Description = "With --qrels: measures, by trec_eval's names or the usual ones.", HelpName = "NAME", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => ["ndcg_cut_10", "map", "recip_rank"] };
        var command = new Command("replay", """
            Rank lists again by recorded answers, with the windows and the repair of the ranker sliding_window, and without a model.

              longrag eval replay --responses rankvicuna.BM25.dl19.jsonl.gz --first bm25.trec.gz --run out.trec.gz --output json
            """) { responses, first, path, window, step, tag, qrels, measures };
        return command.Does((invocation, cancellationToken) =>
        {
            if (invocation.Get(window) is < 2 or > 1000 || invocation.Get(step) < 1 || invocation.Get(step) > invocation.Get(window)) throw new LongRagException("bad_argument", "--window is 2 to 1000, and --step 1 to a window.");
            WrittenFile.CheckFolder(invocation.Get(path));
            var file = invocation.Get(responses);
            var recorded = Read(file);
            var retrieved = Run.Read(invocation.Get(first));
            var columns = Measures.Select(invocation.Get(measures));
            var judged = invocation.Get(qrels) is { } named ? Qrels.Read(named) : null;
            var (replayed, lists) = (new List<ReplayedList>(), new List<RankedList>());
            foreach (var (query, windows) in recorded)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var list = retrieved[query] ?? throw new LongRagException("bad_input", $"{invocation.Get(first)}: there is no list for query '{query}', which {file} ranks");
                replayed.Add(ListwiseReplay.Replay([.. list.Entries.Select(entry => entry.Document)], windows, invocation.Get(window), invocation.Get(step)));
                lists.Add(GivenRanking.Falling(query, replayed[^1].Order));
            }

            var run = new Run(invocation.Get(tag) ?? NameOf(file), lists);
            if (invocation.Get(path) is { } written) RunWriter.Write(written, run);
            var evaluated = judged is null ? null : TrecEval.Evaluate(judged, run, columns);
            Write(invocation.Terminal, new ReplayOutput(
                invocation.Get(path), replayed.Count, replayed.Count(list => list.IsExact), replayed.Sum(list => list.Windows), replayed.Sum(list => list.ExactWindows), replayed.Sum(list => list.Repaired),
                replayed.Sum(list => list.Missing), replayed.Sum(list => list.Repeated), replayed.Sum(list => list.Unknown), evaluated is null ? null : MetricsCommand.Values(evaluated, evaluated.Averages, isAverage: true)));
            return Task.FromResult(ExitCode.Done);
        });
    }

    /// <summary>The windows of each query, in the order of the file.</summary>
    private static List<(string Query, List<RecordedWindow> Windows)> Read(string path)
    {
        var queries = new List<(string Query, List<RecordedWindow> Windows)>();
        var byQuery = new Dictionary<string, List<RecordedWindow>>(StringComparer.Ordinal);
        foreach (var (number, line) in InputLines.Read(path))
        {
            if (line.Length == 0) continue;
            var (query, window) = Record(path, number, line);
            if (!byQuery.TryGetValue(query, out var windows))
            {
                byQuery.Add(query, windows = []);
                queries.Add((query, windows));
            }

            windows.Add(window);
        }

        return queries.Count > 0 ? queries : throw new LongRagException("bad_input", $"{path}: no recorded window in it");
    }

    private static (string Query, RecordedWindow Window) Record(string path, int number, string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var record = document.RootElement;
            var window = record.GetProperty("window").EnumerateArray().Select(id => id.GetString() ?? throw new FormatException("a document of the window is null")).ToList();
            return (record.GetProperty("query_id").GetString() ?? throw new FormatException("query_id is null"), new RecordedWindow(window, record.GetProperty("response").GetString() ?? ""));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw InputLines.Bad(path, number, "no recorded window with query_id, window (ids) and response");
        }
    }

    private static string NameOf(string path)
    {
        var name = Path.GetFileName(path);
        foreach (var ending in new[] { ".gz", ".jsonl" })
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) name = name[..^ending.Length];
        return string.Join('_', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } tag ? tag : "replay";
    }

    private static void Write(Terminal terminal, ReplayOutput output)
    {
        if (!terminal.IsHuman)
        {
            EvalJson.Write(terminal, output);
            return;
        }

        terminal.Out.WriteLine($"{output.ReplayedExactly} of {output.Queries} queries as recorded ({output.WindowsExactly} of {output.Windows} windows)");
        terminal.Out.WriteLine($"{output.Repaired} answers repaired: {output.Missing} identifiers missing, {output.Repeated} repeated, {output.Unknown} unknown");
        foreach (var (name, value) in output.Metrics ?? []) terminal.Out.WriteLine(FormattableString.Invariant($"{name,-12} {value:0.0000}"));
    }
}
