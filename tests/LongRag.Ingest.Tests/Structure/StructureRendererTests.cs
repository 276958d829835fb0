using System.Text.Json;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Ingest.Tests.Structure;

public sealed class StructureRendererTests
{
    private static readonly Structurization City = new()
    {
        Scope = "City services",
        Aspects =
        [
            new Aspect { Name = "Water supply", Descriptions = ["The city draws water from two lakes.", "Pumps run at night"] },
            new Aspect { Name = "Energy", Descriptions = ["wind turbines cover half of the demand."] },
        ],
    };

    [Fact]
    public void Retrieval_rendering_has_no_numbers() => Assert.Equal(
        "City services.\n**Water supply**: The city draws water from two lakes. Pumps run at night.\n**Energy**: Wind turbines cover half of the demand.", StructureRenderer.ForRetrieval(City));

    [Fact]
    public void Reading_rendering_has_numbers() => Assert.Equal(
        "City services.\n1. Water supply: The city draws water from two lakes. Pumps run at night.\n2. Energy: Wind turbines cover half of the demand.", StructureRenderer.ForReading(City));

    [Fact]
    public void The_numbered_list_is_not_cleaned_and_ends_in_a_line_feed() => Assert.Equal(
        "About City services:\n1. Water supply\n    1.1. The city draws water from two lakes.\n    1.2. Pumps run at night\n2. Energy\n    2.1. wind turbines cover half of the demand.\n",
        StructureRenderer.Render(City, StructureHead.About, StructureFormat.NumberedList));

    [Fact]
    public void Sentences_before_the_first_aspect_are_kept()
    {
        var structure = City with { Opening = ["It is old.\n", "it grows"], Aspects = [] };
        Assert.Equal("City services.\nIt is old. It grows.", StructureRenderer.ForReading(structure));
    }

    [Fact]
    public void A_name_of_one_mark_stays_as_it_is()
    {
        var structure = City with { Scope = "S", Aspects = [new Aspect { Name = ".", Descriptions = ["x"] }] };
        Assert.Equal("S.\n1. .: X.", StructureRenderer.ForReading(structure));
    }

    [Fact]
    public void Finer_points_stand_under_the_main_point()
    {
        var inner = new Aspect { Name = "Pumps", Descriptions = ["They hum."] };
        var structure = City with { Aspects = [City.Aspects[0] with { Aspects = [inner] }] };
        Assert.Equal("City services.\n**Water supply**: The city draws water from two lakes. Pumps run at night. They hum.", StructureRenderer.ForRetrieval(structure));
    }

    [Fact]
    public void Hard_wrapped_sentences_come_in_one_line()
    {
        var structure = City with { Aspects = [new Aspect { Name = "A", Descriptions = ["one\n  two. "] }] };
        Assert.Equal("City services.\n**A**: One two.", StructureRenderer.ForRetrieval(structure));
    }

    [Fact]
    public void Small_cases_render_as_the_authors_do() =>
        Assert.Equal(6, CheckRenderings(File.ReadLines(Repository.PathOf("tests", "fixtures", "structurization", "small-v1.jsonl"))));

    [Fact]
    public void Names_are_cleaned_as_the_authors_do()
    {
        var cases = JsonDocument.Parse(File.ReadAllText(Requires.Shared("golden", "seeds", "structurization", "text_functions.json"))).RootElement.GetProperty("cleaning");
        foreach (var golden in cases.EnumerateArray())
        {
            var text = golden.GetProperty("text").GetString()!;
            Assert.Equal(golden.GetProperty("clean").GetString(), StructureRenderer.Clean(text));
            Assert.Equal(golden.GetProperty("clean_lower").GetString(), StructureRenderer.LowerStart(StructureRenderer.Clean(text)));
            Assert.Equal(golden.GetProperty("set_punctuation").GetString(), StructureRenderer.SetMark(text));
            Assert.Equal(golden.GetProperty("upper_start").GetString(), StructureRenderer.UpperStart(text));
        }
    }

    private static int CheckRenderings(IEnumerable<string> lines)
    {
        var compared = 0;
        foreach (var line in lines)
        {
            var golden = JsonDocument.Parse(line).RootElement;
            if (!golden.GetProperty("valid").GetBoolean()) continue;
            var structure = new Structurization
            {
                Scope = golden.GetProperty("scope").GetString()!,
                Aspects = [.. golden.GetProperty("aspects").EnumerateArray().Select(a => new Aspect { Name = a.GetProperty("name").GetString()!, Descriptions = [.. a.GetProperty("descriptions").EnumerateArray().Select(d => d.GetString()!)] })],
            };
            foreach (var rendering in golden.GetProperty("renderings_head_format").EnumerateObject())
            {
                // null: the authors' code raises here.
                if (rendering.Value.ValueKind == JsonValueKind.Null) continue;
                Assert.Equal(rendering.Value.GetString(), StructureRenderer.Render(structure, (StructureHead)(rendering.Name[0] - '0'), (StructureFormat)(rendering.Name[2] - '0')));
            }

            compared++;
        }

        return compared;
    }
}
