using LongRag.Ingest.Tests.Structure.Model;
using Xunit;

namespace LongRag.Ingest.Tests.Structure.Highlights;

public sealed class SectionHighlightsTests
{
    private const string Text = """
        # Mill

        The mill ground flour for the village. Flour from the mill fed the village and its ferry crew. It rained on Tuesday. Bread was cheap.

        # Ferry

        The ferry crossed the sound. Every ferry on the sound carried mail. Gulls cried.
        """;

    [Fact]
    public void Central_sentences_say_what_others_say_too()
    {
        var document = Stored.Entry(Text).Document;
        var highlights = SectionHighlights.ByCentrality(document, 1);
        Assert.Equal(["0 Flour from the mill fed the village and its ferry crew.", "1 Flour from the mill fed the village and its ferry crew.", "2 The ferry crossed the sound."], highlights.Select(h => $"{h.Section} {h.Span.Of(document.Text)}"));
    }

    [Fact]
    public void Short_sentences_that_are_like_many_others_come_last()
    {
        var document = Stored.Entry("# A\n\nAnne will. Anne and Diana walked through the haunted wood. Anne will too. Gilbert rowed Anne across the silver pond yesterday.").Document;
        Assert.Equal(["Anne and Diana walked through the haunted wood.", "Gilbert rowed Anne across the silver pond yesterday."], SectionHighlights.ByCentrality(document, 2).Where(h => h.Section == 1).Select(h => h.Span.Of(document.Text)));
    }

    [Fact]
    public void Two_sentences_alike_share_all_the_weight_that_the_third_does_not_keep()
    {
        // Two equal sentences and one that has no word in common: the walk leaves the third for all three alike.
        const string Sentences = "Red boats sail. Red boats sail. Green hills sleep.";
        var spans = SentenceSplitter.SplitTrimmed(Sentences, new TextSpan(0, Sentences.Length));
        var ranks = new SentenceCentrality(Sentences, spans).Rank([0, 1, 2]);
        Assert.Equal(1, ranks.Sum(), 9);
        Assert.Equal(ranks[0], ranks[1], 9);
        // r3 = 0.05 + 0.85 r3 / 3
        Assert.Equal(0.05 / (1 - 0.85 / 3), ranks[2], 6);
    }

    [Fact]
    public void Sections_of_thousands_of_sentences_are_ranked_in_rounds()
    {
        var document = Stored.Entry("# Long\n\n" + Stored.Prose(300, 4)).Document;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var highlights = SectionHighlights.ByCentrality(document, 2);
        Assert.All(document.Sections, section => Assert.Equal(2, highlights.Count(h => h.Section == section.Ordinal)));
        Assert.All(highlights, h => Assert.EndsWith("mail.", h.Span.Of(document.Text), StringComparison.Ordinal));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"{clock.Elapsed}");
    }

    [Fact]
    public async Task A_model_names_sentences_and_nonsense_is_replaced()
    {
        var document = Stored.Entry(Text).Document;
        using var chat = new ScriptedChat((prompt, _) => prompt.Contains("\"Mill\"", StringComparison.Ordinal) ? "Sentences 3, 99, 3 and 4" : "I cannot tell 0 or 123456789012.");
        var highlights = await SectionHighlights.ByModelAsync(document, 1, chat, EstimatedTokenCounter.Instance, 2048, TestContext.Current.CancellationToken);
        Assert.Equal(["0 Flour from the mill fed the village and its ferry crew.", "1 It rained on Tuesday.", "2 The ferry crossed the sound."], highlights.Select(h => $"{h.Section} {h.Span.Of(document.Text)}"));
        Assert.Equal([false, true, false], highlights.Select(h => h.Score == 0));
    }

    [Fact]
    public async Task A_section_longer_than_the_context_is_shown_in_part()
    {
        var document = Stored.Entry("# Long\n\n" + Stored.Prose(50, 4)).Document;
        using var chat = new ScriptedChat((_, _) => "1");
        var highlights = await SectionHighlights.ByModelAsync(document, 1, chat, EstimatedTokenCounter.Instance, 512, TestContext.Current.CancellationToken);
        Assert.All(chat.Asked, asked => Assert.InRange(EstimatedTokenCounter.Instance.Count(asked.Prompt), 300, 512));
        Assert.Equal(document.Sections.Count, highlights.Count);
    }

    [Fact]
    public void Highlights_are_descriptions_for_a_retriever()
    {
        var document = Stored.Entry(Text).Document;
        var structure = Structurization.Of(document, SectionHighlights.ByCentrality(document, 1));
        Assert.Equal("Title.\n**Mill**: Flour from the mill fed the village and its ferry crew.\n**Ferry**: The ferry crossed the sound.", StructureRenderer.ForRetrieval(structure));
    }
}
