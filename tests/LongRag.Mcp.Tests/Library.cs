using LongRag.Hosting;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Mcp.Tests;

/// <summary>A real LongRag with a collection that everybody may see and one that only some may.</summary>
public sealed class Library : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private LocalLongRag? _local;

    public ILongRag Rag => _local!.LongRag;

    public string KeysId { get; private set; } = "";

    /// <summary>The library as somebody sees it who may only read, and only there.</summary>
    public ILongRag ReaderOf(string collection) => _local!.Service.For(new Principal("reader", AccessRight.Read, new HashSet<string>(StringComparer.Ordinal) { collection }));

    public async ValueTask InitializeAsync()
    {
        _local = await LocalLongRag.OpenAsync(options =>
        {
            options.DataPath = _folder.PathOf("data");
            options.Settings["Retrieval:Encoder"] = "none";
        });
        KeysId = (await Rag.SaveTextAsync(new SaveTextRequest { Text = "# Schlüssel\n\nWhoever loses a key pays 40 euros.", Source = "keys.md" })).DocumentId;
        await _local.LongRag.CreateCollectionAsync(new CollectionChange("secrets", null, null));
        await Rag.SaveTextAsync(new SaveTextRequest { Text = "# Vault\n\nThe key of the vault lies under the clock.", Source = "vault.md", Collection = "secrets" });
    }

    public async ValueTask DisposeAsync()
    {
        if (_local is not null) await _local.DisposeAsync();
        _folder.Dispose();
    }
}
