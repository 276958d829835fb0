using LongRag.TestKit;
using Xunit;

namespace LongRag.Evaluation.Tests.Instructions;

public sealed class PMrrTests
{
    [Theory]
    [InlineData(1, 2, 0.5)]
    [InlineData(1, 10, 0.9)]
    [InlineData(10, 1, -0.9)]
    [InlineData(99, 100, 0.01)]
    [InlineData(7, 7, 0)]
    public void A_document_that_falls_scores_above_0(int original, int changed, double expected) => Assert.Equal(expected, PMrr.OfRanks(original, changed), 12);

    private static RankedList List(string query, params string[] documents) => new(query, [.. documents.Select((document, i) => new RunEntry(document, -i))]);

    [Fact]
    public void Queries_count_alike_and_a_missing_document_stands_behind_the_end()
    {
        var original = new Run("o", [List("1-og", "a", "b", "c"), List("2", "a", "b")]);
        var changed = new Run("c", [List("1-changed", "b", "c", "a"), List("2", "b")]);
        var result = PMrr.Evaluate(original, changed, new Dictionary<string, IReadOnlyList<string>> { ["1"] = ["a", "b"], ["2"] = ["a"], ["3"] = ["a"], ["4"] = [] });
        Assert.Equal(new Dictionary<string, double> { ["1"] = ((1 - 1 / 3.0) + (1 / 2.0 - 1)) / 2, ["2"] = 1 - 1 / 2.0 }, result.PerQuery);
        Assert.Equal((1 / 12.0 + 0.5) / 2, result.Value, 12);
    }

    [Fact]
    public void Runs_that_share_no_query_cannot_be_compared() =>
        Assert.Equal("bad_input", Assert.Throws<LongRagException>(() => PMrr.Evaluate(new Run("o", [List("1-og", "a")]), new Run("c", [List("2-changed", "a")]), new Dictionary<string, IReadOnlyList<string>> { ["1"] = ["a"] })).Code);

    [Theory]
    [InlineData("{\"1\": [\"a\", \"b\"]}", null)]
    [InlineData("[]", "not an object of lists of document ids")]
    [InlineData("{\"1\": \"a\"}", "not an object of lists of document ids")]
    [InlineData("{\"1\": [1]}", "not an object of lists of document ids")]
    [InlineData("{\"1\": [], \"1\": []}", "query '1' is there twice")]
    [InlineData("", "not an object of lists of document ids")]
    public void Changed_documents_are_read_or_the_file_is_named(string text, string? message)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("d.json", text);
        if (message is null) Assert.Equal(["a", "b"], ChangedDocuments.Read(path)["1"]);
        else Assert.Contains($"d.json: {message}", Assert.Throws<LongRagException>(() => ChangedDocuments.Read(path)).Message, StringComparison.Ordinal);
    }
}
