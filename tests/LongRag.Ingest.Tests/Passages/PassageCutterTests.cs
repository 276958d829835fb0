using System.Globalization;
using CsCheck;
using LongRag.Ingest.Tests.Structure;
using Xunit;

namespace LongRag.Ingest.Tests.Passages;

public sealed class PassageCutterTests
{
    private static readonly string[] Parts =
    [
        "# One", "## Two", "### Three", "A sentence. Another one, e.g. this. And a third, which is longer than the others by far; it has clauses.", "Short.", "Items:", "- item\n- second item\n- third item of the list",
        "| a | b |\n| c | d |\n| e | f |", "```\nfirst line\n\n    second line\n```", "这是一个句子。那是另一个，它比较长。", "e\u0301\u0302\ud83d\udc69\u200d\ud83d\udc67 family.", "   indented", "https://example.org/a-very-long-address/that/has/no/blank/in/it/at/all/and/goes/on/and/on",
    ];

    private static readonly Gen<string> Texts = Gen.Select(Gen.Int[0, Parts.Length - 1].Array[0, 40], Gen.Int[1, 12], (parts, repeat) =>
        string.Join("\n\n", parts.Select(p => p % 3 == 0 && Parts[p][0] is not ('#' or '|' or '-' or '`') ? string.Join(' ', Enumerable.Repeat(Parts[p], repeat)) : Parts[p])));

    [Fact]
    public void Passages_are_exact_spans_in_order() => Texts.Sample(text =>
    {
        var (document, passages) = Cut(text, 24);
        var at = 0;
        for (var i = 0; i < passages.Count; i++)
        {
            var passage = passages[i];
            Assert.Equal(document.Text[passage.Span.Start..passage.Span.End], passage.Text);
            Assert.Equal(passage.Text.Trim(), passage.Text);
            Assert.NotEqual("", passage.Text);
            Assert.True(passage.Span.Start >= at);
            Assert.Equal(i, passage.Ordinal);
            Assert.True(document.Sections[passage.Section].Span.Contains(passage.Span));
            at = passage.Span.End;
        }

        Assert.Equal(passages.Count, passages.Select(p => p.Id).Distinct().Count());
    });

    [Fact]
    public void Every_character_outside_of_headings_is_in_exactly_one_passage() => Texts.Sample(text =>
    {
        var (document, passages) = Cut(text, 24);
        var times = new int[document.Text.Length];
        foreach (var passage in passages)
            for (var i = passage.Span.Start; i < passage.Span.End; i++) times[i]++;
        foreach (var section in document.Sections)
        {
            // A heading over nothing is a passage; any other is in none.
            var isAlone = passages.Any(p => p.Span == section.HeadingSpan);
            for (var i = section.HeadingSpan.Start; i < section.HeadingSpan.End; i++)
            {
                Assert.Equal(isAlone ? 1 : 0, times[i]);
                times[i] = 1;
            }
        }

        for (var i = 0; i < times.Length; i++)
            if (!char.IsWhiteSpace(document.Text[i])) Assert.Equal(1, times[i]);
    });

    [Fact]
    public void Running_text_keeps_to_the_budget_and_tables_to_four_times_of_it() => Texts.Sample(text =>
    {
        foreach (var passage in Cut(text, 16).Passages)
        {
            var isSolid = passage.Text.Contains('|') || passage.Text.Contains("```", StringComparison.Ordinal);
            Assert.InRange(EstimatedTokenCounter.Instance.Count(passage.Text), 1, isSolid ? 64 : 16);
        }
    });

    [Fact]
    public void No_character_as_a_reader_sees_it_is_torn() => Texts.Sample(text =>
    {
        var (document, passages) = Cut(text, 8);
        var starts = StringInfo.ParseCombiningCharacters(document.Text).ToHashSet();
        foreach (var passage in passages)
        {
            Assert.Contains(passage.Span.Start, starts);
            Assert.True(passage.Span.End == document.Text.Length || starts.Contains(passage.Span.End));
        }
    });

