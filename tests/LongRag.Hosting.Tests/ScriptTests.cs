using Xunit;

namespace LongRag.Hosting.Tests;

/// <summary>What is said of questions that the encoder does not read.</summary>
public sealed class ScriptTests : EngineFixture
{
    private protected override void Configure(IDictionary<string, string?> settings) => settings["Retrieval:Encoder"] = "arctic-xs";

    [Fact]
    public async Task A_question_in_a_script_that_the_encoder_does_not_know_is_answered_by_words_with_a_note()
    {
        await IngestAsync(Owner, ("ferry.md", "# Ferries\n\nThe green ferry (Паром) sails at noon."), ("bus.md", "# Buses\n\nThe red bus leaves at nine."));
        var russian = await Owner.SearchAsync(new SearchRequest { Query = "Когда отходит паром?" }, Cancellation);
        Assert.Equal(["ferry.md"], russian.Results.Select(hit => hit.Source));
        Assert.Equal("unknown_script", Assert.Single(russian.Notes).Code);
        var dense = await Owner.SearchAsync(new SearchRequest { Query = "谁可以取消航行", Retriever = "dense" }, Cancellation);
        Assert.Equal((2, "unknown_script"), (dense.Results.Count, Assert.Single(dense.Notes).Code));
        Assert.Empty((await Owner.SearchAsync(new SearchRequest { Query = "When does the ferry leave?" }, Cancellation)).Notes);
    }
}
