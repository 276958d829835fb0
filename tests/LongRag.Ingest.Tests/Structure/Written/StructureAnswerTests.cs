using System.IO.Compression;
using System.Text.Json;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Ingest.Tests.Structure.Written;

public sealed class StructureAnswerTests
{
    [Fact]
    public void Golden_answers_are_judged_read_and_printed_as_the_authors_do()
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Requires.Shared("golden", "seeds", "structurization", "v1.jsonl.gz")), CompressionMode.Decompress));
        var (valid, invalid) = (0, 0);
        while (reader.ReadLine() is { } line)
        {
            var golden = JsonDocument.Parse(line).RootElement;
            var name = golden.GetProperty("case").GetString();
            var structure = StructureAnswer.Parse(golden.GetProperty("response").GetString()!);
            Assert.Equal((name, golden.GetProperty("valid").GetBoolean()), (name, structure is not null));
            if (structure is null)
            {
                invalid++;
                continue;
            }

            valid++;
            var expected = golden.GetProperty("aspects").EnumerateArray().Select(a => $"{a.GetProperty("name").GetString()}|{string.Join('|', a.GetProperty("descriptions").EnumerateArray().Select(d => d.GetString()))}");
            Assert.Equal((name, golden.GetProperty("scope").GetString()), (name, structure.Scope));
            Assert.Equal(expected, structure.Aspects.Select(a => $"{a.Name}|{string.Join('|', a.Descriptions)}"));
            var printed = StructureAnswer.Print(structure);
            Assert.Equal((name, golden.GetProperty("printed").GetString()), (name, printed));
            Assert.Equal((name, printed), (name, StructureAnswer.Print(StructureAnswer.Parse(printed)!)));
            foreach (var rendering in golden.GetProperty("renderings_head_format").EnumerateObject().Where(r => r.Value.ValueKind != JsonValueKind.Null))
                Assert.Equal((name, rendering.Value.GetString()), (name, StructureRenderer.Render(structure, (StructureHead)(rendering.Name[0] - '0'), (StructureFormat)(rendering.Name[2] - '0'))));
        }

        Assert.Equal((18, 26), (valid, invalid));
    }

    [Fact]
    public void Ten_thousand_mutants_parse_to_what_prints_and_parses_again_or_to_nothing()
    {
        var random = new Random(3);
        const string Response = "## Statement's scope:\n```City services```\n\n## Statement's main aspects:\n```\n1. Water supply\n    1.1. Two lakes.\n    1.2. Pumps\n2. Energy\n    2.1. Wind.\n```\n";
        for (var i = 0; i < 10_000; i++)
        {
            var text = Response;
            for (var edits = random.Next(1, 5); edits > 0; edits--)
            {
                var at = random.Next(text.Length);
                text = random.Next(3) switch { 0 => text.Remove(at, 1), 1 => text.Insert(at, " 1.`\n"[random.Next(5)].ToString()), _ => text[..at] + text[random.Next(text.Length)..] };
                if (text.Length == 0) break;
            }

            if (StructureAnswer.Parse(text) is { } structure)
            {
                var printed = StructureAnswer.Print(structure);
                Assert.Equal(printed, StructureAnswer.Print(StructureAnswer.Parse(printed)!));
            }
        }
    }

    [Fact]
    public void Words_are_compared_as_the_authors_do()
    {
        var cases = JsonDocument.Parse(File.ReadAllText(Requires.Shared("golden", "seeds", "structurization", "text_functions.json"))).RootElement.GetProperty("overlap");
        foreach (var golden in cases.EnumerateArray())
        {
            var (recall, precision, f1) = UnigramOverlap.Of(golden.GetProperty("prediction").GetString()!, golden.GetProperty("reference").GetString()!);
            Assert.Equal((golden.GetProperty("recall").GetDouble(), golden.GetProperty("precision").GetDouble()), (recall, precision));
            Assert.Equal(golden.GetProperty("f1").GetDouble(), f1, 12);
        }
    }

    private const string Source = """
        Water
        The city draws its water from two deep lakes in the northern hills near the border. Nobody has ever swum across the colder one of them in winter.
        Wind turbines along the coast cover more than half of what the whole city needs. The harbour lights went dark only once in the past thirty years.
        """;

    private static readonly Structurization Written = new()
    {
        Scope = "City services",
        Aspects =
        [
            new Aspect { Name = "Water supply", Descriptions = ["The city draws water from two deep lakes in the northern hills."] },
            new Aspect { Name = "Energy", Descriptions = ["Wind turbines along the coast cover half of what the city needs."] },
        ],
    };

    [Fact]
    public void Sentences_that_no_description_recalls_are_put_back_to_the_letter()
    {
        var repaired = DescriptionRepair.AddMissing(Written, Source);
        Assert.Equal(["The city draws water from two deep lakes in the northern hills.", "Nobody has ever swum across the colder one of them in winter."], repaired.Aspects[0].Descriptions);
        Assert.Equal(["Wind turbines along the coast cover half of what the city needs.", "The harbour lights went dark only once in the past thirty years."], repaired.Aspects[1].Descriptions);
        var single = Source.Split('\n')[1];
        Assert.Same(Written, DescriptionRepair.AddMissing(Written, single));
    }

    [Fact]
    public void Remapped_descriptions_are_the_source_without_a_loss()
    {
        var remapped = DescriptionRepair.Remap(Written, Source);
        Assert.Equal(["Water supply", "Energy"], remapped.Aspects.Select(a => a.Name));
        Assert.Equal(3, remapped.Aspects[0].Descriptions.Count);
        Assert.Equal(string.Join(' ', Source.Split('\n').Select(l => l.Trim())), string.Join(' ', remapped.Aspects.SelectMany(a => a.Descriptions)));
    }
}
