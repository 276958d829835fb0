using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using LongRag.TestKit;

namespace LongRag.Browser.Tests;

/// <summary><c>longrag serve</c> as a process of its own, on a free port of this machine, over a data folder of its own.</summary>
public sealed class ServingProcess : IAsyncDisposable
{
    private const string Listening = "listening on ";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<string> _log = new();

    private ServingProcess(IReadOnlyDictionary<string, string> environment)
    {
        var start = CommandLine("serve", "--urls", "http://127.0.0.1:0");
        foreach (var (name, value) in environment) start.Environment[name] = value;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.ErrorDataReceived += (_, e) => Read(e.Data);
        _process.OutputDataReceived += (_, _) => { };
        _process.Exited += (_, _) => _address.TrySetException(new InvalidOperationException($"The service ended:\n{Log}"));
    }

    public Uri Address => _address.Task.Result;

    public string Data => _folder.PathOf("data");

    public HttpClient Client { get; } = new() { Timeout = Patience };

    private string Log
    {
        get
        {
            lock (_log) return string.Join('\n', _log);
        }
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ServingProcess> StartAsync(IReadOnlyDictionary<string, string>? environment = null)
    {
        var serving = new ServingProcess(environment ?? new Dictionary<string, string>());
        serving._process.Start();
        serving._process.BeginErrorReadLine();
        serving._process.BeginOutputReadLine();
        serving.Client.BaseAddress = await serving._address.Task.WaitAsync(Patience, Cancellation);
        return serving;
    }

    /// <summary>Makes a collection that no other test knows; returns its name.</summary>
    public async Task<string> NewCollectionAsync()
    {
        var name = $"c{Guid.NewGuid():N}"[..12];
        using var made = await Client.PostAsJsonAsync("/v1/collections", new { name }, Cancellation);
        Assert.Equal(201, (int)made.StatusCode);
        return name;
    }

    /// <summary>Stores a file; returns the document's id when it can be found.</summary>
    public async Task<string> StoreAsync(string collection, string name, byte[] bytes)
    {
        using var file = new ByteArrayContent(bytes);
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var form = new MultipartFormDataContent { { file, "file", name } };
        using var taken = await Client.PostAsync($"/v1/collections/{collection}/documents", form, Cancellation);
        Assert.Equal(202, (int)taken.StatusCode);
        var accepted = await taken.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        JsonElement job;
        do job = await Client.GetFromJsonAsync<JsonElement>($"/v1/jobs/{accepted.GetProperty("job_id").GetString()}", Cancellation);
        while (job.GetProperty("status").GetString() is "queued" or "running");
        Assert.Equal("succeeded", job.GetProperty("status").GetString());
        return accepted.GetProperty("document_id").GetString()!;
    }

    /// <summary>Makes a key; returns its secret. The service asks for keys from then on.</summary>
    public async Task<string> NewKeyAsync(string right)
    {
        using var making = Process.Start(CommandLine("keys", "create", "--client", "browser", "--right", right))!;
        var error = making.StandardError.ReadToEndAsync(Cancellation);
        var secret = await making.StandardOutput.ReadToEndAsync(Cancellation);
        await making.WaitForExitAsync(Cancellation);
        Assert.True(making.ExitCode == 0, await error);
        return secret.Trim();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _folder.Dispose();
    }

    private ProcessStartInfo CommandLine(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "LongRag.Cli.dll"), .. arguments, "--data", Data]) start.ArgumentList.Add(argument);
        start.Environment["LongRag__Retrieval__Encoder"] = "none";
        return start;
    }

    private void Read(string? line)
    {
        if (line is null) return;
        lock (_log)
        {
            if (_log.Count == 200) _log.Dequeue();
            _log.Enqueue(line);
        }

        if (line.StartsWith(Listening, StringComparison.Ordinal)) _address.TrySetResult(new Uri(line[Listening.Length..].Trim()));
    }
}
