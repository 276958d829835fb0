namespace LongRag.Api.Tests;

public sealed class CollectionRouteTests : IAsyncLifetime
{
    private RunningService _running = null!;

    public async ValueTask InitializeAsync() => _running = await RunningService.StartAsync();

    public async ValueTask DisposeAsync() => await _running.DisposeAsync();

    [Fact]
    public async Task A_collection_is_created_changed_listed_and_deleted()
    {
        using var made = await _running.Client.PostJsonAsync("/v1/collections", new { name = "manuals", language = "de", passage_tokens = 128 });
        var collection = await made.JsonAsync(201);
        Assert.Equal("/v1/collections/manuals", made.Headers.Location!.ToString());
        Assert.Equal(("manuals", "de", 128, 0), (collection.GetProperty("name").GetString(), collection.GetProperty("language").GetString(), collection.GetProperty("passage_tokens").GetInt32(), collection.GetProperty("documents").GetInt32()));
        using var changed = await _running.Client.PatchAsync("/v1/collections/manuals", new StringContent("""{"passage_tokens":64}""", System.Text.Encoding.UTF8, "application/json"), RunningService.Cancellation);
        Assert.Equal(64, (await changed.JsonAsync(200)).GetProperty("passage_tokens").GetInt32());
        using var list = await _running.Client.GetAsync("/v1/collections");
        var all = await list.JsonAsync(200);
        Assert.Equal(["default", "manuals"], all.GetProperty("items").EnumerateArray().Select(c => c.GetProperty("name").GetString()));
        using var gone = await _running.Client.DeleteAsync("/v1/collections/manuals");
        Assert.Equal(204, (int)gone.StatusCode);
        using var missing = await _running.Client.GetAsync("/v1/collections/manuals");
        await missing.ProblemAsync(404, "no_such_collection");
    }

    [Fact]
    public async Task A_collection_is_not_created_twice()
    {
        using var again = await _running.Client.PostJsonAsync("/v1/collections", new { name = "default" });
        await again.ProblemAsync(409, "collection_exists");
    }
}
