using System.Text;
using LongRag.Browser.Tests;
using LongRag.TestKit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(Site))]
// One browser, and two cores on the machines that run all suites at once.
[assembly: Parallelization(Mode = ParallelMode.None)]

namespace LongRag.Browser.Tests;

/// <summary>A browser and a service with the sample handbook in it, for all tests. Both are started for the first test that needs them.</summary>
public sealed class Site : IAsyncLifetime
{
    /// <summary>The collection of the handbook; tests only read it.</summary>
    public const string Handbook = "handbook";

    private const float Patience = 60_000;
    private Task? _start;
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private ServingProcess? _serving;

    public ServingProcess Serving => _serving!;

    /// <summary>Id of the operations manual.</summary>
    public string Manual { get; private set; } = "";

    public static byte[] HandbookFile(string name) => File.ReadAllBytes(Repository.PathOf("samples", "handbook", name));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Starts what is needed; skips the test where there is no browser.</summary>
    public Task StartAsync()
    {
        var chromium = Requires.Chromium();
        return _start ??= StartOnceAsync(chromium);
    }

    private async Task StartOnceAsync(string chromium)
    {
        _serving = await ServingProcess.StartAsync();
        using (var made = await _serving.Client.PostAsync("/v1/collections", new StringContent($$"""{"name":"{{Handbook}}"}""", Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken))
            Assert.Equal(201, (int)made.StatusCode);
        Manual = await _serving.StoreAsync(Handbook, "operations-manual.md", HandbookFile("operations-manual.md"));
        await _serving.StoreAsync(Handbook, "staff-handbook.pdf", HandbookFile("staff-handbook.pdf"));
        _playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(Patience);
        // The sandbox needs rights that a container does not give; only this machine's service is visited.
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox"] });
    }

    /// <summary>Opens the page, does something with it, and makes sure that it reported no error and asked nobody but its own service.</summary>
    /// <param name="visit">What is done.</param>
    /// <param name="setup">How the page is opened.</param>
    public async Task VisitAsync(Func<IPage, Task> visit, Visit? setup = null)
    {
        await StartAsync();
        setup ??= new Visit();
        var address = (setup.Serving ?? Serving).Address;
        await using var context = await _browser!.NewContextAsync(setup.Context);
        context.SetDefaultTimeout(Patience);
        var page = await context.NewPageAsync();
        var incidents = Watch(page, address, setup);
        try
        {
            await page.GotoAsync(address + setup.Hash);
            await visit(page);
        }
        catch
        {
            await page.ScreenshotAsync(new() { Path = Pictures.PathOf($"failed-{TestContext.Current.TestMethod?.MethodName}") });
            throw;
        }

        Assert.Empty(incidents);
    }

    private static List<string> Watch(IPage page, Uri address, Visit setup)
    {
        List<string> incidents = [];
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && setup.Expected?.Any(expected => message.Text.Contains(expected, StringComparison.Ordinal)) != true) incidents.Add($"console: {message.Text}");
        };
        page.PageError += (_, error) => incidents.Add($"exception: {error}");
        page.Dialog += (_, dialog) =>
        {
            incidents.Add($"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(address.AbsoluteUri, StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal)) incidents.Add($"request: {request.Url}");
        };
        return incidents;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_serving is not null) await _serving.DisposeAsync();
    }
}

/// <summary>How a page is opened.</summary>
public sealed record Visit
{
    /// <summary>The service; null for the shared one.</summary>
    public ServingProcess? Serving { get; init; }

    /// <summary>What stands behind the address.</summary>
    public string Hash { get; init; } = "";

    /// <summary>Parts of messages that the browser may log, such as the status of a refusal that the test wants.</summary>
    public IReadOnlyList<string>? Expected { get; init; }

    /// <summary>Size of the window, colours and so on.</summary>
    public BrowserNewContextOptions Context { get; init; } = new() { ViewportSize = new() { Width = 1280, Height = 800 }, ColorScheme = ColorScheme.Light };
}

/// <summary>What the tests saw, for people to look at: <c>artifacts/screenshots</c>.</summary>
internal static class Pictures
{
    public static string PathOf(string name) => Repository.PathOf("artifacts", "screenshots", $"{name}.png");

    public static Task TakeAsync(this IPage page, string name) => page.ScreenshotAsync(new() { Path = PathOf(name) });
}
