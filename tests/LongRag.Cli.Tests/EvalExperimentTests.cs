using Xunit;

namespace LongRag.Cli.Tests;

public sealed class EvalExperimentTests : IDisposable
{
    private readonly EvaluationFolder _folder = new();

    public EvalExperimentTests() => _folder.WriteBeir();

    public void Dispose() => _folder.Dispose();

    private string WriteExperiment(string name, string value, string retriever = "bm25") => _folder.Write($"experiments/{name}", $$$"""
        {
          "about": "BM25 on a small set.",
          "command": ["run", "--dataset", "shared/set", "--retriever", "{{{retriever}}}", "-m", "recip_rank"],
          "values": {
            "metrics.recip_rank": {{{value}}}
          }
        }

        """);

    private Task<Ran> ExperimentAsync(params string[] arguments) => EvaluationFolder.EvalAsync(["experiment", .. arguments, "--shared", _folder.Path]);

    [Fact]
    public async Task What_is_measured_within_the_tolerance_holds()
    {
        var ran = await ExperimentAsync(WriteExperiment("a.json", """{ "expected": 0.7501, "tolerance": 0.001 }"""));
        Assert.Equal(0, ran.ExitCode);
        Assert.Contains("BM25 on a small set.", ran.Output, StringComparison.Ordinal);
        Assert.Contains("     metrics.recip_rank      0.7501      0.7500     -0.0001      0.0010  ok", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_differs_by_more_ends_with_exit_code_5()
    {
        var ran = await ExperimentAsync(WriteExperiment("a.json", """{ "expected": 0.76, "tolerance": 0.001 }"""));
        Assert.Equal(5, ran.ExitCode);
        Assert.Contains("0.7600      0.7500     -0.0100      0.0010  differs", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_runs_all_its_experiments_and_one_that_fails_does_not_stop_the_others()
    {
        WriteExperiment("a.json", """{ "expected": 0.75, "tolerance": 0 }""", retriever: "none");
        WriteExperiment("b.json", """{ "expected": 0.75, "tolerance": 0 }""");
        var ran = await ExperimentAsync(_folder.PathOf("experiments"), "--output", "json");
        Assert.Equal(5, ran.ExitCode);
        var experiments = ran.Json.GetProperty("experiments");
        Assert.Equal([(false, 2), (true, 0)], experiments.EnumerateArray().Select(e => (e.GetProperty("holds").GetBoolean(), e.GetProperty("exit_code").GetInt32())));
        Assert.Contains("There is no retriever 'none'", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Measured_values_are_written_back_on_request_and_are_then_the_reference()
    {
        var path = WriteExperiment("a.json", """{ "tolerance": 0 }""");
        Assert.Equal(ExitCode.Done, (await ExperimentAsync(path, "--update")).ExitCode);
        Assert.Contains("""  "metrics.recip_rank": { "tolerance": 0, "measured": 0.75 }""", await File.ReadAllTextAsync(path), StringComparison.Ordinal);
        Assert.Equal(0, (await ExperimentAsync(path)).ExitCode);
    }

    [Fact]
    public async Task A_value_that_the_command_does_not_give_differs()
    {
        var path = WriteExperiment("a.json", """{ "expected": 1, "tolerance": 9 }, "metrics.nothing": { "expected": 1, "tolerance": 9 }""");
        var ran = await ExperimentAsync(path, "-q");
        Assert.Equal(5, ran.ExitCode);
        Assert.Contains("metrics.nothing         1.0000           -           -      9.0000  differs", ran.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "expected": 1, "tolerence": 9 }""", 5, "unknown key 'tolerence'")]
    [InlineData(null, 4, "[not_found]")]
    public async Task A_mistake_is_named_before_anything_runs(string? value, int exitCode, string message)
    {
        if (value is not null) WriteExperiment("a.json", value);
        var ran = await ExperimentAsync(_folder.PathOf("experiments", "a.json"));
        Assert.Equal((exitCode, ""), (ran.ExitCode, ran.Output));
        Assert.Contains(message, ran.Error, StringComparison.Ordinal);
    }
}
