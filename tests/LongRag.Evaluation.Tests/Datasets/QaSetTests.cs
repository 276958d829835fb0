using LongRag.TestKit;
using Xunit;

namespace LongRag.Evaluation.Tests.Datasets;

public sealed class QaSetTests
{
    private const string Corpus = """{"_id":"d1","title":"T","text":"One two three."}""";

    [Fact]
    public void Questions_keep_their_answers_and_the_places_of_those()
    {
        using var folder = new TemporaryFolder();
        folder.Write("qa.jsonl", """
            {"_id":"q1","question":"Which?","doc":"d1","answers":["two"," two ","three"],"answer_start":[4,3,8]}

            {"_id":"q2","question":"What?","doc_id":"d1","answer":"One","is_impossible":false}
            {"id":"q3","question":"Who?","answers":[],"is_impossible":true}
            """);
        folder.Write("documents.jsonl", Corpus);
        var set = QaSet.Open(folder.PathOf("."), split: null);
        Assert.Equal(["q1", "q2", "q3"], set.Questions.Select(q => q.Id));
        Assert.Equal(["two", "three"], set.Questions[0].Answers);
        Assert.Equal([new TextSpan(4, 7), new TextSpan(3, 8), new TextSpan(8, 13)], set.Questions[0].AnswerSpans);
        Assert.Equal(["One"], set.Questions[1].Answers);
        Assert.Equal(["d1", "d1", null], set.Questions.Select(q => q.Document));
        Assert.Equal([false, false, true], set.Questions.Select(q => q.IsUnanswerable));
        Assert.Equal("One two three.", Assert.Single(set.Documents()).Text);
    }

    [Theory]
    [InlineData("dev", "d")]
    [InlineData("dev-v1", "d")]
    [InlineData("train", "t")]
    public void A_split_is_a_file_of_the_folder_qa(string split, string id)
    {
        using var folder = new TemporaryFolder();
        folder.Write("qa/dev-v1.jsonl", """{"_id":"d","question":"Which?"}""");
        folder.Write("qa/train.jsonl", """{"_id":"t","question":"Which?"}""");
        folder.Write("corpus.jsonl", Corpus);
        Assert.Equal(id, Assert.Single(QaSet.Open(folder.PathOf("."), split).Questions).Id);
    }

    [Fact]
    public void In_one_file_a_split_is_a_field()
    {
        using var folder = new TemporaryFolder();
        folder.Write("qa.jsonl", """
            {"_id":"a","question":"Which?","split":"train"}
            {"_id":"b","question":"Which?","split":"dev"}
            """);
        folder.Write("corpus.jsonl", Corpus);
        Assert.Equal("b", Assert.Single(QaSet.Open(folder.PathOf("qa.jsonl"), "dev").Questions).Id);
        Assert.Equal("not_found", Assert.Throws<LongRagException>(() => QaSet.Open(folder.PathOf("qa.jsonl"), "test")).Code);
    }

    [Fact]
    public void Turns_of_a_conversation_become_lines_and_evidence_its_spans()
    {
        using var folder = new TemporaryFolder();
        folder.Write("qa.jsonl", """{"_id":"q","question":"Which?","doc":"m","answer":"x","spans":[[1,2]]}""");
        folder.Write("documents.jsonl", """{"_id":"m","turns":[["A","Hello."],["B","Good day."],["A","Bye."]]}""");
        var set = QaSet.Open(folder.PathOf("."), split: null);
        var document = Assert.Single(set.Documents());
        Assert.Equal("A: Hello.\nB: Good day.\nA: Bye.\n", document.Text);
        var gold = GoldEvidence.Of(set.Questions[0], document, document.Text)!;
        Assert.Equal("B: Good day.\nA: Bye.", Assert.Single(gold.Spans).Of(document.Text));
        Assert.True(gold.AllWanted);
    }

    [Theory]
    [InlineData("""{"_id":"q","question":"Which?"} x""", "it is no JSON")]
    [InlineData("[1]", "it is no JSON object")]
    [InlineData("""{"question":"Which?"}""", "there is no _id")]
    [InlineData("""{"_id":"q"}""", "there is no question")]
    [InlineData("""{"_id":7,"question":"Which?"}""", "_id is no text")]
    [InlineData("""{"_id":"q","question":"Which?","answers":[1]}""", "answers is no list of texts")]
    [InlineData("""{"_id":"q","question":"Which?","answers":["a"],"answer_start":[]}""", "answer_start is no list with a number for each answer")]
    [InlineData("""{"_id":"q","question":"Which?","answers":["a"],"answer_start":[-2]}""", "the answer_start -2 is no place in a text")]
    [InlineData("""{"_id":"q","question":"Which?","spans":[[2,1]]}""", "the span [2,1] is no [first, last] of turns")]
    [InlineData("""{"_id":"first","question":"Which?"}""", "the question 'first' came before")]
    public void A_malformed_line_is_named_by_file_and_line(string line, string reason)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("qa.jsonl", """{"_id":"first","question":"Which?"}""" + "\n" + line);
        folder.Write("corpus.jsonl", Corpus);
        var error = Assert.Throws<LongRagException>(() => QaSet.Open(folder.PathOf("."), split: null));
        Assert.Equal("bad_input", error.Code);
        Assert.Contains("qa.jsonl, line 2: " + reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"_id":"d","text":"b"}""", "the document 'd' came before")]
    [InlineData("""{"_id":"e","text":"\ud83d"}""", "a text holds half a surrogate pair")]
    [InlineData("""{"_id":"e","turns":[["Ada","\uDE00"]]}""", "a text holds half a surrogate pair")]
    public void A_document_that_cannot_be_is_named_with_its_line(string line, string reason)
    {
        using var folder = new TemporaryFolder();
        folder.Write("qa.jsonl", """{"_id":"q","question":"Which?","doc":"d","answers":["a"]}""");
        folder.Write("corpus.jsonl", "{\"_id\":\"d\",\"text\":\"a \\ud83d\\ude00\"}\n" + line);
        var error = Assert.Throws<LongRagException>(() => QaSet.Open(folder.PathOf("."), split: null).Documents().Count());
        Assert.Equal("bad_input", error.Code);
        Assert.EndsWith($"corpus.jsonl, line 2: {reason}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_documents_or_questions_the_set_is_not_found()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal("not_found", Assert.Throws<LongRagException>(() => QaSet.Open(folder.PathOf("."), split: null)).Code);
        folder.Write("qa.jsonl", """{"_id":"q","question":"Which?"}""");
        Assert.Equal("not_found", Assert.Throws<LongRagException>(() => QaSet.Open(folder.PathOf("."), split: null)).Code);
    }

    [Theory]
    [InlineData("squad", "dev", 10_570)]
    [InlineData("nq-qed", "train", 7167)]
    [InlineData("covidqa", null, 1388)]
    [InlineData("qmsum", null, 1529)]
    [InlineData("squality", null, 375)]
    public void The_shared_sets_are_read_whole(string name, string? split, int questions) =>
        Assert.Equal(questions, QaSet.Open(Requires.Shared("data", name), split).Questions.Count);
}
