using CsCheck;
using Xunit;

namespace LongRag.Ingest.Tests.Structure;

public sealed class StructurizerTests
{
    private static readonly string[] Parts =
    [
        "# One", "## Two", "### Three", "###### Six", "A sentence. Another one, e.g. this.", "- item\n- second item", "| a | b |\n| c | d |", "```\ncode\n\n```", "CHAPTER I", "CHAPTER II. The End", "1. Introduction", "2. Methods",
        "I", "II", "III", "THE RIVER", "Contents", "Heading\n=====", "这是一个句子。那是另一个。", "\ud83d\ude00 smile.", "   indented", "Ann: Yes, I do.",
    ];

    private static readonly Gen<string> Texts = Gen.Select(Gen.Int[0, Parts.Length - 1], Gen.Int[0, 40], (part, times) => times < 38 ? Parts[part] : string.Concat(Enumerable.Repeat("The old mill by the river turned. ", 60)))
        .Array[0, 60].Select(parts => string.Join("\n\n", parts));

    [Fact]
    public void The_tree_is_a_tree_and_its_leaves_tile_the_text() => Texts.Sample(text =>
    {
        var parsed = BlankLineBlocks.Parse(text);
        CheckTree(BlankLineBlocks.Document(parsed));
    });

    [Fact]
    public void The_same_text_gives_the_same_tree() => Texts.Sample(text =>
        Assert.Equal(new Structurizer().Structurize(BlankLineBlocks.Parse(text), "T"), new Structurizer().Structurize(BlankLineBlocks.Parse(text), "T")), iter: 30);

    [Fact]
    public void Every_sentence_of_the_text_is_in_the_structure_once() => Texts.Sample(text =>
    {
        var document = BlankLineBlocks.Document(BlankLineBlocks.Parse(text));
        Assert.Equal(document.Text, Structurization.Of(document).Text);
    });

    [Fact]
    public void Levels_may_be_skipped() =>
        Assert.Equal([(1, 0, "A"), (3, 1, "a"), (2, 1, "b"), (1, 0, "B")], Sections("Intro.\n\n# A\n\n### a\n\nx\n\n## b\n\ny\n\n# B\n\nz"));

    [Fact]
    public void A_heading_that_repeats_the_title_stays_a_section()
    {
        var document = BlankLineBlocks.Document(BlankLineBlocks.Parse("# Guide\n\nText."), "Guide");
        Assert.Equal(["Guide", "Guide"], document.Sections.Select(s => s.Heading));
        Assert.Equal(SectionOrigin.Root, document.Sections[0].Origin);
        Assert.Equal((1, SectionOrigin.Authored), (document.Sections[1].Level, document.Sections[1].Origin));
    }

    [Fact]
    public void Sections_touch_and_end_with_their_parent()
    {
        var document = BlankLineBlocks.Document(BlankLineBlocks.Parse("Intro.\n\n# A\n\n## a\n\nx\n\n# B"));
        Assert.Equal([new(0, 18), new(8, 17), new(11, 17), new(17, 18)], document.Sections.Select(s => s.Span));
        Assert.Equal([default, new(8, 9), new(11, 12), new(17, 18)], document.Sections.Select(s => s.HeadingSpan));
    }

    [Fact]
    public void A_heading_over_two_lines_is_shown_in_one()
    {
        var parsed = new ParsedDocument { Text = "A long\n  heading\n\nText.", Blocks = [new(BlockKind.Heading, new(0, 16), 2), new(BlockKind.Paragraph, new(18, 23))] };
        Assert.Equal("A long heading", new Structurizer().Structurize(parsed, "T")[1].Heading);
    }

    [Fact]
    public void A_short_text_without_headings_stays_whole() => Assert.Single(BlankLineBlocks.Document(BlankLineBlocks.Parse("Just this.\n\nAnd that.")).Sections);

    [Fact]
    public void An_empty_text_has_a_root_alone()
    {
        Assert.Equal(new TextSpan(0, 0), Assert.Single(BlankLineBlocks.Document(BlankLineBlocks.Parse("")).Sections).Span);
        Assert.Equal(new TextSpan(0, 3), Assert.Single(BlankLineBlocks.Document(BlankLineBlocks.Parse(" \n ")).Sections).Span);
    }

    [Fact]
    public void A_text_on_two_subjects_is_cut_between_them_and_named_after_them()
    {
        var bread = Enumerable.Range(0, 40).Select(i => $"The sour dough for the bread rises slowly, and the baker waits until the oven is hot. That was loaf {i}.");
        var ships = Enumerable.Range(0, 40).Select(i => $"The canvas of the tall ship was trimmed while the harbour lay behind the stern. That was mile {i}.");
        var text = string.Join("\n\n", bread.Concat(ships));
        var document = BlankLineBlocks.Document(BlankLineBlocks.Parse(text));
        Assert.Equal(["~ sour dough", "~ tall ship"], OutlinePrinter.Print(document).Skip(1).Select(l => l[3..]));
        Assert.Equal(text.IndexOf("The canvas", StringComparison.Ordinal), document.Sections[2].Span.Start);
    }

