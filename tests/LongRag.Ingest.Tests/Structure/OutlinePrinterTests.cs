using System.IO.Compression;
using System.Text.Json;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Ingest.Tests.Structure;

public sealed class OutlinePrinterTests
{
    [Fact]
    public void Branches_are_drawn()
    {
        var document = BlankLineBlocks.Document(BlankLineBlocks.Parse("# A\n\n## a\n\nText.\n\n## b\n\nText.\n\n# B\n\n### c\n\nText."));
        Assert.Equal(["Title", "├─ A", "│ ├─ a", "│ └─ b", "└─ B", "  └─ c"], OutlinePrinter.Print(document));
    }

    [Fact]
    public void Details_stand_behind_the_heading()
    {
        var parsed = BlankLineBlocks.Parse("Intro.\n\n# A\n\nText.\n\n# B\n\nMore.") with { PageStarts = [0, 18] };
        var document = BlankLineBlocks.Document(parsed);
        var passages = new PassageCutter().Cut(document, parsed.Blocks);
        Assert.Equal(
            ["Title  p. 1-2  [0..26]  3 passages", "├─ A  p. 1  [8..18]  1 passage  author", "└─ B  p. 2  [18..26]  1 passage  author"],
            OutlinePrinter.Print(document, passages, OutlineDetails.All));
        Assert.Equal(["Title  [0..26]", "├─ A  [8..18]", "└─ B  [18..26]"], OutlinePrinter.Print(document, null, OutlineDetails.Characters));
    }

    [Fact]
    public void Induced_names_are_marked()
    {
        var document = BlankLineBlocks.Document(BlankLineBlocks.Parse("x")) with
        {
            Sections =
            [
                new Section { Ordinal = 0, Parent = -1, Level = 0, Heading = "T", Span = new(0, 1), Origin = SectionOrigin.Root },
                new Section { Ordinal = 1, Parent = 0, Level = 1, Heading = "old mill", Span = new(0, 1), Origin = SectionOrigin.Induced },
            ],
        };
        Assert.Equal(["T", "└─ ~ old mill"], OutlinePrinter.Print(document));
    }

    [Fact]
    public void Highlights_stand_below_their_section()
    {
        var document = BlankLineBlocks.Document(BlankLineBlocks.Parse("# A\n\nOne.\n\n## b\n\nTwo\nlines.\n\n# B\n\nMore."));
        Highlight[] highlights = [new(1, new(3, 7), 1), new(2, new(12, 22), 1)];
        Assert.Equal(["Title", "├─ A", "│ │ » One.", "│ └─ b", "│     » Two lines.", "└─ B"], OutlinePrinter.Print(document, highlights: highlights));
    }

    [Fact]
    public void Golden_outlines_are_drawn_alike()
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Requires.Shared("golden", "seeds", "structurization", "v2.jsonl.gz")), CompressionMode.Decompress));
        var compared = 0;
        while (reader.ReadLine() is { } line)
        {
            var golden = JsonDocument.Parse(line).RootElement;
            if (!golden.TryGetProperty("outline", out var outline)) continue;
            var sections = new List<Section> { new() { Ordinal = 0, Parent = -1, Level = 0, Heading = golden.GetProperty("scope").GetString()!, Span = new(0, 1), Origin = SectionOrigin.Root } };
            Add(golden.GetProperty("aspects"), 0);
            var document = BlankLineBlocks.Document(BlankLineBlocks.Parse("x")) with { Sections = sections };
            Assert.Equal(outline.GetString(), string.Join('\n', OutlinePrinter.Print(document)));
            compared++;

            void Add(JsonElement aspects, int parent)
            {
                foreach (var aspect in aspects.EnumerateArray())
                {
                    sections.Add(new Section { Ordinal = sections.Count, Parent = parent, Level = sections[parent].Level + 1, Heading = aspect.GetProperty("name").GetString()!, Span = new(0, 1), Origin = SectionOrigin.Authored });
                    Add(aspect.GetProperty("sub"), sections.Count - 1);
                }
            }
        }

        Assert.True(compared > 5, $"{compared} outlines");
    }
}
