using System.Net.Http.Json;
using System.Text.Json;
using LongRag.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LongRag.Api.Tests;

/// <summary>What a test changes of a service before it starts.</summary>
public sealed record ServiceSetup
{
    /// <summary>Settings below <c>LongRag</c>. Without any, no encoder is used.</summary>
    public Dictionary<string, string?> Settings { get; init; } = [];

    /// <summary>Limits.</summary>
    public ServerOptions Server { get; init; } = new();

    /// <summary>The data folder; null for one of the service's own.</summary>
    public string? DataPath { get; init; }

    /// <summary>Services of the test's own.</summary>
    public Action<IServiceCollection>? Services { get; init; }
}

/// <summary>The whole service on a free port of this machine, over a data folder of its own.</summary>
public sealed class RunningService : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly WebApplication _app;

    private RunningService(ServiceSetup setup)
    {
        DataPath = setup.DataPath ?? _folder.Path;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(30));
        builder.Services.AddLongRag(options =>
        {
            options.DataPath = DataPath;
            options.Settings["Retrieval:Encoder"] = "none";
            foreach (var (key, value) in setup.Settings) options.Settings[key] = value;
        });
        setup.Services?.Invoke(builder.Services);
        builder.Services.AddLongRagApi(setup.Server);
        _app = builder.Build();
        _app.MapLongRag();
    }

    public Uri Address { get; private set; } = null!;

    /// <summary>A client without a key.</summary>
    public HttpClient Client { get; private set; } = null!;

    public ILongRagService Service => _app.Services.GetRequiredService<ILongRagService>();

    public IServiceProvider Provider => _app.Services;

    public string DataPath { get; }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<RunningService> StartAsync(ServiceSetup? setup = null)
    {
        var running = new RunningService(setup ?? new ServiceSetup());
        await running._app.StartAsync(Cancellation);
        running.Address = new Uri(running._app.Urls.Single());
        running.Client = running.ClientOf(null);
        return running;
    }

    /// <summary>A client that gives a key.</summary>
    public HttpClient ClientOf(string? key)
    {
        var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(2) };
        if (key is not null) client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return client;
    }

    /// <summary>A new key's secret.</summary>
    public async Task<string> KeyAsync(AccessRight right, params string[]? collections) =>
        (await Service.Keys.CreateAsync(new NewApiKey { Client = Guid.NewGuid().ToString("N"), Right = right, Collections = collections }, Cancellation)).Secret;

    /// <summary>Stores a text by way of the API and waits until it can be found.</summary>
    public async Task<string> StoreAsync(string source, string text, string collection = "default", HttpClient? client = null)
    {
        client ??= Client;
        using var content = new StringContent(text, System.Text.Encoding.UTF8, "text/markdown");
        using var taken = await client.PostAsync($"/v1/collections/{collection}/documents?source={Uri.EscapeDataString(source)}", content, Cancellation);
        var body = await taken.JsonAsync(202);
        Assert.Equal("succeeded", (await EndOfJobAsync(body.GetProperty("job_id").GetString()!, client)).GetProperty("status").GetString());
        return body.GetProperty("document_id").GetString()!;
    }

    /// <summary>The job when it is over.</summary>
    public async Task<JsonElement> EndOfJobAsync(string id, HttpClient? client = null)
    {
        while (true)
        {
            var job = await (client ?? Client).GetFromJsonAsync<JsonElement>($"/v1/jobs/{id}", Cancellation);
            if (job.GetProperty("status").GetString() is not ("queued" or "running")) return job;
            await Task.Delay(20, Cancellation);
        }
    }

    public Task StopAsync() => _app.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
