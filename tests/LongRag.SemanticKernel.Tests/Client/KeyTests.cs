using LongRag.Client;
using Microsoft.SemanticKernel;
using Xunit;

namespace LongRag.SemanticKernel.Tests.Client;

public sealed class KeyTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_key_opens_what_it_is_for_and_nothing_else()
    {
        var (_, secret) = await service.Service.Keys.CreateAsync(new NewApiKey { Client = "reader", Right = AccessRight.Read, Collections = ["default"] });
        using var http = new HttpClient();
        var reader = new LongRagClient(http, service.Address, secret);
        Assert.Equal(["default"], (await reader.ListCollectionsAsync()).Select(c => c.Name));
        Assert.Equal("forbidden", (await Assert.ThrowsAsync<LongRagException>(() => reader.DeleteDocumentAsync(service.KeysId))).Code);
        Assert.Equal("forbidden", (await Assert.ThrowsAsync<LongRagException>(() => reader.SaveTextAsync(new SaveTextRequest { Text = "x" }))).Code);
        Assert.Equal("unauthorized", (await Assert.ThrowsAsync<LongRagException>(() => new LongRagClient(http, service.Address).ListCollectionsAsync())).Code);
        Assert.Equal("unauthorized", (await Assert.ThrowsAsync<LongRagException>(() => new LongRagClient(http, service.Address, secret + "x").ListCollectionsAsync())).Code);
        Assert.Null(http.DefaultRequestHeaders.Authorization);

        var kernel = new Microsoft.SemanticKernel.Kernel();
        kernel.Plugins.AddLongRag(service.Address, secret);
        var found = await kernel.InvokeAsync<System.Text.Json.JsonElement>("LongRag", "search", new KernelArguments { ["query"] = "lost key" });
        Assert.Equal(service.KeysId, found.GetProperty("results")[0].GetProperty("document_id").GetString());
    }
}
