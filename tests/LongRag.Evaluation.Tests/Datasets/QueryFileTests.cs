using LongRag.TestKit;
using Xunit;

namespace LongRag.Evaluation.Tests.Datasets;

public sealed class QueryFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_topic_is_its_title_its_description_or_both_and_its_narrative_an_instruction()
    {
        var path = _folder.Write("topics.jsonl", """{"_id": "301", "title": "Crime", "description": "Find it.", "narrative": "Only organised crime."}""");
        Assert.Equal(("301", "Crime", null), Fields(QueryFile.Read(path)[0]));
        Assert.Equal(("301", "Find it.", "Only organised crime."), Fields(QueryFile.Read(path, TopicText.Description, narrativeAsInstruction: true)[0]));
        Assert.Equal("Crime Find it.", QueryFile.Read(path, TopicText.Both)[0].Text);
    }

    [Fact]
    public void Topics_of_TREC_are_read_with_and_without_labels()
    {
        var path = _folder.Write("topics.txt", """

            <top>
            <num> Number: 301
            <title> International Organized Crime

            <desc> Description:
            Identify organizations
            that participate.

            <narr> Narrative:
            A relevant document must name one.
            </top>
            <top>
            <num>302</num>
            <title>Polio</title>
            <desc>Is it gone?</desc>
            <narr>Any evidence.</narr>
            </top>
            """);
        var queries = QueryFile.Read(path, TopicText.Description, narrativeAsInstruction: true);
        Assert.Equal(("301", "Identify organizations that participate.", "A relevant document must name one."), Fields(queries[0]));
        Assert.Equal(("302", "Is it gone?", "Any evidence."), Fields(queries[1]));
        Assert.Equal("International Organized Crime", QueryFile.Read(path)[0].Text);
    }

    [Theory]
    [InlineData("<top>\n<num> Number: 1\n<title> a\n", "the topic of line 1 has no </top>")]
    [InlineData("<top>\n<num> Number: 1\n<title> a\n</top>\nmore\n", "line 5: it stands outside of <top> and </top>")]
    [InlineData("1 a query\n", "line 1: not an id, a tab and the text of a query")]
    [InlineData("{\"_id\": \"1\"}\n", "line 1: there is neither text nor question nor title")]
    public void What_is_no_query_is_named_with_its_line(string text, string message)
    {
        var path = _folder.Write("queries", text);
        var error = Assert.Throws<LongRagException>(() => QueryFile.Read(path));
        Assert.Equal("bad_input", error.Code);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_topic_of_the_shared_material_has_a_narrative()
    {
        var folder = Requires.Shared("data", "trec-topics");
        Assert.Equal(500, Directory.EnumerateFiles(folder, "*.jsonl").Sum(path => QueryFile.Read(path, TopicText.Both, narrativeAsInstruction: true).Count(query => query.Instruction!.Length > 0)));
    }

    private static (string Id, string Text, string? Instruction) Fields(RetrievalQuery query) => (query.Id, query.Text, query.Instruction);
}
