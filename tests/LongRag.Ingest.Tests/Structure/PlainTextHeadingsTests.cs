using Xunit;

namespace LongRag.Ingest.Tests.Structure;

public sealed class PlainTextHeadingsTests
{
    private const string Prose = "It was a long paragraph of running text, in which nothing at all looks like a heading.";

    [Fact]
    public void Chapters_with_titles() => Found(
        $"CHAPTER I. Down the Rabbit-Hole\n\n{Prose}\n\nCHAPTER II. The Pool of Tears\n\n{Prose}",
        "1 CHAPTER I. Down the Rabbit-Hole", "1 CHAPTER II. The Pool of Tears");

    [Fact]
    public void Parts_hold_chapters() => Found(
        $"PART ONE\n\nChapter 1\n\n{Prose}\n\nChapter 2\n\n{Prose}\n\nPART TWO\n\nChapter 3\n\n{Prose}",
        "1 PART ONE", "2 Chapter 1", "2 Chapter 2", "1 PART TWO", "2 Chapter 3");

    [Fact]
    public void Acts_hold_scenes() => Found(
        $"ACT I\n\nSCENE I. A wood.\n\n{Prose}\n\nSCENE II. A room.\n\n{Prose}\n\nACT II\n\nSCENE I. A hill.\n\n{Prose}",
        "1 ACT I", "2 SCENE I. A wood.", "2 SCENE II. A room.", "1 ACT II", "2 SCENE I. A hill.");

    [Fact]
    public void The_title_may_stand_below_the_number() => Found(
        $"Chapter I\n\nThe Shadow of Change\n\n{Prose}\n\nChapter II\n\nGarlands of Autumn\n\n{Prose}",
        "1 Chapter I The Shadow of Change", "1 Chapter II Garlands of Autumn");

    [Fact]
    public void A_sentence_below_the_number_is_no_title() => Found(
        $"CHAPTER I\n\nYou must go back with me.\n\n{Prose}\n\nCHAPTER II\n\n{Prose}\n\nCHAPTER III\n\n{Prose}",
        "1 CHAPTER I", "1 CHAPTER II", "1 CHAPTER III");

    [Fact]
    public void Numerals_alone_count_from_one() => Found($"I\n\n{Prose}\n\nII\n\n{Prose}\n\nV\n\n{Prose}\n\nIII\n\n{Prose}", "1 I", "1 II", "1 III");

    [Fact]
    public void Arabic_numerals_alone() => Found($"1\n\n{Prose}\n\n2\n\n{Prose}\n\n1984\n\n{Prose}\n\n3.\n\n{Prose}", "1 1", "1 2", "1 3.");

    [Fact]
    public void Numbers_start_again_in_the_next_adventure() => Found(
        $"ADVENTURE I. A SCANDAL\n\nI.\n\n{Prose}\n\nII.\n\n{Prose}\n\nADVENTURE II. THE LEAGUE\n\nI.\n\n{Prose}\n\nII.\n\n{Prose}",
        "1 ADVENTURE I. A SCANDAL", "2 I.", "2 II.", "1 ADVENTURE II. THE LEAGUE", "2 I.", "2 II.");

    [Fact]
    public void A_paper_has_numbered_and_named_sections() => Found(
        $"Abstract\n\n{Prose}\n\n1. Introduction\n\n{Prose}\n\n2 Methods\n\n{Prose}\n\n2.1 Data\n\n{Prose}\n\n2.2 Models\n\n{Prose}\n\n3. Results\n\n{Prose}\n\nReferences\n\n{Prose}",
        "1 Abstract", "1 1. Introduction", "1 2 Methods", "2 2.1 Data", "2 2.2 Models", "1 3. Results", "1 References");

    [Fact]
    public void Underlined_lines() => Found($"Title of it\n===========\n\n{Prose}\n\nA part\n------\n{Prose}\n\nAnother\n-------\n\n{Prose}", "1 Title of it", "2 A part", "2 Another");

