using System.Diagnostics;
using System.Text.Json;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Cli.Tests;

/// <summary>A data folder of its own and the command line that works on it.</summary>
public sealed class CommandLine : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Data => _folder.PathOf("data");

    public string PathOf(params string[] parts) => _folder.PathOf(["files", .. parts]);

    public string Write(string name, string text) => _folder.Write(Path.Combine("files", name), text);

    /// <summary>Runs a command in this process.</summary>
    public async Task<Ran> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await LongRagCommand.RunAsync([.. arguments, "--data", Data], output, error);
        return new Ran(code, output.ToString(), error.ToString());
    }

    /// <summary>Runs a command that must succeed, with JSON output.</summary>
    public async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var ran = await RunAsync([.. arguments, "--output", "json"]);
        Assert.True(ran.ExitCode == 0, $"exit code {ran.ExitCode}: {ran.Error}");
        return JsonDocument.Parse(ran.Output).RootElement;
    }

    /// <summary>Starts a command as a process of its own, to be killed or timed.</summary>
    public Process Start(IReadOnlyDictionary<string, string>? environment = null, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(typeof(LongRagCommand).Assembly.Location);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.ArgumentList.Add("--data");
        start.ArgumentList.Add(Data);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    public void Dispose() => _folder.Dispose();
}

/// <summary>How a command ended.</summary>
public sealed record Ran(int ExitCode, string Output, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;
}