    [Fact]
    public void Paragraphs_are_packed_up_to_the_budget() => Passages(
        $"{Words(10, 'a')}\n\n{Words(10, 'b')}\n\n{Words(10, 'c')}\n\n{Words(10, 'd')}", 24,
        $"{Words(10, 'a')}\n\n{Words(10, 'b')}", $"{Words(10, 'c')}\n\n{Words(10, 'd')}");

    [Fact]
    public void A_passage_never_crosses_a_section() => Passages("Intro.\n\n# A\n\nOne.\n\n# B\n\nTwo.", 100, "Intro.", "One.", "Two.");

    [Fact]
    public void Headings_are_no_part_of_passages_but_an_empty_section_is_found_by_its_own() => Passages("# A\n\n## a\n\nText.\n\n## b\n\n# B", 100, "Text.", "b", "B");

    [Fact]
    public void A_long_paragraph_is_cut_between_sentences() => Passages(
        $"{Sentence(10, 'a')} {Sentence(10, 'b')} {Sentence(10, 'c')}", 24,
        $"{Sentence(10, 'a')} {Sentence(10, 'b')}", Sentence(10, 'c'));

    [Fact]
    public void A_long_sentence_is_cut_behind_a_clause() => Passages(
        $"{Words(6, 'a')}, {Words(4, 'b')} {Words(5, 'c')}.", 10,
        $"{Words(6, 'a')},", $"{Words(4, 'b')} {Words(5, 'c')}.");

    [Fact]
    public void A_sentence_without_clauses_is_cut_at_a_blank() => Passages(Words(12, 'a'), 8, Words(8, 'a'), Words(4, 'a'));

    [Fact]
    public void A_word_longer_than_the_budget_is_cut_inside() => Passages(new string('a', 120), 8, new string('a', 32), new string('a', 32), new string('a', 32), new string('a', 24));

    [Fact]
    public void A_table_over_the_hard_limit_is_cut_between_rows()
    {
        var rows = Enumerable.Range(0, 20).Select(i => $"| {(char)('a' + i)} | b |").ToArray();
        Passages(string.Join('\n', rows[..6]), 8, string.Join('\n', rows[..6]));
        Passages(string.Join('\n', rows), 16, Enumerable.Range(0, 7).Select(i => string.Join('\n', rows[(i * 3)..Math.Min(20, i * 3 + 3)])).ToArray());
    }

    [Fact]
    public void A_list_stays_with_its_introduction_where_it_fits() => Passages(
        $"{Words(10, 'x')}\n\n{Words(5, 'y')}\n\n- a\n- b\n- c", 16,
        Words(10, 'x'), $"{Words(5, 'y')}\n\n- a\n- b\n- c");

    [Fact]
    public void A_tiny_rest_is_evened_out() => Passages(
        $"{Words(8, 'a')}\n\n{Words(8, 'b')}\n\n{Words(8, 'c')}\n\n{Words(2, 'd')}", 24,
        $"{Words(8, 'a')}\n\n{Words(8, 'b')}", $"{Words(8, 'c')}\n\n{Words(2, 'd')}");

    [Fact]
    public void A_tiny_rest_takes_sentences_from_the_paragraph_before() => Passages(
        $"{Sentence(10, 'a')} {Sentence(10, 'b')} {Sentence(10, 'c')}\n\nx", 30,
        $"{Sentence(10, 'a')} {Sentence(10, 'b')}", $"{Sentence(10, 'c')}\n\nx");

    [Fact]
    public void The_path_begins_below_the_root()
    {
        var (document, passages) = Cut("Intro.\n\n# A\n\n### a\n\nText.", 100);
        Assert.Equal([[], ["A", "a"]], passages.Select(p => p.SectionPath.ToArray()));
        Assert.Equal([0, 2], passages.Select(p => p.Section));
        Assert.Equal(PassageId.From(document.Id, ["A", "a"], "Text.", 0), passages[1].Id);
    }

