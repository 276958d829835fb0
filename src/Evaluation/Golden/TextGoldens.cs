using System.Text.Json;

namespace LongRag.Evaluation;

/// <summary>Answers scored by SQuAD's rules, row by row.</summary>
public sealed class SquadGolden : IGoldenCheck
{
    /// <inheritdoc/>
    public string Folder => "metrics/squad";

    /// <inheritdoc/>
    public IEnumerable<GoldenResult> Check(string folder)
    {
        var tally = new GoldenTally($"{Folder}/em_f1.json.gz");
        var golden = GoldenFiles.Json(Path.Combine(folder, "em_f1.json.gz"));
        var number = 0;
        var sums = new Dictionary<(string, string), double>();
        foreach (var row in golden.Member("rows").EnumerateArray())
        {
            var prediction = row.Member("prediction").GetString()!;
            string[] answers = [.. row.Member("answers").EnumerateArray().Select(answer => answer.GetString()!)];
            number++;
            tally.Same($"row {number}, normal form", row.Member("normal_prediction").GetString(), AnswerText.Normalize(prediction));
            tally.Near($"row {number}, best_subspan_em", row.Member("best_subspan_em").GetDouble(), AnswerScores.BestSubspanExactMatch(prediction, answers));
            foreach (var (name, rules) in new[] { ("v1", SquadRules.V1), ("v2", SquadRules.V2) })
            {
                var (em, f1) = (AnswerScores.ExactMatch(prediction, answers, rules), AnswerScores.F1(prediction, answers, rules));
                tally.Near($"row {number}, {name} em", row.Member(name).Member("em").GetDouble(), em);
                tally.Near($"row {number}, {name} f1", row.Member(name).Member("f1").GetDouble(), f1);
                sums[(name, "em")] = sums.GetValueOrDefault((name, "em")) + em;
                sums[(name, "f1")] = sums.GetValueOrDefault((name, "f1")) + f1;
            }
        }

        foreach (var ((rules, measure), sum) in sums)
            tally.Near($"{rules} {measure} over all", golden.Member("all_percent").Member(rules).Member(measure).GetDouble(), 100 * sum / number);
        yield return tally.Result;
    }
}

/// <summary>Pairs of texts scored by rouge-score, plain and stemmed.</summary>
public sealed class RougeGolden : IGoldenCheck
{
    /// <inheritdoc/>
    public string Folder => "metrics/rouge";

    /// <inheritdoc/>
    public IEnumerable<GoldenResult> Check(string folder)
    {
        var tally = new GoldenTally($"{Folder}/pairs.json.gz");
        var number = 0;
        foreach (var row in GoldenFiles.Json(Path.Combine(folder, "pairs.json.gz")).Member("rows").EnumerateArray())
        {
            number++;
            var (prediction, reference) = (row.Member("prediction").GetString()!, row.Member("reference").GetString()!);
            foreach (var (name, rouge) in new[] { ("plain", new Rouge()), ("stemmed", new Rouge(isStemmed: true)) })
            {
                Compare($"row {number}, {name} rouge1", row.Member(name).Member("rouge1"), rouge.N(1, prediction, reference));
                Compare($"row {number}, {name} rouge2", row.Member(name).Member("rouge2"), rouge.N(2, prediction, reference));
                Compare($"row {number}, {name} rougeL", row.Member(name).Member("rougeL"), rouge.L(prediction, reference));
                Compare($"row {number}, {name} rougeLsum", row.Member(name).Member("rougeLsum"), rouge.LSum(prediction, reference));
            }
        }

        yield return tally.Result;

        void Compare(string what, JsonElement expected, RougeScore actual)
        {
            tally.Near($"{what} precision", expected[0].GetDouble(), actual.Precision);
            tally.Near($"{what} recall", expected[1].GetDouble(), actual.Recall);
            tally.Near($"{what} F", expected[2].GetDouble(), actual.F);
        }
    }
}
