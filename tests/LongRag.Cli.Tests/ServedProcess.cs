using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Xunit;

namespace LongRag.Cli.Tests;

/// <summary><c>longrag serve</c> as a process of its own, on a free port.</summary>
internal sealed class ServedProcess : IDisposable
{
    private const string Announcement = "listening on ";

    private readonly Process _process;

    private ServedProcess(Process process, Uri address) => (_process, Client) = (process, new HttpClient { BaseAddress = address });

    public HttpClient Client { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Returns when it listens.</summary>
    public static async Task<ServedProcess> StartAsync(CommandLine cli, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var process = cli.Start(environment, arguments is ["--urls", ..] ? ["serve", .. arguments] : ["serve", "--urls", "http://127.0.0.1:0", .. arguments]);
        var said = new StringBuilder();
        while (await process.StandardError.ReadLineAsync(Cancellation) is { } line)
        {
            said.AppendLine(line);
            if (!line.StartsWith(Announcement, StringComparison.Ordinal)) continue;
            // What is said from now on is read, else the pipe fills and the process waits.
            _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
            _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            return new ServedProcess(process, new Uri(line[Announcement.Length..].Trim()));
        }

        throw new InvalidOperationException($"The service did not start:\n{said}");
    }

    /// <summary>Uploads a text as a file; returns the job.</summary>
    public async Task<string> UploadAsync(string source, string text)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes(text)), "file", source } };
        using var taken = await Client.PostAsync(new Uri("/v1/collections/default/documents", UriKind.Relative), form, Cancellation);
        var body = await taken.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.True((int)taken.StatusCode == 202, body.ToString());
        return body.GetProperty("job_id").GetString()!;
    }

    /// <summary>The job when it is over.</summary>
    public async Task<JsonElement> EndOfAsync(string job, Func<bool> goesOn)
    {
        while (true)
        {
            var state = await Client.GetFromJsonAsync<JsonElement>(new Uri($"/v1/jobs/{job}", UriKind.Relative), Cancellation);
            if (state.GetProperty("finished_at").ValueKind != JsonValueKind.Null) return state;
            Assert.True(goesOn(), $"The job does not end: {state}");
            await Task.Delay(50, Cancellation);
        }
    }

    public async Task<JsonElement[]> SearchAsync(string query)
    {
        using var answer = await Client.PostAsJsonAsync(new Uri("/v1/search", UriKind.Relative), new { query }, Cancellation);
        return [.. (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("results").EnumerateArray()];
    }

    /// <summary>Kills it at once, as kill -9 does.</summary>
    public void Kill()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    /// <summary>Tells it to stop, as a service manager does, and waits for its end.</summary>
    public async Task StopAsync()
    {
        using var told = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync(Cancellation);
        Assert.Equal(0, _process.ExitCode);
    }

    public void Dispose()
    {
        Client.Dispose();
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }
}
