using CsCheck;
using LongRag.Generator.Chat;
using LongRag.Generator.Tests.Extractive;
using Xunit;

namespace LongRag.Generator.Tests.Chat;

public sealed class ChatGeneratorPropertyTests
{
    private static readonly string[] Passages = ["The Halm bridge was opened in May 1931. It is 412 metres long. \"Nobody fell,\" said Ingrid Solheim.", "Die Fähre fuhr jede Stunde. Sie nahm neunzig Gäste mit.", "| year | boats |\n| --- | --- |\n| 1931 | 4 |\n"];

    private static readonly string[] Parts =
    [
        "[1]", "[2]", "[9]", "[", "]", "(", ")", "(1)", "[1-", "3]", "[1, 2]", "【1】", "\"", "“", "”", "„", "«", "»", "'", "‘", "’", "‚", "‹", "›", "the boats’ ", "‘90s", ".", ". ", "\n", "\n\n", "- ", "1. ", " ", "NO ANSWER", ": ", "Answer:", "<think>", "</think>", "```", "`", "**",
        "The Halm bridge was opened in May 1931", "It is 412 metres long", "Nobody fell", "Sie nahm neunzig Gäste mit", "1931", "4", "dragon", "und die der das ist nicht", "мост", "橋", "\ud83d", "\ude00", "\ufffd", "\u0000", "\u001b[31m", "x", "[99999999999]", "I don't know", "…",
    ];

    [Fact]
    public async Task Whatever_a_model_writes_what_comes_out_is_verified_or_no_answer_and_nothing_is_thrown()
    {
        var pieces = Gen.OneOf(Gen.Int[0, Parts.Length - 1].Select(i => Parts[i]), Gen.String[0, 12]).Array[0, 60];
        await Gen.Select(pieces, Gen.Enum<AnswerMode>()).SampleAsync(CheckAsync, iter: 1500);
    }

    private static async Task CheckAsync(string[] written, AnswerMode mode)
    {
        var answer = await TinyCorpus.AskAsync(new ChatGenerator(ScriptedModel.Of(written).Model(), new ChatGeneratorOptions { Mode = mode }), new Query { Text = "When was the Halm bridge opened?" }, Passages);
        Assert.All(answer.Citations, citation => Assert.True(citation.Verified));
        if (answer.NoAnswerReason is not null)
        {
            Assert.Equal("", answer.Text);
            return;
        }

        Assert.NotEmpty(answer.Citations);
        foreach (var citation in answer.Citations)
        {
            Assert.Contains(Passages, passage => citation.Span.End <= passage.Length && citation.Span.Of(passage) == citation.Quote);
            Assert.Contains($"[{citation.Id}]", answer.Text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain('\u0000', answer.Text);
        Assert.DoesNotContain('\u001b', answer.Text);
    }
}
