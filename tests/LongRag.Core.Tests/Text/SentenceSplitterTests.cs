using CsCheck;
using Xunit;

namespace LongRag.Core.Tests.Text;

public sealed class SentenceSplitterTests
{
    private static readonly string[] Parts = ["a", "Bc", ".", "!", "?", "…", " ", "\n", "\n\n", "。", "」", "\"", "(", "1", "- ", "Mr", "U.S", "\ud83d\ude00", "[3]", "\t"];

    [Theory]
    // a bar stands where a new sentence starts
    [InlineData("One. |Two! |Three? |Four.")]
    [InlineData("No end")]
    [InlineData("It ended. |And again")]
    [InlineData("Mr. Smith went out. |He came back at 5 p.m. and slept.")]
    [InlineData("We met Dr. Jones and Prof. Li at St. Mary. |They left.")]
    [InlineData("It costs 1.5 million, i.e. a lot. |Really.")]
    [InlineData("Some pets, e.g. Cats, sleep. |Some do not.")]
    [InlineData("U.S. troops left. |The end.")]
    [InlineData("He lives in the U.S. |The weather is fine.")]
    [InlineData("He lives in the U.S. Virgin Islands.")]
    [InlineData("We woke at 6 a.m. |It rained.")]
    [InlineData("See Fig. 3 and Eq. 4 on pp. 5-6. |See Sec. 2, too.")]
    [InlineData("Opus No. 5 is short. |The answer is no. |Yes it is.")]
    [InlineData("On p. 12 and in Ch. IV. |Then more.")]
    [InlineData("J. R. R. Tolkien wrote it. |C. S. Lewis read it.")]
    [InlineData("This was Plan B. |The first had failed.")]
    [InlineData("Smith et al. (2010) found it. |Lee et al. |The others did not.")]
    [InlineData("Apples, pears, etc. |They are fruit.")]
    [InlineData("Apples, pears, etc. were sold.")]
    [InlineData("Acme Inc. President Li spoke. |He works at Acme Inc. |He is old.")]
    [InlineData("It was 1914. |War came on Sep. 3. |Then peace.")]
    [InlineData("Wait... |What? |Well... no. |Hm… 3 of them.")]
    [InlineData("So . . . we went. |Really?! |Yes!!")]
    [InlineData("He said \"Stop.\" |Then he left.")]
    [InlineData("“What?” he said. |“Nothing.” |(It was so.) |[Truly.] |End.")]
    [InlineData("It is known.[3] |It is old.[2, 5] |Fine.")]
    [InlineData("Visit https://example.com/a.b?c=d. |Use System.Text.Json v2.0.1 or Foo.Bar().")]
    [InlineData("Use .NET. |Open a.txt now.")]
    [InlineData("a hard-wrapped\nline goes on. |The next\nalso.")]
    [InlineData("A title\n\n|A paragraph\nof text\n \n|Another")]
    [InlineData("1. First point. |2. Second point.")]
    [InlineData("2.1. Methods are here. |IV. Results are there.")]
    [InlineData("Buy:\n|- milk\n|- bread\n|- eggs")]
    [InlineData("Do this:\n|1. Start it\n|2. Stop it\n|(3) Go")]
    [InlineData("a minus\n- sign stays with the words, and the year\n1. is not a list")]
    [InlineData("今日は晴れです。|明日は雨！|本当？|はい")]
    [InlineData("「そうだ。」と言った。|『終わり。』|次")]
    [InlineData("你好吗？|我很好。")]
    [InlineData("वह गया। |वह आया।")]
    [InlineData("okay . |so we did it ? |yeah")]
    [InlineData("He likes his phone. |iPhone sales rose. |¿Qué? |¡Sí!")]
    [InlineData("It was so (see Dr. No). |“And then,” she said.")]
    [InlineData("Ph.D. students came. |She has a Ph.D. |It took years.")]
    [InlineData("Yes. |'Tis done. |Prices: 5 vs. 6. |Ok.")]
    public void Sentences_start_at_the_bars(string marked)
    {
        var text = marked.Replace("|", "", StringComparison.Ordinal);
        var found = string.Join('|', SentenceSplitter.Split(text).Select(s => s.Of(text)));
        Assert.Equal(marked, found);
    }

    [Fact]
    public void White_space_behind_a_sentence_belongs_to_it()
    {
        const string text = "  One.  Two. \n";
        Assert.Equal([new(0, 8), new(8, 14)], SentenceSplitter.Split(text));
        Assert.Equal([new(2, 6), new(8, 12)], SentenceSplitter.SplitTrimmed(text, new(0, 14)));
    }

    [Fact]
    public void Only_the_range_is_split()
    {
        const string text = "One. Two. Three.";
        Assert.Equal([new(1, 5), new(5, 8)], SentenceSplitter.Split(text, new(1, 8)));
        Assert.Empty(SentenceSplitter.Split(text, new(3, 3)));
        Assert.Throws<ArgumentOutOfRangeException>(() => SentenceSplitter.Split(text, new(0, 17)));
    }

    [Fact]
    public void White_space_alone_is_one_span_and_no_sentence()
    {
        Assert.Equal([new(0, 4)], SentenceSplitter.Split(" \n\n "));
        Assert.Empty(SentenceSplitter.SplitTrimmed(" \n\n ", new(0, 4)));
    }

    [Fact]
    public void Sentences_tile_any_range_of_any_text() =>
        Gen.Select(Gen.Int[0, Parts.Length - 1].Select(i => Parts[i]).Array[0, 40], Gen.Int[0, 20], Gen.Int[0, 20])
            .Sample((parts, cutStart, cutEnd) =>
            {
                var text = string.Concat(parts);
                var start = Math.Min(cutStart, text.Length);
                var within = new TextSpan(start, Math.Max(start, text.Length - cutEnd));
                var at = within.Start;
                foreach (var sentence in SentenceSplitter.Split(text, within))
                {
                    Assert.Equal(at, sentence.Start);
                    Assert.True(sentence.End > sentence.Start);
                    at = sentence.End;
                }

                Assert.Equal(within.End, at);
            });

    [Theory]
    [InlineData(".")]
    [InlineData(" ")]
    [InlineData("\n")]
    [InlineData("a.")]
    [InlineData(". ")]
    [InlineData("A. ")]
    [InlineData(".)")]
    [InlineData("\na")]
    [InlineData("\n- ")]
    [InlineData("。")]
    [InlineData("[1")]
    [InlineData(".[1")]
    [InlineData("\n \n")]
    [InlineData(". (")]
    [InlineData("\n\t1. ")]
    public void Hostile_repetitions_take_linear_time(string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, 4_000_000 / unit.Length));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var sentences = SentenceSplitter.Split(text);
        Assert.Equal(text.Length, sentences[^1].End);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"{clock.Elapsed} for 4 million characters");
    }
}
