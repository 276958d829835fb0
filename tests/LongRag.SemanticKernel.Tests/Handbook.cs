using System.Text.Json;
using LongRag.Hosting;
using LongRag.TestKit;
using Xunit;

namespace LongRag.SemanticKernel.Tests;

/// <summary>A real LongRag with three small documents in it, opened once for the tests that only read.</summary>
public sealed class Handbook : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private LocalLongRag? _local;

    public const string KeysText = """
        # Keys

        ## Lost keys

        Whoever loses a key pays 40 euros for a new lock. The warden orders it within two days.

        ## Spare keys

        Spare keys hang in the office behind the stairs.
        """;

    public const string LeaveText = """
        # Leave

        Every employee has 28 days of leave a year. Leave that is not taken by March is lost.
        """;

    public ILongRag Rag => _local!.LongRag;

    public string KeysId { get; private set; } = "";

    public string LeaveId { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _local = await LocalLongRag.OpenAsync(options =>
        {
            options.DataPath = _folder.PathOf("data");
            options.Settings["Retrieval:Encoder"] = "none";
        });
        KeysId = (await Rag.SaveTextAsync(new SaveTextRequest { Text = KeysText, Source = "keys.md", Metadata = Metadata("""{"year":2021,"author":"Jane Roe"}"""), Tags = ["house"] })).DocumentId;
        LeaveId = (await Rag.SaveTextAsync(new SaveTextRequest { Text = LeaveText, Source = "leave.md", Metadata = Metadata("""{"year":2023}"""), Tags = ["staff", "draft"] })).DocumentId;
        await Rag.SaveTextAsync(new SaveTextRequest { Text = "# Bells\n\nThe bell rings at noon, and keys of the tower are with the sexton.", Source = "bells.md" });
    }

    public async ValueTask DisposeAsync()
    {
        if (_local is not null) await _local.DisposeAsync();
        _folder.Dispose();
    }

    public static IReadOnlyDictionary<string, JsonElement> Metadata(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.EnumerateObject().ToDictionary(m => m.Name, m => m.Value.Clone(), StringComparer.Ordinal);
    }
}
