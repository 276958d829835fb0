using System.Text.Json;
using LongRag.Storage;
using LongRag.TestKit;
using Npgsql;
using Xunit;

namespace LongRag.Cli.Tests;

public sealed class KeysTests : IDisposable
{
    private readonly CommandLine _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_new_key_stands_alone_on_standard_output_and_opens_what_it_names()
    {
        var ran = await _cli.RunAsync("keys", "create", "--client", "ci@home", "--right", "write", "--collections", "docs,notes", "--collections", "docs", "--requests-per-minute", "60", "--concurrent", "2");
        Assert.Equal(0, ran.ExitCode);
        Assert.Matches("^lr_[0-9a-f]{16}_[0-9a-f]{64}\n$", ran.Output.ReplaceLineEndings("\n"));
        var secret = ran.Output.Trim();
        Assert.Contains("It is shown only now", ran.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, ran.Error, StringComparison.Ordinal);

        await using var keys = await KeyStore.OpenAsync(DataFolder.At(_cli.Data).Service, cancellationToken: TestContext.Current.CancellationToken);
        var key = (await keys.FindAsync(secret, TestContext.Current.CancellationToken))!;
        Assert.Equal(("ci@home", AccessRight.Write, null, 60, 2), (key.Settings.Client, key.Settings.Right, key.Settings.ExpiresAt, key.Settings.RequestsPerMinute, key.Settings.ConcurrentRequests));
        Assert.Equal(["docs", "notes"], key.Settings.Collections);
    }

