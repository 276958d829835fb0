using Xunit;

namespace LongRag.TestKit;

/// <summary>What every store of keys must do. One class derives from it for each store.</summary>
public abstract class KeyStoreConformance : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 3, 4, 5, 6, 7, 89, TimeSpan.Zero);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly string Made = $"lr_first_{new string('a', 64)}";

    private IKeyStore? _store;

    /// <summary>The clock of every store of this test.</summary>
    protected MovedClock Clock { get; } = new(Start);

    private IKeyStore Store => _store!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Another store over the same keys, none at first, with <see cref="Clock"/>.</summary>
    protected abstract Task<IKeyStore> OpenAsync();

    /// <summary>Removes the keys.</summary>
    protected abstract Task RemoveAsync();

    /// <summary>Everything that is stored of the keys, as one text.</summary>
    protected abstract Task<string> DumpAsync();

    public async ValueTask InitializeAsync() => _store = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
        await RemoveAsync();
        GC.SuppressFinalize(this);
    }

    // ---- Create and find

    [Fact]
    public async Task A_key_comes_back_by_its_secret_with_all_its_settings()
    {
        var settings = new NewApiKey { Client = "ci.build-7@example_x", Right = AccessRight.Write, Collections = ["docs", "a-1"], ExpiresAt = Start + Second, RequestsPerMinute = 60, ConcurrentRequests = 2 };
        var (key, secret) = await Store.CreateAsync(settings, Token);
        AssertSame(new ApiKey(key.Id, settings, Start, null, null), key);
        AssertSame(key, await FoundAsync(secret));
        AssertSame(key, Assert.Single(await Store.ListAsync(Token)));
        Assert.Equal(("ci.build-7@example_x", AccessRight.Write, true, false), (key.Principal.Name, key.Principal.Right, key.Principal.MaySee("docs"), key.Principal.MaySee("Docs")));
    }

    [Fact]
    public async Task A_key_of_which_nothing_is_said_reads_all_collections_and_never_ends()
    {
        var (key, secret) = await CreateAsync("a");
        AssertSame(new ApiKey(key.Id, new NewApiKey { Client = "a" }, Start, null, null), await FoundAsync(secret));
        Assert.True(key.IsLive(DateTimeOffset.MaxValue));
    }

    [Fact]
    public async Task A_key_for_no_collection_is_not_one_for_all()
    {
        var (_, secret) = await Store.CreateAsync(new NewApiKey { Client = "a", Right = AccessRight.Admin, Collections = [] }, Token);
        var found = await FoundAsync(secret);
        Assert.Empty(found.Settings.Collections!);
        Assert.False(found.Principal.MaySee("default"));
    }

    [Fact]
    public async Task A_secret_has_its_key_s_id_and_256_bits_of_its_own()
    {
        var made = new List<(ApiKey Key, string Secret)>();
        for (var i = 0; i < 20; i++) made.Add(await CreateAsync($"c{i}"));
        Assert.All(made, m => Assert.Matches($"^lr_{m.Key.Id}_[0-9a-f]{{64}}$", m.Secret));
        Assert.All(made, m => Assert.Matches("^[0-9a-f]{16}$", m.Key.Id));
        Assert.Equal(20, made.Select(m => m.Key.Id).Distinct().Count());
        Assert.Equal(20, made.Select(m => m.Secret[^64..]).Distinct().Count());
    }

    [Fact]
    public async Task A_secret_is_not_stored()
    {
        var (key, secret) = await CreateAsync("a");
        await Store.AdoptAsync(Made, new NewApiKey { Client = "b" }, Token);
        var stored = await DumpAsync();
        Assert.Contains(key.Id, stored, StringComparison.Ordinal);
        Assert.DoesNotContain(secret[^64..], stored, StringComparison.Ordinal);
        Assert.DoesNotContain(new string('a', 32), stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_other_secret_finds_nothing()
    {
        var (key, secret) = await CreateAsync("a");
        var (_, another) = await CreateAsync("b");
        string[] others =
        [
            "", "lr_", "lr__", "nonsense", key.Id, secret[..^1], secret + "0", secret[..^1] + (secret[^1] == '0' ? '1' : '0'), secret.ToUpperInvariant(), " " + secret, secret + "\n", secret + "\0",
            $"lr_{key.Id}_{another[^64..]}", $"lr_{key.Id}_", $"lr_{key.Id}_{new string('0', 1_000_000)}", secret.Replace("lr_", "xx_", StringComparison.Ordinal), $"lr_{new string('0', 16)}_{secret[^64..]}",
            $"lr_' OR 1=1 --_{secret[^64..]}", $"lr_{key.Id}_\ud800{secret[^63..]}", $"lr_{key.Id}_{secret[^64..]}_x",
        ];
        foreach (var other in others) Assert.Null(await Store.FindAsync(other, Token));
        Assert.NotNull(await Store.FindAsync(secret, Token));
    }

    [Fact]
    public async Task What_no_key_can_have_is_refused_and_none_is_made()
    {
        NewApiKey[] bad =
        [
            new() { Client = "" }, new() { Client = new string('a', 65) }, new() { Client = "a b" }, new() { Client = "ä" }, new() { Client = "a\n" }, new() { Client = "a/b" },
            new() { Client = "a", Right = (AccessRight)3 }, new() { Client = "a", Right = (AccessRight)(-1) }, new() { Client = "a", ExpiresAt = Start }, new() { Client = "a", ExpiresAt = Start - Second },
            new() { Client = "a", RequestsPerMinute = 0 }, new() { Client = "a", ConcurrentRequests = 0 }, new() { Client = "a", Collections = ["../x"] }, new() { Client = "a", Collections = ["docs", ""] },
        ];
        foreach (var key in bad)
        {
            Assert.Equal("bad_argument", (await Assert.ThrowsAsync<LongRagException>(() => Store.CreateAsync(key, Token))).Code);
            Assert.Equal("bad_argument", (await Assert.ThrowsAsync<LongRagException>(() => Store.AdoptAsync(Made, key, Token))).Code);
        }

        Assert.Empty(await Store.ListAsync(Token));
        await CreateAsync(new string('a', 64));
    }

    // ---- Two a client

    [Fact]
    public async Task A_client_has_two_live_keys_and_a_third_when_one_is_revoked()
    {
        var (first, _) = await CreateAsync("a");
        var (second, _) = await CreateAsync("a");
        await CreateAsync("b");
        await CreateAsync("A");
        var refused = await Assert.ThrowsAsync<LongRagException>(() => CreateAsync("a"));
        Assert.Equal("too_many_keys", refused.Code);
        Assert.Contains(first.Id, refused.Message, StringComparison.Ordinal);
        Assert.Contains(second.Id, refused.Message, StringComparison.Ordinal);
        await Store.RevokeAsync(first.Id, Token);
        await CreateAsync("a");
        Assert.Equal("too_many_keys", (await Assert.ThrowsAsync<LongRagException>(() => Store.AdoptAsync(Made, new NewApiKey { Client = "a" }, Token))).Code);
    }

    [Fact]
    public async Task A_key_that_has_expired_makes_room_for_another()
    {
        var (_, secret) = await Store.CreateAsync(new NewApiKey { Client = "a", ExpiresAt = Start + Second }, Token);
        await CreateAsync("a");
        Clock.Move(Second - TimeSpan.FromMilliseconds(1));
        Assert.True((await FoundAsync(secret)).IsLive(Clock.GetUtcNow()));
        await Assert.ThrowsAsync<LongRagException>(() => CreateAsync("a"));
        Clock.Move(TimeSpan.FromMilliseconds(1));
        Assert.False((await FoundAsync(secret)).IsLive(Clock.GetUtcNow()));
        await CreateAsync("a");
        Assert.Equal(3, (await Store.ListAsync(Token)).Count);
    }

    [Fact]
    public async Task Ten_at_once_through_two_stores_make_two_keys()
    {
        await using var other = await OpenAsync();
        var tries = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(() => TryAsync(i % 2 == 0 ? Store : other), Token)));
        Assert.Equal((2, 8), (tries.Count(code => code is null), tries.Count(code => code == "too_many_keys")));
        Assert.Equal(2, (await Store.ListAsync(Token)).Count);

        static async Task<string?> TryAsync(IKeyStore store)
        {
            try
            {
                await store.CreateAsync(new NewApiKey { Client = "a" }, Token);
                return null;
            }
            catch (LongRagException e)
            {
                return e.Code;
            }
        }
    }

    // ---- Adopt

    [Fact]
    public async Task A_secret_made_elsewhere_is_a_key_once()
    {
        var key = await Store.AdoptAsync(Made, new NewApiKey { Client = "first", Right = AccessRight.Admin }, Token);
        AssertSame(new ApiKey("first", new NewApiKey { Client = "first", Right = AccessRight.Admin }, Start, null, null), key);
        AssertSame(key, await FoundAsync(Made));

        Clock.Move(Second);
        AssertSame(key, await Store.AdoptAsync(Made, new NewApiKey { Client = "other", Right = AccessRight.Read, Collections = ["x"] }, Token));
        AssertSame(key, Assert.Single(await Store.ListAsync(Token)));
        Assert.Null(await Store.FindAsync(Made.ToUpperInvariant(), Token));
    }

    [Fact]
    public async Task A_revoked_secret_stays_revoked_when_it_is_adopted_again()
    {
        await Store.AdoptAsync(Made, new NewApiKey { Client = "first" }, Token);
        await Store.RevokeAsync("first", Token);
        Assert.Equal(Start, (await Store.AdoptAsync(Made, new NewApiKey { Client = "first" }, Token)).RevokedAt);
        Assert.False((await FoundAsync(Made)).IsLive(Start));
    }

    [Fact]
    public async Task Another_secret_with_the_id_of_a_key_is_refused()
    {
        await Store.AdoptAsync(Made, new NewApiKey { Client = "first" }, Token);
        var other = $"lr_first_{new string('b', 64)}";
        var refused = await Assert.ThrowsAsync<LongRagException>(() => Store.AdoptAsync(other, new NewApiKey { Client = "second" }, Token));
        Assert.Equal("bad_argument", refused.Code);
        Assert.DoesNotContain("bbbb", refused.ToString(), StringComparison.Ordinal);
        Assert.Null(await Store.FindAsync(other, Token));
        Assert.NotNull(await Store.FindAsync(Made, Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("geheimgeheimgeheimgeheimgeheimgeheimgeheim")]
    [InlineData("lr_first_geheim")]
    [InlineData("lr_abc_geheimgeheimgeheimgeheimgeheimgeheim")]
    [InlineData("lr_First_geheimgeheimgeheimgeheimgeheimgeheim")]
    [InlineData("lr_first_geheimgeheimgeheimgeheimgeheimgeheim\n")]
    [InlineData("lr_first_geheimgeheimgeheimgeheimgeheimgehäim")]
    public async Task A_secret_of_another_form_is_not_adopted_and_not_repeated(string secret)
    {
        var refused = await Assert.ThrowsAsync<LongRagException>(() => Store.AdoptAsync(secret, new NewApiKey { Client = "first" }, Token));
        Assert.Equal("bad_argument", refused.Code);
        Assert.DoesNotContain("geheim", refused.ToString(), StringComparison.Ordinal);
    }

    // ---- List, revoke, touch

    [Fact]
    public async Task The_list_has_all_keys_oldest_first_the_revoked_ones_too()
    {
        var ids = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            ids.Add((await CreateAsync($"c{i}")).Key.Id);
            Clock.Move(Second);
        }

        await Store.RevokeAsync(ids[2], Token);
        var listed = await Store.ListAsync(Token);
        Assert.Equal(ids, listed.Select(k => k.Id));
        Assert.Equal(Clock.GetUtcNow(), Assert.Single(listed, k => k.RevokedAt is not null).RevokedAt);
    }

    [Fact]
    public async Task A_revoked_key_is_dead_at_once_in_every_open_store()
    {
        var (key, secret) = await CreateAsync("a");
        await using var other = await OpenAsync();
        Assert.True((await other.FindAsync(secret, Token))!.IsLive(Start));
        Clock.Move(Second);
        Assert.True(await Store.RevokeAsync(key.Id, Token));
        var revoked = (await other.FindAsync(secret, Token))!;
        Assert.False(revoked.IsLive(Start));
        Assert.Equal(Start + Second, revoked.RevokedAt);

        Clock.Move(Second);
        Assert.True(await other.RevokeAsync(key.Id, Token));
        Assert.Equal(Start + Second, (await FoundAsync(secret)).RevokedAt);
    }

    [Theory]
    [InlineData("")]
    [InlineData("none")]
    [InlineData("'; DROP TABLE api_keys; --")]
    [InlineData("nul\0nul")]
    [InlineData("\ud800\ud800\ud800\ud800")]
    public async Task An_id_of_no_key_revokes_and_touches_nothing(string id)
    {
        var (_, secret) = await CreateAsync("a");
        Assert.False(await Store.RevokeAsync(id, Token));
        await Store.TouchAsync(id, Token);
        Assert.Equal((null, null), ((await FoundAsync(secret)).RevokedAt, (await FoundAsync(secret)).LastUsedAt));
    }

    [Fact]
    public async Task The_last_use_of_a_key_is_known_to_the_minute()
    {
        var (key, secret) = await CreateAsync("a");
        var minute = new DateTimeOffset(2026, 3, 4, 5, 6, 0, TimeSpan.Zero);
        await Store.TouchAsync(key.Id, Token);
        Assert.Equal(minute, (await FoundAsync(secret)).LastUsedAt);
        Clock.Move(50 * Second);
        await Store.TouchAsync(key.Id, Token);
        Assert.Equal(minute, (await FoundAsync(secret)).LastUsedAt);
        Clock.Move(3 * Second);
        await Store.TouchAsync(key.Id, Token);
        Assert.Equal(minute.AddMinutes(1), (await FoundAsync(secret)).LastUsedAt);
        Assert.Equal(minute.AddMinutes(1), Assert.Single(await Store.ListAsync(Token)).LastUsedAt);
    }

    [Fact]
    public async Task The_last_use_never_goes_back()
    {
        var (key, secret) = await CreateAsync("a");
        await using var other = await OpenAsync();
        await Store.TouchAsync(key.Id, Token);
        Clock.Move(-TimeSpan.FromHours(1));
        await other.TouchAsync(key.Id, Token);
        Assert.Equal(new DateTimeOffset(2026, 3, 4, 5, 6, 0, TimeSpan.Zero), (await FoundAsync(secret)).LastUsedAt);
    }

    [Fact]
    public async Task What_one_store_was_told_another_knows_also_where_the_first_was_never_closed()
    {
        var abandoned = await OpenAsync();
        var (key, secret) = await abandoned.CreateAsync(new NewApiKey { Client = "a" }, Token);
        await using var next = await OpenAsync();
        AssertSame(key, (await next.FindAsync(secret, Token))!);
        await abandoned.DisposeAsync();
    }

    private Task<(ApiKey Key, string Secret)> CreateAsync(string client) => Store.CreateAsync(new NewApiKey { Client = client }, Token);

    private async Task<ApiKey> FoundAsync(string secret) => Assert.IsType<ApiKey>(await Store.FindAsync(secret, Token));

    /// <summary>Lists have no equality of their own.</summary>
    private static void AssertSame(ApiKey expected, ApiKey actual)
    {
        Assert.Equal(expected.Settings.Collections, actual.Settings.Collections);
        Assert.Equal(expected with { Settings = expected.Settings with { Collections = null } }, actual with { Settings = actual.Settings with { Collections = null } });
    }
}