    [Fact]
    public void Lines_in_capitals_that_recur()
    {
        var text = string.Concat(Enumerable.Repeat(Prose + "\n\n", 9));
        Found($"FIRST PART\n\nTHE SON\n\n{text}WITH THE SAMANAS\n\n{text}GOTAMA\n\n{text}SECOND PART\n\nKAMALA\n\n{text}",
            "1 FIRST PART", "2 THE SON", "2 WITH THE SAMANAS", "2 GOTAMA", "1 SECOND PART", "2 KAMALA");
    }

    [Fact]
    public void Shouting_between_chapters_is_no_heading() => Found(
        $"CHAPTER 1\n\n{Prose}\n\nSACRED TO THE MEMORY\n\n{Prose}\n\nCHAPTER 2\n\n{Prose}\n\nDEAR CHARITY\n\n{Prose}\n\nCHAPTER 3\n\n{Prose}\n\nTHE END OF IT\n\n{Prose}",
        "1 CHAPTER 1", "1 CHAPTER 2", "1 CHAPTER 3");

    [Fact]
    public void A_page_header_is_no_heading()
    {
        var text = string.Concat(Enumerable.Repeat(Prose + "\n\n", 9));
        Found(string.Concat(Enumerable.Repeat("BLEAK HOUSE\n\n" + text, 5)));
    }

    [Fact]
    public void A_table_of_contents_yields_no_sections_of_its_own() => Found(
        $"Contents\n\nCHAPTER I. One\n\nCHAPTER II. Two\n\nCHAPTER III. Three\n\nCHAPTER I. One\n\n{Prose}\n\nCHAPTER II. Two\n\n{Prose}\n\nCHAPTER III. Three\n\n{Prose}",
        "1 Contents", "1 CHAPTER I. One", "1 CHAPTER II. Two", "1 CHAPTER III. Three");

    [Fact]
    public void A_table_of_contents_in_front_of_prose_is_none_either() => Found(
        $"CHAPTER I. One\n\nCHAPTER II. Two\n\nCHAPTER III. Three\n\n{Prose}\n\nCHAPTER I. One\n\n{Prose}\n\nCHAPTER II. Two\n\n{Prose}",
        "1 CHAPTER I. One", "1 CHAPTER II. Two");

    [Fact]
    public void Dot_leaders_mark_a_table_of_contents() => Found($"CHAPTER I . . . . 9\n\n{Prose}\n\nCHAPTER II ..... 23\n\n{Prose}");

    [Theory]
    [InlineData("Chapter 2 of this book explains it.")]
    [InlineData("Part of the problem is known.")]
    [InlineData("1. Buy milk, bread and eggs;")]
    [InlineData("I was there.")]
    [InlineData("MIX of Cases")]
    [InlineData("1999. That was the year.")]
    [InlineData("Act now!")]
    public void Sentences_are_no_headings(string sentence) => Found($"{sentence}\n\n{Prose}\n\n{sentence}\n\n{Prose}\n\n{sentence}\n\n{Prose}");

    [Fact]
    public void A_list_of_numbered_lines_is_no_series_of_sections() => Found($"{Prose}\n\n1. Milk\n\n2. Bread\n\n3. Eggs\n\n4. Salt\n\n{Prose}");

    [Fact]
    public void One_heading_alone_divides_nothing() => Found($"PREFACE\n\n{Prose}\n\n{Prose}");

    [Theory]
    [InlineData("12", 12)]
    [InlineData("XIV", 14)]
    [InlineData("twelve", 12)]
    [InlineData("TWELFTH", 12)]
    [InlineData("Twenty-One", 21)]
    [InlineData("thirtieth", 30)]
    [InlineData("IIX", null)]
    [InlineData("mix", null)]
    [InlineData("", null)]
    public void Numbers_are_read(string word, int? number) => Assert.Equal(number, HeadingNumber.Parse(word));

    private static void Found(string text, params string[] headings)
    {
        var document = BlankLineBlocks.Document(BlankLineBlocks.Parse(text, marked: false));
        Assert.Equal(headings, document.Sections.Where(s => s.Origin == SectionOrigin.Authored).Select(s => $"{s.Level} {s.Heading}"));
    }
}
