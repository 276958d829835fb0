using LongRag.TestKit;
using Xunit;

namespace LongRag.Storage.Tests;

public sealed class SqliteKeyStoreTests : KeyStoreConformance
{
    private readonly TemporaryFolder _folder = new();

    private string Database => _folder.PathOf("data", "service.db");

    protected override async Task<IKeyStore> OpenAsync() => await KeyStore.OpenAsync(Database, Clock, TestContext.Current.CancellationToken);

    protected override Task RemoveAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>The files themselves: what was deleted or overwritten may still stand in them.</summary>
    protected override async Task<string> DumpAsync()
    {
        var text = "";
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(Database)!))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            text += await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        }

        return text;
    }
}

public sealed class PostgresKeyStoreTests : KeyStoreConformance
{
    private readonly TestSchema _schema = new();

    protected override async Task<IKeyStore> OpenAsync() => await KeyStore.OpenAsync(_schema.Options, Clock, TestContext.Current.CancellationToken);

    protected override Task RemoveAsync() => _schema.DropAsync();

    protected override async Task<string> DumpAsync() => (string)(await _schema.ScalarAsync("SELECT string_agg(k::text, ' ') FROM api_keys k"))!;
}
