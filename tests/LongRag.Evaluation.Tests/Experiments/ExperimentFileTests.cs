using LongRag.TestKit;
using Xunit;

namespace LongRag.Evaluation.Tests.Experiments;

public sealed class ExperimentFileTests : IDisposable
{
    private const string Whole = """
        {
          "about": "It \"works\".",
          "command": ["run", "--dataset", "shared/data/scifact"],
          "values": {
            "metrics.ndcg_cut_10": { "expected": 0.6789, "tolerance": 0.002, "measured": 0.67891, "source": "published" },
            "metrics.map": { "tolerance": 0 }
          },
          "notes": "None."
        }

        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_read_is_written_again_to_the_letter() =>
        Assert.Equal(Whole.ReplaceLineEndings("\n"), ExperimentFile.Write(ExperimentFile.Read(_folder.Write("x.json", Whole))));

    [Fact]
    public void The_expected_value_is_the_reference_and_else_the_last_measured_one()
    {
        Assert.True(new ExpectedValue("a", 0.002, Expected: 0.6789, Measured: 0.5, Source: null).Holds(0.6809));
        Assert.False(new ExpectedValue("a", 0.002, Expected: 0.6789, Measured: 0.5, Source: null).Holds(0.6810));
        Assert.True(new ExpectedValue("a", 0, Expected: null, Measured: 0.5, Source: null).Holds(0.5));
        Assert.False(new ExpectedValue("a", 1, Expected: null, Measured: null, Source: null).Holds(0.5));
    }

    [Theory]
    [InlineData("\"notes\": \"None.\"", "\"note\": \"None.\"", "the experiment has the unknown key 'note'; known are about, command, values, notes")]
    [InlineData("\"source\": \"published\"", "\"from\": \"here\"", "the value 'metrics.ndcg_cut_10' has the unknown key 'from'; known are expected, tolerance, measured, source")]
    [InlineData("\"tolerance\": 0.002, ", "", "the value 'metrics.ndcg_cut_10' has no tolerance")]
    [InlineData("\"tolerance\": 0.002", "\"tolerance\": -1", "the tolerance of 'metrics.ndcg_cut_10' is below 0")]
    [InlineData("\"expected\": 0.6789", "\"expected\": \"0.6789\"", "'expected' of 'metrics.ndcg_cut_10' is no number")]
    [InlineData("[\"run\"", "[\"experiment\"", "command must be the arguments of another command of longrag eval")]
    [InlineData("\"about\": \"It \\\"works\\\".\",", "", "'about' is missing or no string")]
    [InlineData("\"notes\": \"None.\"", "\"notes\": \"None.\",", "it is no JSON")]
    public void A_mistake_in_the_file_is_named(string part, string instead, string message)
    {
        var error = Assert.Throws<LongRagException>(() => ExperimentFile.Read(_folder.Write("x.json", Whole.Replace(part, instead, StringComparison.Ordinal))));
        Assert.Equal("bad_input", error.Code);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
