namespace LongRag.Evaluation;

/// <summary>Runs scored by trec_eval: every line of its output.</summary>
public sealed class TrecGolden : IGoldenCheck
{
    private static readonly (string Variant, TrecOptions Options)[] Variants =
    [
        ("l1", new TrecOptions()),
        ("l2", new TrecOptions { RelevanceLevel = 2 }),
        ("c", new TrecOptions { AllJudgedQueries = true }),
        ("J", new TrecOptions { JudgedOnly = true }),
        ("M10", new TrecOptions { MaxDocuments = 10 }),
    ];

    /// <summary>trec_eval 9 rounds the recall of these up, 10 to the nearest: of files by 9 they are not compared.</summary>
    private static readonly string[] RoundedOtherwise = ["iprec_at_recall", "11pt_avg"];

    /// <inheritdoc/>
    public string Folder => "metrics/trec";

    /// <inheritdoc/>
    public IEnumerable<GoldenResult> Check(string folder)
    {
        var index = GoldenFiles.Json(Path.Combine(folder, "index.json"));
        var parameters = index.Member("params").GetString()!.Split("-m ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var named in index.Member("cases").EnumerateObject())
        {
            var place = Path.Combine(folder, named.Name);
            if (!Directory.Exists(place)) continue;
            var files = SetFolder.At(place);
            var (qrels, run) = (Qrels.Read(files.Need("qrels.txt")), Run.Read(files.Need("run.txt")));
            var old = named.Value.Member("by_trec_eval_9.0.8").EnumerateArray().Select(variant => variant.GetString()).ToHashSet(StringComparer.Ordinal);
            foreach (var (variant, options) in Variants.Append(("params", new TrecOptions())))
            {
                var file = $"trec_eval.{variant}.txt.gz";
                if (!File.Exists(Path.Combine(place, file))) continue;
                var evaluated = TrecEval.Evaluate(qrels, run, Measures.Select(variant == "params" ? parameters : ["all_trec"]), options);
                yield return CompareLines($"{Folder}/{named.Name}/{file}", Path.Combine(place, file), evaluated, perQuery: true, old.Contains(variant) ? RoundedOtherwise : []);
            }
        }
    }

    /// <summary>Compares an evaluation with a file of trec_eval's output, line by line. Measures that the file does not know (of an older version) are left out.</summary>
    public static GoldenResult CompareLines(string name, string path, EvaluatedRun evaluated, bool perQuery, params string[] except)
    {
        var tally = new GoldenTally(name);
        string[] expected = [.. InputLines.Read(path).Select(line => line.Text).Where(line => !except.Any(measure => line.StartsWith(measure, StringComparison.Ordinal)))];
        var known = expected.Select(MeasureOf).ToHashSet(StringComparer.Ordinal);
        using var text = new StringWriter();
        TrecEvalText.Write(text, evaluated, perQuery);
        string[] actual = [.. text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => known.Contains(MeasureOf(line)))];
        for (var i = 0; i < Math.Max(expected.Length, actual.Length); i++) tally.Same($"line {i + 1}", expected.ElementAtOrDefault(i), actual.ElementAtOrDefault(i));
        return tally.Result;
    }

    private static string MeasureOf(string line) => line.Split('\t')[0];
}
