using Xunit;

namespace LongRag.Generator.Tests.Extractive;

public sealed class ExtractiveGeneratorTests
{
    private const string Bridge = "The Halm bridge crosses the river Oda near Lorvik. It was designed by Ingrid Solheim. The bridge was opened in May 1931 after four years of work. "
        + "It is 412 metres long and carries two railway tracks. Trains may not stop on the bridge because the cables carry no more than 900 tonnes at once.";
    private const string Ferry = "Before the bridge there was a ferry. The ferry left Lorvik every hour and took ninety passengers. It was a flat boat drawn along a rope.";
    private const string Moss = "Peat moss is a plant of wet and sour ground. It holds twenty times its own weight of water. Gardeners mix peat moss into the soil so that it stays moist.";

    private static readonly ExtractiveOptions One = new() { MostSentences = 1 };

    [Theory]
    [InlineData("When was the Halm bridge opened?", "The bridge was opened in May 1931 after four years of work.")]
    [InlineData("In what year did the bridge open?", "The bridge was opened in May 1931 after four years of work.")]
    [InlineData("Where does the Halm bridge cross the river?", "The Halm bridge crosses the river Oda near Lorvik.")]
    [InlineData("How many passengers did the ferry take?", "The ferry left Lorvik every hour and took ninety passengers.")]
    [InlineData("Why may trains not stop on the bridge?", "Trains may not stop on the bridge because the cables carry no more than 900 tonnes at once.")]
    [InlineData("What is peat moss?", "Peat moss is a plant of wet and sour ground.")]
    [InlineData("peat moss in garden soil", "Gardeners mix peat moss into the soil so that it stays moist.")]
    [InlineData("WHEN WAS THE HALM BRIDGE OPENED ?", "The bridge was opened in May 1931 after four years of work.")]
    public async Task The_sentence_that_answers_is_quoted_exactly(string question, string sentence)
    {
        var answer = await TinyCorpus.AskAsync(One, new Query { Text = question }, Bridge, Ferry, Moss);
        Assert.Null(answer.NoAnswerReason);
        var citation = Assert.Single(answer.Citations);
        Assert.Equal(sentence, citation.Quote);
        Assert.Equal(sentence + " [1]", answer.Text);
        Assert.True(citation.Verified);
        Assert.Equal(0, answer.DroppedCitations);
    }

    [Theory]
    [InlineData("Where was Kepler born?", "No passage mentions 'Kepler'.")]
    [InlineData("How do submarines dive?", "No passage mentions 'submarines'.")]
    [InlineData("What happened in 1745?", "No passage mentions '1745'.")]
    [InlineData("Who wrote \"The Silent Orchard\"?", "No passage mentions 'The Silent Orchard'.")]
    [InlineData("When was the ferry boat drawn along a rope?", "The passages found name no time that answers the question.")]
    [InlineData("Who was it, and why was that so?", "The question has no word to look for besides function words.")]
    [InlineData("?!", "The question has no word to look for besides function words.")]
    public async Task Without_an_answer_the_reason_names_what_is_missing(string question, string reason)
    {
        var answer = await TinyCorpus.AskAsync(question, "The ferry was a flat boat drawn along a rope.", Moss);
        Assert.Equal(("", reason), (answer.Text, answer.NoAnswerReason));
        Assert.Empty(answer.Citations);
    }

    [Theory]
    [InlineData("Who designed the Halm bridge?")]
    [InlineData("WHO DESIGNED THE HALM BRIDGE ?")]
    public async Task What_it_is_is_quoted_with_what_is_said_of_it(string question)
    {
        var answer = await TinyCorpus.AskAsync(question, Bridge, Ferry, Moss);
        Assert.Equal("The Halm bridge crosses the river Oda near Lorvik. It was designed by Ingrid Solheim.", answer.Citations[0].Quote);
    }

    [Fact]
    public async Task A_sentence_that_begins_with_a_pronoun_brings_the_one_before_it()
    {
        var answer = await TinyCorpus.AskAsync(new ExtractiveOptions { MostSentences = 2 }, new Query { Text = "How many metres long is the Halm bridge?" }, Bridge);
        Assert.Contains(answer.Citations, c => c.Quote == "The bridge was opened in May 1931 after four years of work. It is 412 metres long and carries two railway tracks.");
    }

    [Fact]
    public async Task The_same_said_twice_is_quoted_once()
    {
        var answer = await TinyCorpus.AskAsync("Who painted the harbour wall?", "Marta Lund painted the harbour wall.", "The harbour wall was painted by Marta Lund.", "The harbour wall, painted by Marta Lund, is white.");
        Assert.Equal("Marta Lund painted the harbour wall.", Assert.Single(answer.Citations).Quote);
    }

