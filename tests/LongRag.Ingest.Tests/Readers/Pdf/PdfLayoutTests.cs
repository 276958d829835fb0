using System.Text;
using Xunit;
using static LongRag.Ingest.Tests.PdfFixture;

namespace LongRag.Ingest.Tests;

public sealed class PdfLayoutTests
{
    private static readonly string[] Left = ["The harbour office opens at six in the", "morning and closes when the last boat is", "moored at the northern quay each night."];
    private static readonly string[] Right = ["Visitors report to the master with their", "papers and pay the fee before noon, or", "they leave the basin with the next tide."];

    [Fact]
    public async Task Two_columns_are_read_one_after_the_other()
    {
        Assert.Equal(["Paragraph: " + string.Join(' ', Left), "Paragraph: " + string.Join(' ', Right)], await BlocksAsync(Lines(50, 700, Left) + Lines(310, 700, Right)));
    }

    [Fact]
    public async Task Columns_whose_lines_stand_on_other_heights_are_still_columns()
    {
        Assert.Equal(["Paragraph: " + string.Join(' ', Left), "Paragraph: " + string.Join(' ', Right)], await BlocksAsync(Lines(50, 700, Left) + Lines(310, 695, Right)));
    }

    [Fact]
    public async Task A_line_over_both_columns_parts_them_into_bands()
    {
        const string Between = "Between the two pairs of columns one sentence runs over the whole width of the page as a note.";
        var blocks = await BlocksAsync(Lines(50, 700, Left) + Lines(310, 700, Right) + At(50, 640, Between) + Lines(50, 610, Right) + Lines(310, 610, Left));
        Assert.Equal(["Paragraph: " + string.Join(' ', Left), "Paragraph: " + string.Join(' ', Right), "Paragraph: " + Between, "Paragraph: " + string.Join(' ', Right), "Paragraph: " + string.Join(' ', Left)], blocks);
    }

    [Fact]
    public async Task The_order_of_drawing_does_not_matter()
    {
        var lines = Left.Select((line, i) => At(50, 700 - 12 * i, line)).Concat(Right.Select((line, i) => At(310, 700 - 12 * i, line))).ToArray();
        var random = new Random(7);
        for (var i = 0; i < 10; i++)
        {
            random.Shuffle(lines);
            Assert.Equal(["Paragraph: " + string.Join(' ', Left), "Paragraph: " + string.Join(' ', Right)], await BlocksAsync(string.Concat(lines)));
        }
    }

    [Fact]
    public async Task Cells_without_rules_are_rows()
    {
        var content = At(50, 700, "Boat") + At(200, 700, "Berth") + At(300, 700, "Fee");
        content += At(50, 685, "Alma") + At(200, 685, "12") + At(300, 685, "40.00");
        content += At(50, 670, "Bela") + At(200, 670, "7") + At(300, 670, "36.50");
        Assert.Equal(["Table: Boat | Berth | Fee\nAlma | 12 | 40.00\nBela | 7 | 36.50"], await BlocksAsync(content));
    }

    [Fact]
    public async Task A_ruled_cell_holds_all_its_lines_and_an_empty_one_keeps_the_columns()
    {
        var content = new StringBuilder();
        foreach (var x in new[] { 50, 200, 300, 400 }) content.Append(Rule(x, 640, x, 720));
        foreach (var y in new[] { 640, 670, 700, 720 }) content.Append(Rule(50, y, 400, y));
        content.Append(At(55, 706, "Boat")).Append(At(205, 706, "Berth")).Append(At(305, 706, "Fee"));
        content.Append(At(55, 688, "Alma of the")).Append(At(55, 676, "outer isles")).Append(At(305, 682, "40.00"));
        content.Append(At(55, 652, "Bela")).Append(At(205, 652, "7")).Append(At(305, 652, "36.50"));
        Assert.Equal(["Table: Boat | Berth | Fee\nAlma of the outer isles |  | 40.00\nBela | 7 | 36.50"], await BlocksAsync(content.ToString()));
    }

    [Fact]
    public async Task A_missing_rule_makes_one_cell_of_two()
    {
        var content = Rule(50, 680, 50, 720) + Rule(300, 680, 300, 720) + Rule(150, 680, 150, 700) + Rule(50, 680, 300, 680) + Rule(50, 700, 300, 700) + Rule(50, 720, 300, 720);
        content += At(60, 706, "Fees of both seasons") + At(60, 686, "Summer") + At(160, 686, "Winter");
        Assert.Equal(["Table: Fees of both seasons\nSummer | Winter"], await BlocksAsync(content));
    }

    [Fact]
    public async Task Dot_leaders_part_a_title_from_its_page()
    {
        var content = At(50, 700, "1") + At(80, 700, "The harbour ........................ 3") + At(50, 685, "2") + At(80, 685, "The ferries .......................... 17");
        Assert.Equal(["Table: 1 | The harbour | 3\n2 | The ferries | 17"], await BlocksAsync(content));
    }

