using System.IO.Compression;
using System.Text.Json;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Ingest.Tests.Structure.Model;

public sealed class RangeAnswerTests
{
    private const string Alphabet = "Scope: Aspects:\n- AspectName: a\n  SentenceRange: {start: 1, end: 2}\n[],{}&*!|>'\"#%@`\t 0123456789-?:é€😀";

    [Fact]
    public void Golden_answers_are_judged_and_read_as_the_authors_do()
    {
        var goldens = Goldens().ToList();
        Assert.Equal(goldens[0].GetProperty("input_lines").GetString(), NumberedSentences.Lines(goldens[0].GetProperty("sentences").EnumerateArray().Select(s => s.GetString()!)));
        var cases = goldens.Skip(1).ToList();
        foreach (var golden in cases)
        {
            var name = golden.GetProperty("case").GetString();
            var answer = RangeAnswer.Parse(golden.GetProperty("response").GetString()!, 10);
            if (!golden.GetProperty("valid").GetBoolean())
            {
                var error = golden.GetProperty("error").GetString()!;
                // The authors' code crashes over an empty list; ours calls it invalid.
                Assert.Equal((name, error.StartsWith("exception", StringComparison.Ordinal) ? "result_aspect" : error), (name, answer.Error));
                Assert.Null(answer.Structure);
                continue;
            }

            Assert.Equal((name, golden.GetProperty("scope").GetString()), (name, answer.Structure?.Scope));
            Assert.Equal((name, Print(golden.GetProperty("aspects"))), (name, Print(answer.Structure!.Aspects)));
        }

        Assert.Equal(29, cases.Count);
    }

    [Fact]
    public void What_was_widened_or_dropped_counts_as_repaired()
    {
        const string Plain = "```yaml\nScope: S\nAspects:\n- AspectName: A\n  SentenceRange: {start: 1, end: 3}\n```";
        Assert.False(RangeAnswer.Parse(Plain, 3).IsRepaired);
        Assert.True(RangeAnswer.Parse(Plain.Replace("A\n", "References\n", StringComparison.Ordinal), 5).IsRepaired);
        var single = RangeAnswer.Parse(Plain.Replace("\n```", "\n  SubAspects:\n  - AspectName: b\n    SentenceRange: [2, 2]\n```", StringComparison.Ordinal), 3);
        Assert.True(single.IsRepaired);
        Assert.Empty(single.Structure!.Aspects[0].Aspects);
    }

    [Theory]
    [InlineData("Scope: &a S\nAspects:\n- AspectName: *a\n  SentenceRange: [1, 2]")]
    [InlineData("a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]")]
    [InlineData("Scope: !!python/object/apply:os.system [ls]\nAspects: []")]
    [InlineData("Scope: !System.Diagnostics.Process x\nAspects:\n- AspectName: a\n  SentenceRange: [1, 2]")]
    [InlineData("<<: *x")]
    [InlineData("Scope: S\n---\nScope: T")]
    [InlineData("Scope: \"S")]
    [InlineData("? [a, b]\n: c")]
    public void Aliases_tags_and_broken_documents_are_no_answer(string yaml) => Assert.Equal("format_yaml", RangeAnswer.Parse($"```yaml\n{yaml}\n```", 2).Error);

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    [InlineData('-')]
    public void Depth_is_limited(char open) => Assert.NotNull(RangeAnswer.Parse("```yaml\n" + string.Concat(Enumerable.Repeat(open == '-' ? "- " : open.ToString(), 100_000)) + "\n```", 2).Error);

    [Fact]
    public void Length_is_limited()
    {
        Assert.Equal("format_yaml", RangeAnswer.Parse("```yaml\nScope: " + new string('x', 10_000_000) + "\n```", 2).Error);
        Assert.Equal("format_yaml", RangeAnswer.Parse("```yaml\n" + string.Concat(Enumerable.Repeat("a: 1\n", 40_000)) + "```", 2).Error);
    }

    [Fact]
    public void Deep_points_are_cut_off_by_the_depth_of_yaml()
    {
        var yaml = "Scope: S\nAspects:\n";
        for (var depth = 0; depth < 30; depth++)
        {
            var indent = new string(' ', depth * 2);
            yaml += $"{indent}- AspectName: a\n{indent}  SentenceRange: [1, 9]\n{indent}  SubAspects:\n";
        }

        Assert.Equal("format_yaml", RangeAnswer.Parse($"```yaml\n{yaml}```", 9).Error);
    }