    [Fact]
    public void A_long_text_gets_two_levels_with_names_of_their_own()
    {
        var topics = new[] { "glacier", "orchard", "violin", "engine", "comet", "harvest", "castle", "desert", "market", "lantern", "submarine", "waterfall" };
        var text = string.Join("\n\n", Enumerable.Range(0, 1200).Select(i =>
        {
            var topic = topics[i / 100];
            return $"Near the {topic} of {topic}ville, a {topic} guide spoke of the {topic} number {i % 7} and of the {topic}s beyond it, which the {(i / 10 % 2 == 0 ? "morning" : "evening")} light {topic}ed.";
        }));
        var document = BlankLineBlocks.Document(BlankLineBlocks.Parse(text));
        CheckTree(document);
        Assert.Equal(2, document.Sections.Max(s => s.Level));
        foreach (var siblings in document.Sections.Skip(1).GroupBy(s => s.Parent))
        {
            Assert.InRange(siblings.Count(), 2, 24);
            Assert.Equal(siblings.Count(), siblings.Select(s => s.Heading).Distinct().Count());
        }
    }

    [Fact]
    public void A_text_without_blanks_is_named_by_its_first_characters()
    {
        var first = string.Join("\n\n", Enumerable.Repeat("北京的天气今天非常好。我们去公园看花。", 60));
        var second = string.Join("\n\n", Enumerable.Repeat("计算机程序需要测试。软件工程师编写代码。", 60));
        var document = BlankLineBlocks.Document(BlankLineBlocks.Parse(first + "\n\n" + second));
        Assert.Contains(document.Sections, s => s.Span.Start == first.Length + 2 && s.Heading == "计算机程序需要测试");
    }

    [Fact]
    public void A_long_section_is_divided_under_its_heading()
    {
        var text = "# Long\n\n" + string.Join("\n\n", Enumerable.Range(0, 400).Select(i => $"Paragraph {i} of the {(i < 200 ? "granite quarry" : "copper foundry")} speaks about the {(i < 200 ? "quarry" : "foundry")} at some length.")) + "\n\n# Short\n\nText.";
        var document = BlankLineBlocks.Document(BlankLineBlocks.Parse(text));
        CheckTree(document);
        Assert.Equal(["Long", "Short"], document.Sections.Where(s => s.Parent == 0).Select(s => s.Heading));
        Assert.All(document.Sections.Where(s => s.Parent == 1), s => Assert.Equal((2, SectionOrigin.Induced), (s.Level, s.Origin)));
        Assert.InRange(document.Sections.Count(s => s.Parent == 1), 2, 12);
    }

    [Theory]
    [InlineData("word ")]
    [InlineData("\n\na")]
    [InlineData("字")]
    [InlineData("A: b.\n\n")]
    [InlineData("I\n\n")]
    [InlineData("CHAPTER I\n\n")]
    [InlineData("1. One\n\n")]
    [InlineData("A B\n\n")]
    [InlineData("Xx Yy zz. ")]
    public void Hostile_repetitions_end_soon(string unit)
    {
        var parsed = BlankLineBlocks.Parse(string.Concat(Enumerable.Repeat(unit, 300_000 / unit.Length)), marked: false);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        CheckTree(BlankLineBlocks.Document(parsed));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"{clock.Elapsed} for 300,000 characters");
    }

    private static IEnumerable<(int Level, int Parent, string Heading)> Sections(string text) =>
        BlankLineBlocks.Document(BlankLineBlocks.Parse(text)).Sections.Skip(1).Select(s => (s.Level, s.Parent, s.Heading));

    private static void CheckTree(Document document)
    {
        var sections = document.Sections;
        Assert.Equal((0, -1, 0, new TextSpan(0, document.Text.Length)), (sections[0].Ordinal, sections[0].Parent, sections[0].Level, sections[0].Span));
        var at = 0;
        for (var i = 0; i < sections.Count; i++)
        {
            var section = sections[i];
            Assert.Equal(i, section.Ordinal);
            Assert.InRange(section.Parent, -1, i - 1);
            Assert.NotEqual("", section.Heading);
            var end = i + 1 < sections.Count ? sections[i + 1].Span.Start : document.Text.Length;

            // A section's own text runs to the next section: in preorder these ranges tile the text.
            Assert.Equal(at, section.Span.Start);
            Assert.InRange(end, at, section.Span.End);
            at = end;
            if (i == 0) continue;
            var parent = sections[section.Parent];
            Assert.True(parent.Span.Contains(section.Span) && parent.Level < section.Level && section.Level <= 6);
            if (section.HeadingSpan.IsEmpty) Assert.Equal(SectionOrigin.Induced, section.Origin);
            else Assert.True(section.Span.Contains(section.HeadingSpan) && section.HeadingSpan.Start == section.Span.Start);
        }

        Assert.Equal(document.Text.Length, at);
        foreach (var siblings in sections.Skip(1).GroupBy(s => s.Parent))
        {
            var list = siblings.ToList();
            for (var i = 0; i < list.Count; i++) Assert.Equal(i + 1 < list.Count ? list[i + 1].Span.Start : sections[siblings.Key].Span.End, list[i].Span.End);
        }
    }
}
