using LongRag.TestKit;
using Npgsql;

namespace LongRag.Storage.Tests;

/// <summary>A schema of its own for one test.</summary>
internal sealed class TestSchema
{
    private readonly string _connection = Requires.Postgres() + ";Maximum Pool Size=10";

    public string Name { get; } = "t_" + Guid.NewGuid().ToString("N");

    public PostgresOptions Options => new() { ConnectionString = _connection, Schema = Name };

    public async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = new NpgsqlConnection($"{_connection};Search Path={Name};Pooling=False");
        await connection.OpenAsync(CancellationToken.None);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(CancellationToken.None);
    }

    public Task DropAsync() => ScalarAsync($"DROP SCHEMA IF EXISTS {Name} CASCADE");
}
