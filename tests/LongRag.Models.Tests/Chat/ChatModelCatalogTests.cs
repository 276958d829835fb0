using LongRag.Models.Chat;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Models.Tests.Chat;

public sealed class ChatModelCatalogTests
{
    private static readonly ChatModelSettings Good = new() { Kind = "openai", Endpoint = "http://127.0.0.1:9/v1", Model = "m" };

    private static string Refused(ChatModelSettings settings, Func<string, string?>? environment = null)
    {
        var e = Assert.Throws<LongRagException>(() => ChatModelCatalog.Create("mine", settings, environment ?? (_ => null)));
        Assert.Equal("bad_config", e.Code);
        return e.Message;
    }

    [Fact]
    public void A_server_is_known_without_asking_it()
    {
        using var model = ChatModelCatalog.Create("mine", Good);
        Assert.Equal(new ChatModelProfile { Name = "mine", Kind = "openai", Model = "m", Fingerprint = "a8bc71d6a2fbd39d", ContextTokens = 8192 }, model.Profile);
        foreach (var (other, isSame) in new[] { (Good with { Endpoint = "http://127.0.0.1:9/v1/", ContextTokens = 100 }, true), (Good with { Endpoint = "http://127.0.0.1:8/v1" }, false), (Good with { Model = "n" }, false) })
        {
            using var second = ChatModelCatalog.Create("other", other);
            Assert.Equal(isSame, model.Profile.Fingerprint == second.Profile.Fingerprint);
        }

        Assert.Equal((0, 2, 7), (model.Tokens.Count(""), model.Tokens.Count("a b"), model.Tokens.Count("one two three four five seven")));
    }

    [Fact]
    public void Settings_that_are_wrong_are_named()
    {
        Assert.Equal("The chat model 'mine' (no kind) cannot be used: Kind is ''; it must be one of openai, gguf.", Refused(new ChatModelSettings()));
        Assert.Equal("The chat model 'mine' (ollama) cannot be used: Kind is 'ollama'; it must be one of openai, gguf.", Refused(Good with { Kind = "ollama" }));
        Assert.Equal("The chat model 'mine' (openai) cannot be used: Endpoint is not set.", Refused(Good with { Endpoint = null }));
        Assert.Equal("The chat model 'mine' (openai) cannot be used: Model is not set.", Refused(Good with { Model = "" }));
        Assert.Equal("The chat model 'mine' (openai) cannot be used: Endpoint is 'localhost:8080'; it must be an address such as https://host/v1.", Refused(Good with { Endpoint = "localhost:8080" }));
        Assert.Equal("The chat model 'mine' (openai) cannot be used: Path is set, which is for gguf only; remove it.", Refused(Good with { Path = "x.gguf" }));
        Assert.Equal("The chat model 'mine' (gguf) cannot be used: Path is not set.", Refused(new ChatModelSettings { Kind = "gguf" }));
        Assert.Equal("The chat model 'mine' (gguf) cannot be used: Model is set, which is for openai only; remove it.", Refused(new ChatModelSettings { Kind = "gguf", Path = "x.gguf", Model = "m" }));
        Assert.Equal("The chat model 'mine' (openai) cannot be used: ContextTokens is 3; it must lie between 64 and 10000000.", Refused(Good with { ContextTokens = 3 }));
        Assert.Equal("The chat model 'mine' (openai) cannot be used: TimeoutSeconds is 0; it must lie between 1 and 3600.", Refused(Good with { TimeoutSeconds = 0 }));
    }

    [Fact]
    public void A_key_comes_from_the_environment_or_a_file_and_its_absence_is_named()
    {
        Assert.Equal("The chat model 'mine' (openai) cannot be used: the environment variable NO_KEY, which is to hold its key, is not set.", Refused(Good with { ApiKeyEnvironment = "NO_KEY" }));
        Assert.Equal("The chat model 'mine' (openai) cannot be used: ApiKeyEnvironment and ApiKeyFile are both set; remove one.", Refused(Good with { ApiKeyEnvironment = "A", ApiKeyFile = "b" }));
        using var folder = new TemporaryFolder();
        var file = folder.Write("key", "two words\n");
        Assert.Equal("The chat model 'mine' (openai) cannot be used: its key is empty, or holds characters that no key holds.", Refused(Good with { ApiKeyFile = file }));
    }
}
