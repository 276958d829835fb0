using LongRag.Models.Chat;
using Xunit;

namespace LongRag.Rankers.Tests;

public sealed class RankerCatalogTests
{
    private static readonly ChatModel Writer = ScriptedModel.Writing("[1]").AsModel();

    private static string Fails(RankerSettings settings) => Assert.Throws<LongRagException>(() => RankerCatalog.Create("mine", settings, _ => Writer, _ => null)).Message;

    [Theory]
    [InlineData("full_list", 100)]
    [InlineData("sliding_window", 100)]
    public void Lists_are_a_hundred_deep(string kind, int depth) => Assert.Equal(("mine", depth), (RankerCatalog.Create("mine", new() { Kind = kind, Model = "m" }, _ => Writer).Name, RankerCatalog.Create("mine", new() { Kind = kind, Model = "m" }, _ => Writer).Depth));

    [Fact]
    public void What_cannot_work_is_said_by_name()
    {
        Assert.Equal("The ranker 'mine' (no kind) cannot be used: Kind is not set; it must be one of full_list, sliding_window, yes_no, query_likelihood, pairwise, remote.", Fails(new()));
        Assert.Equal("The ranker 'mine' (lists) cannot be used: Kind is 'lists'; it must be one of full_list, sliding_window, yes_no, query_likelihood, pairwise, remote.", Fails(new() { Kind = "lists" }));
        Assert.Equal("The ranker 'mine' (full_list) cannot be used: Model is not set.", Fails(new() { Kind = "full_list" }));
        Assert.Equal("The ranker 'mine' (full_list) cannot be used: Step is set, which is for sliding_window only; remove it.", Fails(Rankers.FullList with { Step = 5 }));
        Assert.Equal("The ranker 'mine' (sliding_window) cannot be used: Step is 30; it must lie between 1 and 20.", Fails(Rankers.SlidingWindow with { Step = 30 }));
        Assert.Equal("The ranker 'mine' (full_list) cannot be used: there are 26 letters: Depth must be at most 26.", Fails(Rankers.FullList with { Labels = "letters", Depth = 27 }));
        Assert.Equal("The ranker 'mine' (yes_no) cannot be used: the chat model 'scripted' (test) does not say how likely its next tokens are.", Fails(new() { Kind = "yes_no", Model = "m" }));
        Assert.Equal("The ranker 'mine' (query_likelihood) cannot be used: the chat model 'scripted' (test) does not say how likely a given text is; the kind gguf does.", Fails(new() { Kind = "query_likelihood", Model = "m" }));
        Assert.Equal("The ranker 'mine' (query_likelihood) cannot be used: Prompt holds no {passage}.", Fails(new() { Kind = "query_likelihood", Model = "m", Prompt = "x" }));
        Assert.Equal("The ranker 'mine' (pairwise) cannot be used: Depth is 51; it must lie between 2 and 50.", Fails(new() { Kind = "pairwise", Model = "m", Depth = 51 }));
        Assert.Equal("The ranker 'mine' (pairwise) cannot be used: Aggregation is 'mean'; it must be one of sum, sym_sum, sum_log, sym_sum_log, max, min.", Fails(new() { Kind = "pairwise", Model = "m", Aggregation = "mean" }));
        Assert.Equal("The ranker 'mine' (remote) cannot be used: Endpoint is ''; it must be an address such as https://host/v1.", Fails(new() { Kind = "remote", Protocol = "jina" }));
        Assert.Equal("The ranker 'mine' (remote) cannot be used: Model is not set.", Fails(new() { Kind = "remote", Protocol = "jina", Endpoint = "https://host/v1" }));
        Assert.Equal("The ranker 'mine' (remote) cannot be used: the environment variable THE_KEY, which is to hold its key, is not set.", Fails(new() { Kind = "remote", Protocol = "tei", Endpoint = "https://host", ApiKeyEnvironment = "THE_KEY" }));
    }
}
