using System.Text.Json;
using LongRag.Evaluation;
using LongRag.Ingest;

namespace LongRag.Cli;

/// <summary>Written structures, read and printed again, and structures as plain text in every form of the authors'.</summary>
internal sealed class StructurizationGolden : IGoldenCheck
{
    public string Folder => "seeds/structurization";

    public IEnumerable<GoldenResult> Check(string folder)
    {
        yield return Structures(Path.Combine(folder, "v1.jsonl.gz"));
        yield return Ranges(Path.Combine(folder, "v2.jsonl.gz"));
    }

    private GoldenResult Structures(string path)
    {
        var tally = new GoldenTally($"{Folder}/v1.jsonl.gz");
        foreach (var golden in GoldenFiles.JsonLines(path))
        {
            var isValid = golden.Member("valid").GetBoolean();
            var read = StructureAnswer.Parse(Text(golden.Member("response")));
            tally.Same($"{Text(golden.Member("case"))}, printed", isValid ? Text(golden.Member("printed")) : "not valid", read is null ? "not valid" : StructureAnswer.Print(read));
            if (!isValid) continue;
            var structure = StructureOf(golden, aspect => [.. aspect.Member("descriptions").EnumerateArray().Select(Text)]);
            // null: the authors' code raises here.
            foreach (var rendering in golden.Member("renderings_head_format").EnumerateObject().Where(rendering => rendering.Value.ValueKind != JsonValueKind.Null))
            {
                var (head, format) = ((StructureHead)(rendering.Name[0] - '0'), (StructureFormat)(rendering.Name[2] - '0'));
                tally.Same($"{Text(golden.Member("case"))}, {rendering.Name}", Text(rendering.Value), StructureRenderer.Render(structure, head, format));
            }
        }

        return tally.Result;
    }

    private GoldenResult Ranges(string path)
    {
        var tally = new GoldenTally($"{Folder}/v2.jsonl.gz");
        string[] sentences = [];
        foreach (var golden in GoldenFiles.JsonLines(path))
        {
            if (golden.TryGetProperty("sentences", out var all)) sentences = [.. all.EnumerateArray().Select(Text)];
            if (!golden.TryGetProperty("rendering_0_1", out var reading)) continue;
            var structure = StructureOf(golden, aspect => sentences[(aspect.Member("range")[0].GetInt32() - 1)..aspect.Member("range")[1].GetInt32()]);
            tally.Same($"{Text(golden.Member("case"))}, for reading", Text(reading), StructureRenderer.ForReading(structure));
            tally.Same($"{Text(golden.Member("case"))}, for retrieval", Text(golden.Member("rendering_0_2")), StructureRenderer.ForRetrieval(structure));
        }

        return tally.Result;
    }

    private static Structurization StructureOf(JsonElement golden, Func<JsonElement, string[]> descriptions) => new()
    {
        Scope = Text(golden.Member("scope")),
        Aspects = [.. golden.Member("aspects").EnumerateArray().Select(aspect => new Aspect { Name = Text(aspect.Member("name")), Descriptions = descriptions(aspect) })],
    };

    private static string Text(JsonElement element) => element.GetString()!;
}