    [Fact]
    public async Task Words_parted_at_the_end_of_a_line_are_joined_and_compounds_keep_their_hyphen()
    {
        var blocks = await BlocksAsync(Lines(50, 700, "The pas-", "senger list of the Alma-", "Bela line is a well-known, well-", "known paper."));
        Assert.Equal(["Paragraph: The passenger list of the Alma-Bela line is a well-known, well-known paper."], blocks);
    }

    [Fact]
    public async Task Line_numbers_in_the_margin_are_left_out()
    {
        var lines = Enumerable.Range(1, 6).Select(i => At(30, 700 - 12 * i, i.ToString(System.Globalization.CultureInfo.InvariantCulture)) + At(70, 700 - 12 * i, $"the witness said on that day sentence {(char)('a' + i)} of many more"));
        Assert.DoesNotContain(await BlocksAsync(string.Concat(lines)), block => block.Any(char.IsDigit));
    }

    [Fact]
    public async Task Markers_stay_with_their_items()
    {
        var content = At(50, 700, "1.") + At(80, 700, "Cast off the lines and look astern before") + At(80, 688, "you give way.") + At(50, 676, "2.") + At(80, 676, "Keep to starboard in the channel.");
        Assert.Equal(["ListItem: 1. Cast off the lines and look astern before you give way.", "ListItem: 2. Keep to starboard in the channel."], await BlocksAsync(content));
    }

    [Fact]
    public async Task Text_drawn_twice_counts_once()
    {
        Assert.Equal(["Paragraph: Mind the quay edge at low water, all of you."], await BlocksAsync(At(50, 700, "Mind the quay edge at low water, all of you.") + At(50.3, 700.2, "Mind the quay edge at low water, all of you.")));
    }

    [Fact]
    public async Task Double_letters_are_no_copies()
    {
        Assert.Equal(["Paragraph: All illness will pass, fellow sailors."], await BlocksAsync(At(50, 700, "All illness will pass, fellow sailors.")));
    }

    [Theory]
    [InlineData("1 1 1 rg", false)]
    [InlineData("0.9 0.1 0.1 rg", true)]
    public async Task White_on_white_is_not_seen(string color, bool seen)
    {
        var blocks = await BlocksAsync(At(50, 700, "A visible sentence stands here.") + At(50, 600, "Hidden words", extra: color));
        Assert.Equal(seen, blocks.Any(b => b.Contains("Hidden", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task White_on_a_painted_ground_is_seen()
    {
        Assert.Contains("Paragraph: Shown", await BlocksAsync("0 0 0.5 rg 40 590 200 30 re f\n" + At(50, 600, "Shown", extra: "1 1 1 rg") + At(50, 700, "A sentence.", extra: "0 g")));
    }

    [Fact]
    public async Task A_recognised_layer_counts_unless_painted_text_stands_at_its_place()
    {
        var blocks = await BlocksAsync(At(50, 700, "Painted line of text.") + At(50, 700, "Painted 1ine of text.", extra: "3 Tr") + At(50, 600, "Only recognised."));
        Assert.Equal(["Paragraph: Painted line of text.", "Paragraph: Only recognised."], blocks);
    }

    [Fact]
    public async Task Text_outside_of_the_page_is_not_seen()
    {
        Assert.Equal(["Paragraph: Inside of the page."], await BlocksAsync(At(50, 700, "Inside of the page.") + At(-300, 700, "Outside")));
    }

    [Fact]
    public async Task A_stamp_in_the_margin_stands_by_itself_after_the_text()
    {
        var blocks = await BlocksAsync(Lines(60, 700, Left) + "BT /F1 20 Tf 0 1 -1 0 40 300 Tm (draft of May) Tj ET\n");
        Assert.Equal(["Paragraph: " + string.Join(' ', Left), "Paragraph: draft of May"], blocks);
    }

    [Fact]
    public async Task Spaced_type_is_words_and_not_letters()
    {
        Assert.Equal(["Paragraph: NOTICE OF HEARING"], await BlocksAsync(At(50, 700, "NOTICE OF HEARING", extra: "3 Tc")));
    }

    [Fact]
    public async Task Raised_figures_stay_with_their_word()
    {
        Assert.Equal(["Paragraph: in practice2, as we know."], await BlocksAsync(At(50, 700, "in practice") + At(98.9, 704, "2", 6) + At(102.3, 700, ", as we know.")));
    }

    [Fact]
    public async Task Larger_type_is_a_heading_and_bold_numbers_give_its_depth()
    {
        var blocks = await Document(At(50, 740, "Harbour rules", 20) + At(50, 710, "1.2 Berths", font: "F2") + Lines(50, 690, Left) + Lines(50, 600, Right));
        Assert.Equal([(1, "Harbour rules"), (2, "1.2 Berths")], blocks);

        static async Task<(int, string)[]> Document(string content)
        {
            var document = (await new PdfFixture().Page(content).ReadAsync()).OnlyDocument();
            return [.. document.Blocks.Where(b => b.Kind == BlockKind.Heading).Select(b => (b.Level, b.Span.Of(document.Text)))];
        }
    }
}
