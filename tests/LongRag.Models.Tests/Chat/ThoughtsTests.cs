using LongRag.Models.Chat;
using Xunit;

namespace LongRag.Models.Tests.Chat;

public sealed class ThoughtsTests
{
    [Theory]
    [InlineData("Plain.", "Plain.")]
    [InlineData("<think>Hm.</think>So.", "So.")]
    [InlineData(" \n<THINK>\nHm.\n</Think>\n\nSo.", "\n\nSo.")]
    [InlineData("Hm.</think>So.", "So.")]
    [InlineData("<think>a</think><think>b</think>So.", "So.")]
    [InlineData("<think>Hm.", "")]
    [InlineData("a <think> b", "a <think> b")]
    [InlineData("<thin", "<thin")]
    [InlineData("", "")]
    public void A_whole_answer_is_what_stands_behind_its_thoughts(string written, string answer) => Assert.Equal(answer, Thoughts.Without(written));
}
