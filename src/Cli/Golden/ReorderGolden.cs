using LongRag.Evaluation;
using LongRag.Rankers;

namespace LongRag.Cli;

/// <summary>The order of evidence with the best at both ends.</summary>
internal sealed class ReorderGolden : IGoldenCheck
{
    public string Folder => "seeds/reorder";

    public IEnumerable<GoldenResult> Check(string folder)
    {
        var tally = new GoldenTally($"{Folder}/orders.json");
        foreach (var golden in GoldenFiles.Json(Path.Combine(folder, "orders.json")).EnumerateArray())
        {
            var count = golden.Member("k").GetInt32();
            int[] order = [.. new HardNegativeOrder().Order([.. Enumerable.Range(1, count)])];
            tally.Same($"k {count}, order", Numbers(golden, "order"), string.Join(' ', order));
            tally.Same($"k {count}, position_of", Numbers(golden, "position_of"), string.Join(' ', Enumerable.Range(1, count).Select(passage => Array.IndexOf(order, passage) + 1)));
        }

        yield return tally.Result;
    }

    private static string Numbers(System.Text.Json.JsonElement golden, string name) => string.Join(' ', golden.Member(name).EnumerateArray().Select(n => n.GetInt32()));
}