    [Fact]
    public void Equal_passages_have_ids_of_their_own()
    {
        var (document, passages) = Cut("# A\n\nSame.\n\n# A\n\nSame.\n\n# A\n\nSame.", 100);
        Assert.Equal([0, 1, 2], passages.Select(p => Enumerable.Range(0, 3).Single(i => PassageId.From(document.Id, ["A"], "Same.", i) == p.Id)));
    }

    [Fact]
    public void Pages_are_those_of_the_first_and_last_character()
    {
        var parsed = BlankLineBlocks.Parse("One two.\n\nThree four.\n\nFive six.") with { PageStarts = [0, 4, 23] };
        var passages = new PassageCutter(budget: 8).Cut(BlankLineBlocks.Document(parsed), parsed.Blocks);
        Assert.Equal([(1, 2), (3, 3)], passages.Select(p => (p.PageStart!.Value, p.PageEnd!.Value)));
    }

    [Fact]
    public void Text_that_a_reader_left_outside_of_blocks_is_not_lost()
    {
        var parsed = new ParsedDocument { Text = "lost one.\n\nA block.\n\nlost two.", Blocks = [new(BlockKind.Paragraph, new(11, 19))] };
        Assert.Equal([parsed.Text], new PassageCutter().Cut(BlankLineBlocks.Document(parsed), parsed.Blocks).Select(p => p.Text));
    }

    [Fact]
    public void Nothing_gives_no_passages() => Passages(" \n\n ", 100);

    [Fact]
    public void A_budget_too_small_for_words_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new PassageCutter(budget: 7));

    [Fact]
    public void A_book_of_two_megabytes_takes_well_under_a_second()
    {
        var text = string.Join("\n\n", Enumerable.Range(0, 8_000).Select(i => $"Paragraph {i} has a sentence, and it has another. " + string.Concat(Enumerable.Repeat("It goes on for some time. ", 8))));
        var parsed = BlankLineBlocks.Parse(text, marked: false);
        var document = BlankLineBlocks.Document(parsed);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var passages = new PassageCutter().Cut(document, parsed.Blocks);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(3), $"{clock.Elapsed} for {text.Length} characters");
        Assert.InRange(passages.Average(p => EstimatedTokenCounter.Instance.Count(p.Text)), 180, 256);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a.")]
    [InlineData("e\u0301")]
    [InlineData("\u0301")]
    [InlineData("\ud83d\ude00")]
    [InlineData("\u200d\ud83d\udc69")]
    [InlineData("a, ")]
    [InlineData("字")]
    [InlineData("| a |\n")]
    public void Hostile_repetitions_end_soon_and_keep_to_the_budget(string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, 300_000 / unit.Length));
        var parsed = new ParsedDocument { Text = text, Blocks = [new Block(unit[0] == '|' ? BlockKind.Table : BlockKind.Paragraph, new TextSpan(0, text.Length).Trimmed(text))] };
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var passages = new PassageCutter().Cut(BlankLineBlocks.Document(parsed), parsed.Blocks);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"{clock.Elapsed} for 300,000 characters");
        Assert.InRange(passages.Max(p => EstimatedTokenCounter.Instance.Count(p.Text)), 1, 256);
    }

    private static (Document Document, IReadOnlyList<Passage> Passages) Cut(string text, int budget)
    {
        var parsed = BlankLineBlocks.Parse(text);
        var document = BlankLineBlocks.Document(parsed);
        return (document, new PassageCutter(budget: budget).Cut(document, parsed.Blocks));
    }

    private static void Passages(string text, int budget, params string[] expected) => Assert.Equal(expected, Cut(text, budget).Passages.Select(p => p.Text));

    /// <summary>A sentence of so many tokens, its full stop included.</summary>
    private static string Sentence(int tokens, char letter) => $"{char.ToUpperInvariant(letter)}{letter} {Words(tokens - 2, letter)}.";

    /// <summary>One-letter words: a token each.</summary>
    private static string Words(int count, char letter) => string.Join(' ', Enumerable.Repeat(letter, count));
}
