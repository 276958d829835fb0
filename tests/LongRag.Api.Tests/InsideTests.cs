namespace LongRag.Api.Tests;

/// <summary>Addresses and paths of the inside are for those who run the service.</summary>
public sealed class InsideTests
{
    [Fact]
    public async Task Where_the_encoder_is_away_only_who_runs_the_service_learns_where_it_should_be()
    {
        await using var running = await RunningService.StartAsync(new ServiceSetup
        {
            Settings =
            {
                ["Retrieval:Encoder"] = "away", ["Encoders:away:Kind"] = "openai", ["Encoders:away:Endpoint"] = "http://127.0.0.1:1/v1", ["Encoders:away:Model"] = "m", ["Encoders:away:Dimensions"] = "8",
            },
        });
        var keys = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["operator"] = await running.KeyAsync(AccessRight.Admin, collections: null),
            ["admin of one collection"] = await running.KeyAsync(AccessRight.Admin, "default"),
            ["reader of all"] = await running.KeyAsync(AccessRight.Read, collections: null),
        };
        foreach (var (who, key) in keys)
        {
            using var client = running.ClientOf(key);
            using var answer = await client.PostJsonAsync("/v1/embeddings", new { input = "x" });
            var error = (await answer.JsonAsync(503)).GetProperty("error");
            Assert.Equal("encoder_unreachable", error.GetProperty("code").GetString());
            if (who is "operator") Assert.Contains("127.0.0.1:1", error.GetProperty("message").GetString(), StringComparison.Ordinal);
            else Assert.Equal("The encoder cannot be reached. The service's log says more.", error.GetProperty("message").GetString());
        }
    }

    [Theory]
    [InlineData("encoder_unreachable", true)]
    [InlineData("encoder_of_next_year", true)]
    [InlineData("model_of_next_year", true)]
    [InlineData("index_damaged", true)]
    [InlineData("disk_full", true)]
    [InlineData("no_model_file", true)]
    [InlineData("internal_error", true)]
    [InlineData("no_such_collection", false)]
    [InlineData("bad_argument", false)]
    [InlineData("no_text", false)]
    public void A_message_is_told_unless_its_code_speaks_of_the_inside(string code, bool isInside)
    {
        const string message = "'/srv/secret' at http://10.0.0.7";
        Assert.Equal(isInside, PublicMessage.IsInside(code));
        Assert.Equal(!isInside, PublicMessage.Of(code, message) == message);
    }
}