    [Fact]
    public async Task White_space_is_collapsed_in_the_text_and_kept_in_the_quote()
    {
        var answer = await TinyCorpus.AskAsync("Who designed the bridge?", "The bridge\n   was designed\tby Ingrid Solheim.[4]");
        Assert.Equal("The bridge was designed by Ingrid Solheim. [1]", answer.Text);
        Assert.Equal("The bridge\n   was designed\tby Ingrid Solheim.[4]", Assert.Single(answer.Citations).Quote);
    }

    [Fact]
    public async Task A_row_is_quoted_under_its_table_head()
    {
        var answer = await TinyCorpus.AskAsync(One, new Query { Text = "What is the depth of Lake Varn?" }, "| Lake | Depth | Area |\n|---|---|---|\n| Lake Orm | 41 m | 9 km2 |\n| Lake Varn | 87 m | 12 km2 |\n| Lake Ulv | 12 m | 3 km2 |");
        Assert.Equal("| Lake | Depth | Area |\n|---|---|---|\n| Lake Orm | 41 m | 9 km2 |\n| Lake Varn | 87 m | 12 km2 |", Assert.Single(answer.Citations).Quote);
    }

    [Fact]
    public async Task A_row_far_below_its_head_is_quoted_beside_it()
    {
        var rows = string.Join('\n', Enumerable.Range(1, 40).Select(n => $"Lake {(char)('A' + n % 26)}{n}\t{n} m\t{n} km2"));
        var answer = await TinyCorpus.AskAsync(One, new Query { Text = "What is the depth of Lake Varn?" }, "Lake\tDepth\tArea\n" + rows + "\nLake Varn\t87 m\t12 km2");
        Assert.Equal(["Lake\tDepth\tArea", "Lake Varn\t87 m\t12 km2"], answer.Citations.Select(c => c.Quote));
        Assert.Equal("Lake\tDepth\tArea [1]\nLake Varn\t87 m\t12 km2 [2]", answer.Text);
    }

    [Fact]
    public async Task A_line_of_code_is_quoted_as_code()
    {
        var answer = await TinyCorpus.AskAsync(One, new Query { Text = "How is the RetryLimit of the client set?" }, "```\nvar client = new Client();\nclient.RetryLimit = limits[1];\nclient.Open();\n```");
        Assert.Equal("client.RetryLimit = limits[1];", Assert.Single(answer.Citations).Quote);
        Assert.Equal("`client.RetryLimit = limits[1];` [1]", answer.Text);
    }

    [Fact]
    public async Task A_question_in_another_language_finds_its_words()
    {
        var answer = await TinyCorpus.AskAsync("Wer entwarf die Brücke über die Oda?", "Die Brücke über die Oda entwarf Ingrid Solheim. Sie ist 412 Meter lang.", Moss);
        Assert.Equal("Die Brücke über die Oda entwarf Ingrid Solheim.", answer.Citations[0].Quote);
    }

    [Fact]
    public async Task A_question_in_a_script_without_blanks_finds_its_characters()
    {
        var answer = await TinyCorpus.AskAsync("哈尔姆大桥有多长?", "哈尔姆大桥长412米。它由索尔海姆设计。", Moss);
        Assert.StartsWith("哈尔姆大桥长412米。", answer.Citations[0].Quote, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instruction_changes_nothing_and_breaks_nothing()
    {
        var query = new Query { Text = "Who designed the Halm bridge?", Instruction = "Only documents about engineering are relevant; ignore ferries." };
        Assert.Equal((await TinyCorpus.AskAsync(query.Text, Bridge, Ferry)).Text, (await TinyCorpus.AskAsync(new ExtractiveOptions(), query, Bridge, Ferry)).Text);
    }

    [Fact]
    public async Task A_question_of_thirty_kilobytes_is_answered_or_refused()
    {
        var pasted = string.Concat(Enumerable.Repeat("Tell me all about submarine 12 \"quoted\" Widgets. ", 640));
        Assert.Equal("No passage mentions 'quoted'.", (await TinyCorpus.AskAsync(pasted, Bridge)).NoAnswerReason);
    }

    [Fact]
    public async Task No_sentence_that_is_too_far_below_the_best_is_quoted()
    {
        var three = await TinyCorpus.AskAsync("Who designed the Halm bridge?", Bridge, Ferry, Moss);
        Assert.DoesNotContain(three.Citations, c => c.Quote.Contains("moss", StringComparison.Ordinal));
        Assert.InRange(three.Citations.Count, 1, 3);
    }
}
