namespace LongRag.Api.Tests;

/// <summary>A service without keys over two small documents, shared by tests that only read.</summary>
public sealed class HandbookFixture : IAsyncLifetime
{
    public const string Ferries = "# Ferries\n\nThe master alone may cancel a sailing. A cancelled sailing is announced on channel 16.\n\n## Keys\n\nA lost key costs 25 euros.\n";
    /// <summary>As it is stored: Markdown's marks are no text.</summary>
    public const string FerriesText = "Ferries\n\nThe master alone may cancel a sailing. A cancelled sailing is announced on channel 16.\n\nKeys\n\nA lost key costs 25 euros.";

    public const string Buses = "# Buses\n\nBuses run every hour between the harbour and the station.\n";

    public RunningService Running { get; private set; } = null!;

    public HttpClient Client => Running.Client;

    public string FerriesId { get; private set; } = "";

    public string BusesId { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Running = await RunningService.StartAsync();
        FerriesId = await Running.StoreAsync("ferries.md", Ferries);
        BusesId = await Running.StoreAsync("buses.md", Buses);
    }

    public async ValueTask DisposeAsync() => await Running.DisposeAsync();
}