    [Fact]
    public async Task A_quiet_run_prints_the_key_and_nothing_else()
    {
        var ran = await _cli.RunAsync("keys", "create", "--client", "a", "--quiet");
        Assert.Equal((0, ""), (ran.ExitCode, ran.Error));
        Assert.StartsWith("lr_", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_json_a_key_is_shown_with_its_secret_once_and_listed_without()
    {
        var made = await _cli.JsonAsync("keys", "create", "--client", "a", "--expires", "30");
        var secret = made.GetProperty("key").GetString()!;
        Assert.Equal(("a", "read", "live", JsonValueKind.Null), (Text(made, "client"), Text(made, "right"), Text(made, "state"), made.GetProperty("collections").ValueKind));
        Assert.InRange(made.GetProperty("created_at").GetDateTimeOffset().AddDays(30) - made.GetProperty("expires_at").GetDateTimeOffset(), TimeSpan.Zero, TimeSpan.FromMinutes(5));
        Assert.Equal(secret.Split('_')[1], Text(made, "id"));

        var listed = await _cli.JsonAsync("keys", "list");
        Assert.Equal(Text(made, "id"), Text(Assert.Single(listed.EnumerateArray()), "id"));
        Assert.DoesNotContain(secret[^64..], listed.GetRawText(), StringComparison.Ordinal);
        Assert.False(listed[0].TryGetProperty("key", out _));
    }

    [Fact]
    public async Task A_third_live_key_of_a_client_is_refused_until_one_is_revoked()
    {
        var first = await _cli.JsonAsync("keys", "create", "--client", "a");
        await _cli.JsonAsync("keys", "create", "--client", "a");
        var refused = await _cli.RunAsync("keys", "create", "--client", "a");
        Assert.Equal((6, ""), (refused.ExitCode, refused.Output));
        Assert.Contains("[too_many_keys]", refused.Error, StringComparison.Ordinal);

        Assert.Equal("revoked", Text(await _cli.JsonAsync("keys", "revoke", Text(first, "id")), "state"));
        await _cli.JsonAsync("keys", "create", "--client", "a");
        Assert.Equal(["revoked", "live", "live"], (await _cli.JsonAsync("keys", "list")).EnumerateArray().Select(k => Text(k, "state")));
    }

    [Fact]
    public async Task Revoking_tells_whose_key_it_was_and_works_beside_a_process_that_writes()
    {
        using var running = DataFolder.At(_cli.Data).LockForWriting();
        var id = Text(await _cli.JsonAsync("keys", "create", "--client", "a"), "id");
        var ran = await _cli.RunAsync("keys", "revoke", id);
        Assert.Equal((0, "", $"Revoked key {id} of 'a'."), (ran.ExitCode, ran.Output, ran.Error.Trim()));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("'; DROP TABLE api_keys; --")]
    public async Task A_key_that_does_not_exist_is_named(string id)
    {
        foreach (var _ in (int[])[1, 2])
        {
            var ran = await _cli.RunAsync("keys", "revoke", id);
            Assert.Equal(4, ran.ExitCode);
            Assert.Contains("[no_such_key]", ran.Error, StringComparison.Ordinal);
            await _cli.RunAsync("keys", "create", "--client", "a");
        }
    }

    [Fact]
    public async Task A_list_of_no_keys_creates_nothing()
    {
        var ran = await _cli.RunAsync("keys", "list");
        Assert.Equal((0, "", "There are no keys: longrag keys create --client NAME"), (ran.ExitCode, ran.Output, ran.Error.Trim()));
        Assert.Equal(0, (await _cli.JsonAsync("keys", "list")).GetArrayLength());
        Assert.False(Directory.Exists(_cli.Data));
    }

    [Theory]
    [InlineData("--client", "")]
    [InlineData("--client", "a b")]
    [InlineData("--client", "a", "--right", "root")]
    [InlineData("--client", "a", "--right", "7")]
    [InlineData("--client", "a", "--collections", ",")]
    [InlineData("--client", "a", "--collections", "../x")]
    [InlineData("--client", "a", "--expires", "0")]
    [InlineData("--client", "a", "--expires", "soon")]
    [InlineData("--client", "a", "--requests-per-minute", "0")]
    [InlineData("--client", "a", "--concurrent", "-1")]
    [InlineData("--right", "read")]
    public async Task What_no_key_can_have_makes_none(params string[] arguments)
    {
        var ran = await _cli.RunAsync(["keys", "create", .. arguments]);
        Assert.Equal((2, ""), (ran.ExitCode, ran.Output));
        Assert.Equal(0, (await _cli.JsonAsync("keys", "list")).GetArrayLength());
    }

    [Fact]
    public async Task The_list_shows_who_may_what()
    {
        await _cli.JsonAsync("keys", "create", "--client", "a", "--right", "admin");
        await _cli.JsonAsync("keys", "create", "--client", "b", "--collections", "docs,notes", "--expires", "1");
        var lines = (await _cli.RunAsync("keys", "list")).Output.ReplaceLineEndings("\n").TrimEnd().Split('\n');
        Assert.Matches(@"^[0-9a-f]{16}  live  a  admin  all collections  created \d{4}-\d\d-\d\d, never used$", lines[0]);
        Assert.Matches(@"^[0-9a-f]{16}  live  b  read  docs, notes  created \d{4}-\d\d-\d\d, expires \d{4}-\d\d-\d\d, never used$", lines[1]);
    }

    [Fact]
    public async Task Keys_are_kept_in_postgresql_where_the_corpus_is()
    {
        var (connection, schema) = (Requires.Postgres(), "t_" + Guid.NewGuid().ToString("N"));
        try
        {
            var file = _cli.Write("longrag.json", JsonSerializer.Serialize(new { LongRag = new { Storage = "postgres", Postgres = new { ConnectionString = connection, Schema = schema } } }));
            Assert.Equal(0, (await _cli.JsonAsync("keys", "list", "-c", file)).GetArrayLength());
            var id = Text(await _cli.JsonAsync("keys", "create", "--client", "a", "-c", file), "id");
            Assert.Equal("revoked", Text(await _cli.JsonAsync("keys", "revoke", id, "-c", file), "state"));
            Assert.Equal([id], (await _cli.JsonAsync("keys", "list", "-c", file)).EnumerateArray().Select(k => Text(k, "id")));
            Assert.False(Directory.Exists(_cli.Data));
        }
        finally
        {
            await using var source = NpgsqlDataSource.Create(connection);
            await using var drop = source.CreateCommand($"DROP SCHEMA IF EXISTS {schema} CASCADE");
            await drop.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_unreachable()
    {
        var file = _cli.Write("longrag.json", """{"LongRag":{"Storage":"postgres","Postgres":{"ConnectionString":"Host=127.0.0.1;Port=1;Username=u;Password=geheim;Database=d"}}}""");
        var ran = await _cli.RunAsync("keys", "list", "-c", file);
        Assert.Equal(3, ran.ExitCode);
        Assert.Contains("[store_unreachable]", ran.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", ran.Error, StringComparison.Ordinal);
    }

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;
}
