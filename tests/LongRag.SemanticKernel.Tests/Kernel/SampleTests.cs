using System.Diagnostics;
using LongRag.SemanticKernel.Tests.Client;
using LongRag.TestKit;
using LongRag.TestKit.Chat;
using Xunit;

namespace LongRag.SemanticKernel.Tests.Kernel;

/// <summary><c>samples/semantic-kernel</c> does what it says.</summary>
public sealed class SampleTests(RunningService service) : IClassFixture<RunningService>
{
    // Beside its own libraries: this test's folder has not all of them.
    private static string Program => Repository.PathOf("samples", "semantic-kernel", Path.GetRelativePath(Repository.PathOf("tests", "LongRag.SemanticKernel.Tests"), AppContext.BaseDirectory), "LongRag.Samples.SemanticKernel.dll");

    [Fact]
    public async Task It_searches_the_handbook_in_its_own_process()
    {
        var (code, output, error) = await RunAsync();
        Assert.True(code == 0, error);
        Assert.StartsWith("How much is paid for a standby day?\n\n1. Staff Handbook, ", output, StringComparison.Ordinal);
        Assert.Contains("We pay £46 for a standby day", output, StringComparison.Ordinal);
        Assert.Contains("succeeded: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_lets_a_chat_model_ask_a_service()
    {
        await using var model = new ScriptedChatServer(FunctionCallingTests.Calls("LongRag-search", """{"query":"lost key"}"""), ChatScript.Answer("Whoever loses it, says Keys."));
        var (code, output, error) = await RunAsync("Who pays for a lost key?", "--url", service.Address.ToString(), "--chat", model.Endpoint, "--model", "scripted");
        Assert.True(code == 0, error);
        Assert.Equal("Who pays for a lost key?\nWhoever loses it, says Keys.\n", output);
        Assert.Equal(service.KeysId, FunctionCallingTests.ToolMessage(model.Requests[1]).GetProperty("results")[0].GetProperty("document_id").GetString());
    }

    [Fact]
    public async Task It_says_what_is_wrong()
    {
        var (code, output, error) = await RunAsync("Who?", "--url", "http://127.0.0.1:1");
        Assert.Equal((1, "Who?\n"), (code, output));
        Assert.Contains("service_unreachable", error, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LongRag__Retrieval__Encoder"] = "none";
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, (await output).ReplaceLineEndings("\n"), await error);
    }
}