    [Theory]
    [InlineData("99999999999999999999", "result_aspect")]
    [InlineData("2147483648", "result_aspect")]
    [InlineData("1.0", "result_aspect")]
    [InlineData("true", "result_aspect")]
    [InlineData("~", "result_aspect")]
    [InlineData("0x2", "result_aspect")]
    [InlineData("3", "range_end")]
    public void Only_whole_numbers_that_fit_are_ranges(string end, string error) => Assert.Equal(error, RangeAnswer.Parse($"```yaml\nScope: S\nAspects:\n- AspectName: A\n  SentenceRange: {{start: 1, end: {end}}}\n```", 2).Error);

    [Theory]
    [InlineData("[2, 3]", null)]
    [InlineData("[3, 2]", "result_aspect")]
    [InlineData("[1, 1000000000]", "range_end")]
    [InlineData("[-1000000000, 3]", "range_start")]
    [InlineData("[٢, ٣]", "result_aspect")]
    [InlineData("[２, ３]", "result_aspect")]
    [InlineData("[]", "result_aspect")]
    [InlineData("[2, [3]]", "result_aspect")]
    public void Finer_points_far_outside_make_the_answer_invalid(string range, string? error) =>
        Assert.Equal(error, RangeAnswer.Parse($"```yaml\nScope: S\nAspects:\n- AspectName: A\n  SentenceRange: [1, 4]\n  SubAspects:\n  - AspectName: b\n    SentenceRange: {range}\n```", 4).Error);

    [Fact]
    public void Names_become_one_clean_line()
    {
        var answer = RangeAnswer.Parse("```yaml\nScope: |\n  one\n  two\u0007\nAspects:\n- AspectName: \"a\\tb\\0 \\uD800c\"\n  SentenceRange: [1, 2]\n- AspectName: 1984\n  SentenceRange: [3, 4]\n```", 4);
        // A half surrogate pair is no YAML for the parser, or none for us: either way it never reaches a name.
        if (answer.Structure is { } structure) Assert.Equal(["one two", "a b c", "1984"], [structure.Scope, .. structure.Aspects.Select(a => a.Name)]);
        Assert.Equal("x y", NameText.Of(" x\n\t y\u0000\ud800 "));
        Assert.Null(NameText.Of("\u0000 \n"));
        Assert.Equal("abc", NameText.Of("\u202ea\u2066b\u200bc\ufeff"));
        Assert.Equal("می\u200cخواهم", NameText.Of("می\u200cخواهم"));
        Assert.Null(NameText.Of("\u200d\u200b\U000E0041"));
        Assert.Equal(200, NameText.Of(new string('n', 5000))!.Length);
    }

    [Fact]
    public void Twenty_thousand_hostile_answers_give_a_tiling_or_a_named_error()
    {
        var random = new Random(7);
        var valid = Goldens().Skip(1).Select(g => g.GetProperty("response").GetString()!).ToArray();
        for (var i = 0; i < 20_000; i++)
        {
            var response = Mutant(random, valid[random.Next(valid.Length)]);
            var answer = RangeAnswer.Parse(response, 10);
            if (answer.Structure is { } structure) Assert.True(RangeAnswer.Tiles(structure, 10), response);
            else Assert.Matches("^(result|format|range)_[a-z]+", answer.Error);
        }
    }

    private static string Mutant(Random random, string text)
    {
        for (var edits = random.Next(1, 8); edits > 0; edits--)
        {
            var (at, length) = (random.Next(text.Length + 1), random.Next(0, 12));
            var piece = random.Next(4) switch
            {
                0 => Alphabet.Substring(random.Next(Alphabet.Length - 1), 1),
                1 => Alphabet[random.Next(Alphabet.Length)..],
                2 => text[at..Math.Min(text.Length, at + length * 4)],
                _ => "",
            };
            text = string.Concat(text.AsSpan(0, at), piece, text.AsSpan(Math.Min(text.Length, at + (random.Next(2) == 0 ? length : 0))));
        }

        return text;
    }

    private static IEnumerable<JsonElement> Goldens()
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Requires.Shared("golden", "seeds", "structurization", "v2.jsonl.gz")), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line) yield return JsonDocument.Parse(line).RootElement;
    }

    private static string Print(JsonElement aspects) => string.Concat(aspects.EnumerateArray().Select(a => $"({a.GetProperty("name").GetString()} {a.GetProperty("range")[0]}-{a.GetProperty("range")[1]}{Print(a.GetProperty("sub"))})"));

    private static string Print(IEnumerable<RangeAspect> aspects) => string.Concat(aspects.Select(a => $"({a.Name} {a.Start}-{a.End}{Print(a.Aspects)})"));
}
