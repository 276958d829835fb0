using LongRag.Rankers.Work;
using Xunit;

namespace LongRag.Rankers.Tests.Work;

public sealed class CandidateTests
{
    [Theory]
    [InlineData("one  two\nthree", 3, 2, "one two")]
    [InlineData("東京の 朝。", 5, 3, "東京の")]
    [InlineData("東京の 朝。", 5, 4, "東京の 朝")]
    [InlineData("ที่นี่", 2, 1, "ที่")]
    [InlineData("𠮷野家", 3, 1, "𠮷")]
    [InlineData("ab東c d", 3, 2, "ab東c")]
    [InlineData("x", 1, 0, "")]
    [InlineData("x", 1, 9, "x")]
    [InlineData("", 0, 5, "")]
    [InlineData("0123456789012345678901234567890123456789 end", 3, 1, "01234567890123456789012345678901")]
    [InlineData("01234567890123456789012345678901 end", 2, 1, "01234567890123456789012345678901")]
    public void Words_end_at_blanks_after_characters_of_scripts_without_them_and_after_32(string text, int words, int most, string shown)
    {
        var candidate = new Candidate("", text);
        Assert.Equal((words, shown), (candidate.Words, candidate.Text(most)));
        Assert.Equal(Candidate.Plain(text), candidate.Text(words));
    }
}
