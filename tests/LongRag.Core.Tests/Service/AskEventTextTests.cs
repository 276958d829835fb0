using System.Text.Json;
using Xunit;

namespace LongRag.Core.Tests.Service;

public sealed class AskEventTextTests
{
    private static readonly CitationInfo Quote = new("1", "default", "d1", "notes/a.md", "Größe <&>", 3, 4, 10, 14, "\"ja\"", Verified: true, Attributed: false);

    private static readonly SearchHit Hit = new(
        1, "d1#0", "default", "d1", "notes/a.md", "Größe", ["Eins", "Zwei"], null, null, 10, 14, "\"ja\"", 2.5, new Dictionary<string, double> { ["bm25"] = 2.5 }, new Dictionary<string, int> { ["bm25"] = 1 }, "bm25",
        new Dictionary<string, JsonElement> { ["year"] = JsonSerializer.SerializeToElement(1999) }, new ScoreExplanation(2.5, "sum of", [new ScoreExplanation(2.5, "ja", [])]));

    public static TheoryData<AskEvent, string, string> Pieces => new()
    {
        { new AskEvent.Message("Zwei\nZeilen"), "message", """{"delta":"Zwei\nZeilen"}""" },
        { new AskEvent.Reasoning("hm"), "reasoning", """{"delta":"hm"}""" },
        { new AskEvent.Withdrawn("extractive"), "withdrawn", """{"generator":"extractive"}""" },
        {
            new AskEvent.Cited(Quote), "citation",
            """{"id":"1","collection":"default","document_id":"d1","source":"notes/a.md","title":"Größe <&>","page_start":3,"page_end":4,"start_char":10,"end_char":14,"quote":"\"ja\"","verified":true,"attributed":false}"""
        },
        {
            new AskEvent.SearchResults([Hit]), "search_results",
            """{"results":[{"rank":1,"id":"d1#0","collection":"default","document_id":"d1","source":"notes/a.md","title":"Größe","section_path":["Eins","Zwei"],"page_start":null,"page_end":null,"start_char":10,"end_char":14,"text":"\"ja\"","score":2.5,"scores":{"bm25":2.5},"ranks":{"bm25":1},"score_kind":"bm25","metadata":{"year":1999},"explanation":{"value":2.5,"description":"sum of","parts":[{"value":2.5,"description":"ja","parts":[]}]}}]}"""
        },
        {
            new AskEvent.Final(new AskResponse("q", null, "a [1]", false, null, "extractive", null, [Quote], 0, [], [new AnswerNote("n", "t")], ["d1#0"], new Dictionary<string, double> { ["total"] = 1.5 })), "final_answer",
            """{"question":"q","answer":"a [1]","no_answer":false,"no_answer_reason":null,"generator":"extractive","citations":[{"id":"1","collection":"default","document_id":"d1","source":"notes/a.md","title":"Größe <&>","page_start":3,"page_end":4,"start_char":10,"end_char":14,"quote":"\"ja\"","verified":true,"attributed":false}],"dropped_citations":0,"unsupported_sentences":[],"notes":[{"code":"n","text":"t"}],"context_order":["d1#0"],"timings_ms":{"total":1.5}}"""
        },
    };

    [Theory]
    [MemberData(nameof(Pieces))]
    public void A_piece_is_written_in_one_line_and_read_back(AskEvent piece, string name, string data)
    {
        Assert.Equal(name, AskEventText.Name(piece));
        Assert.Equal(data, AskEventText.Data(piece));
        var read = AskEventText.Read(name, data);
        Assert.Equal(piece.GetType(), read?.GetType());
        Assert.Equal(data, AskEventText.Data(read!));
    }

    [Fact]
    public void An_error_is_thrown_with_its_code()
    {
        var data = AskEventText.ErrorData(new ServiceProblem("model_unreachable", "The model does not answer", "http://127.0.0.1:9: refused"));
        var error = Assert.Throws<LongRagException>(() => AskEventText.Read("error", data));
        Assert.Equal(("model_unreachable", "http://127.0.0.1:9: refused"), (error.Code, error.Message));
    }

    [Theory]
    [InlineData("citation", "null")]
    [InlineData("message", "{")]
    [InlineData("message", "{}")]
    [InlineData("message", "{\"delta\":null}")]
    [InlineData("message", "null")]
    [InlineData("search_results", "{\"results\":[{\"rank\":1}]}")]
    [InlineData("final_answer", "[]")]
    [InlineData("final_answer", "{\"answer\":\"a\"}")]
    public void Data_that_is_not_what_the_name_promises_is_named(string name, string data) =>
        Assert.Equal("bad_response", Assert.Throws<LongRagException>(() => AskEventText.Read(name, data)).Code);

    [Theory]
    [InlineData("done", AskEventText.DoneData)]
    [InlineData("applause", "{}")]
    public void The_end_and_names_of_a_later_version_hold_no_piece(string name, string data) => Assert.Null(AskEventText.Read(name, data));

    [Fact]
    public void A_request_reads_what_a_caller_writes()
    {
        var request = JsonSerializer.Deserialize("""{"query":"wer?","collections":["a"],"filters":{"year":{"$gt":1990}},"top":3,"history":[{"question":"x","answer":"y"}],"filters_of_later":1}""", ServiceJson.Compact.AskRequest)!;
        Assert.Equal(("wer?", 3, "y"), (request.Query, request.Top, Assert.Single(request.History!).Answer));
        Assert.Equal("""{"year":{"$gt":1990}}""", request.Filters!.Value.GetRawText());
        Assert.Null(JsonSerializer.Deserialize("""{"query":"wer?","filters":null}""", ServiceJson.Compact.SearchRequest)!.Filters);
    }
}
