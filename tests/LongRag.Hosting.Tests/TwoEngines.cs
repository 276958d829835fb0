using LongRag.TestKit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace LongRag.Hosting.Tests;

/// <summary>Engines with data folders of their own over one PostgreSQL schema, which is dropped afterwards.</summary>
public sealed class TwoEngines : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _connection = Requires.Postgres();

    /// <summary>The schema.</summary>
    public string Schema { get; } = "engines_" + Guid.NewGuid().ToString("N");

    internal Settings SettingsOf()
    {
        var options = new LongRagOptions { DataPath = _folder.Path };
        options.Settings["Retrieval:Encoder"] = "none";
        options.Settings["Storage"] = "postgres";
        options.Settings["Postgres:ConnectionString"] = _connection + ";Maximum Pool Size=10";
        options.Settings["Postgres:Schema"] = Schema;
        return options.Read();
    }

    internal string Folder(string name) => _folder.PathOf(name);

    internal Task<LongRagEngine> OpenAsync(string name, bool runsJobs = true, ILogger? log = null) =>
        LongRagEngine.OpenAsync(new EngineOptions(SettingsOf(), Folder(name)) { RunsJobs = runsJobs, Log = log ?? NullLogger.Instance }, TestContext.Current.CancellationToken);

    /// <summary>The server's numbers of the sessions that have the lock of the schema, or wait for it.</summary>
    public async Task<int[]> HoldersAsync(bool granted = true) =>
        (int[])(await ScalarAsync($"SELECT coalesce(array_agg(pid), '{{}}') FROM pg_locks WHERE locktype = 'advisory' AND classid = {0x4C52454E} AND objid = hashtext('{Schema}')::oid AND granted = {granted}"))!;

    /// <summary>Ends the session that has the lock, as a server does that restarts.</summary>
    public async Task EndHolderAsync() => Assert.Equal(true, await ScalarAsync($"SELECT pg_terminate_backend({Assert.Single(await HoldersAsync())}, 10000)"));

    /// <summary>A session of somebody else's.</summary>
    public async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(_connection + ";Pooling=False;Application Name=somebody else");
        await connection.OpenAsync(CancellationToken.None);
        return connection;
    }

    public async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await ScalarAsync($"DROP SCHEMA IF EXISTS {Schema} CASCADE");
        _folder.Dispose();
    }
}
