using LongRag.Models.Encoders;
using Xunit;

namespace LongRag.Models.Tests.Encoders;

public sealed class EncoderCatalogTests
{
    private static readonly EncoderSettings Remote = new() { Kind = "openai", Endpoint = "http://127.0.0.1:9/v1", Model = "m", Dimensions = 8 };

    public static TheoryData<string, string> Refused { get; } = new()
    {
        { "kind", "Kind is 'artic-xs'; it must be one of arctic-xs, minilm, onnx, openai" },
        { "tokens", "MaxTokens is 513; the model reads 512 at most" },
        { "batch", "BatchTokens is 1; it must lie between 16 and 1000000" },
        { "pooling", "Pooling is set, which is for onnx and openai only; remove it" },
        { "endpoint", "Endpoint is set, which is for openai only; remove it" },
        { "path", "Path is not set" },
        { "address", "Endpoint is 'localhost:80'; it must be an address such as https://host/v1" },
        { "user", "Endpoint must hold neither a user nor a query" },
        { "keys", "ApiKeyEnvironment and ApiKeyFile are both set; remove one" },
        { "key", "the environment variable NO_KEY, which is to hold its key, is not set" },
        { "dimensions", "Dimensions is not set" },
        { "long", "LongText is 'average'; what becomes of long texts is up to the server" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Settings_that_cannot_work_are_refused_and_named(string what, string message)
    {
        var settings = what switch
        {
            "kind" => new EncoderSettings { Kind = "artic-xs" },
            "tokens" => new EncoderSettings { MaxTokens = 513 },
            "batch" => new EncoderSettings { BatchTokens = 1 },
            "pooling" => new EncoderSettings { Pooling = Pooling.Mean },
            "endpoint" => new EncoderSettings { Endpoint = "http://127.0.0.1/v1" },
            "path" => new EncoderSettings { Kind = "onnx" },
            "address" => Remote with { Endpoint = "localhost:80" },
            "user" => Remote with { Endpoint = "http://key@host/v1" },
            "keys" => Remote with { ApiKeyEnvironment = "A", ApiKeyFile = "b" },
            "key" => Remote with { ApiKeyEnvironment = "NO_KEY" },
            "dimensions" => Remote with { Dimensions = null },
            _ => Remote with { LongText = LongText.Average },
        };
        var e = Assert.Throws<LongRagException>(() => EncoderCatalog.Create("mine", settings, environment: _ => null));
        Assert.Equal("bad_config", e.Code);
        Assert.StartsWith($"The encoder 'mine' ({settings.Kind}) cannot be used: {message}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_folder_and_a_missing_package_are_no_encoder()
    {
        Assert.Equal("no_encoder", Assert.Throws<LongRagException>(() => EncoderCatalog.Create("mine", new EncoderSettings { Kind = "onnx", Path = "/no/such/folder" })).Code);
        Assert.Equal("no_encoder", Assert.Throws<LongRagException>(() => EncoderCatalog.Create("mine", new EncoderSettings { Kind = "minilm", Path = "/no/such/file.dll" })).Code);
    }
}
