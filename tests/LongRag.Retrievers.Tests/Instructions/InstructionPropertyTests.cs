using System.Diagnostics;
using CsCheck;
using LongRag.Retrievers.Instructions;
using Xunit;

namespace LongRag.Retrievers.Tests.Instructions;

public sealed class InstructionPropertyTests
{
    private static readonly string[] Words =
    [
        "documents", "stories", "Canada", "wheat", "steel", "price", "not", "relevant", "irrelevant", "are", "is", "must", "should", "only", "if", "unless", "except", "without", "other", "than", "but", "and", "or",
        "nor", "neither", "no", "exclude", "that", "mention", "be", "all", ",", ";", ":", ".", "\n- ", "(", ")", "\"", "don't", "as well as", "even", "of interest", "I", "want", "の", "🙂", "\u0301", "\ud83d",
    ];

    private static readonly Gen<string> Instructions = Gen.Int[0, Words.Length - 1].Select(i => Words[i]).List[0, 60].Select(words => string.Join(' ', words));

    [Fact]
    public void Parts_are_spans_of_the_instruction_and_never_overlap() => Gen.OneOf<string>(Instructions, Gen.String[0, 200]).Sample(instruction =>
    {
        var parts = InstructionReader.Read(instruction);
        var all = parts.Wanted.Concat(parts.Excluded).OrderBy(part => part.Span.Start).ToList();
        Assert.All(all, part =>
        {
            Assert.False(part.Span.IsEmpty);
            Assert.Equal(part.Span.Of(instruction), part.Text);
        });
        Assert.All(all.Zip(all.Skip(1)), pair => Assert.True(pair.First.Span.End <= pair.Second.Span.Start));
        Assert.All(parts.Wanted, part => Assert.True(part.Rule < InstructionRule.NotRelevant));
        Assert.All(parts.Excluded, part => Assert.True(part.Rule >= InstructionRule.NotRelevant));
        Assert.Equal(parts.Notes.Count, parts.Notes.DistinctBy(note => note.Code).Count());
    }, iter: 20_000);

    [Fact]
    public void The_longest_instruction_takes_a_bounded_time() => Instructions.List[1, 5].Sample(pieces =>
    {
        var unit = string.Join(' ', pieces) + ' ';
        var instruction = string.Concat(Enumerable.Repeat(unit, (1_000_000 / unit.Length) + 1));
        var clock = Stopwatch.StartNew();
        InstructionReader.Read(instruction);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"{clock.Elapsed} for '{unit}'");
    }, iter: 30, threads: 1);
}
