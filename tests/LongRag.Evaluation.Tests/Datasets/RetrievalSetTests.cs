using System.IO.Compression;
using System.Text;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Evaluation.Tests.Datasets;

public sealed class RetrievalSetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private RetrievalSet Read(RetrievalSetOptions? options = null) => RetrievalSetReader.Read(_folder.Path, options);

    private void WriteBeir()
    {
        _folder.Write("corpus.jsonl", """
            {"_id": "d1", "title": "Ferries", "text": "They sail at noon.", "metadata": {"port": "Oban"}, "year": 1999}

            {"_id": "d2", "title": "", "text": "Trains."}
            """);
        _folder.Write("queries.jsonl", """
            {"_id": "q1", "text": "ferry"}
            {"_id": "q2", "text": "train"}
            {"_id": "q3", "text": "plane"}
            """);
        _folder.Write("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq2\td2\t1\nq1\td1\t2\nq3\td1\t0\n");
    }

    private string Gzip(string name, string text)
    {
        var path = _folder.Write(name, "");
        using var stream = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        stream.Write(Encoding.UTF8.GetBytes(text));
        return path;
    }

    [Fact]
    public void A_BEIR_folder_gives_its_documents_and_the_queries_that_have_a_relevant_one()
    {
        WriteBeir();
        var set = Read();
        Assert.Equal("test", set.Split);
        Assert.Equal(["q1", "q2"], set.Queries.Select(query => query.Id));
        Assert.Equal([("d1", "Ferries", "They sail at noon."), ("d2", "", "Trains.")], set.Documents.Select(document => (document.Id, document.Title, document.Text)));
        Assert.Equal(["port", "year"], set.Documents.First().Metadata.Keys);
        Assert.Null(set.Within);
    }

    [Fact]
    public void A_higher_relevance_level_leaves_out_queries_with_lower_grades()
    {
        WriteBeir();
        Assert.Equal(["q1"], Read(new RetrievalSetOptions { RelevanceLevel = 2 }).Queries.Select(query => query.Id));
    }

    [Fact]
    public void Gzip_is_told_by_content_and_judgments_may_be_TRECs()
    {
        WriteBeir();
        File.Delete(_folder.PathOf("corpus.jsonl"));
        File.Delete(_folder.PathOf("qrels", "test.tsv"));
        Gzip("corpus.jsonl.gz", "{\"_id\": \"d1\", \"text\": \"a\"}\n");
        Gzip("qrels/dev.tsv", "q3 0 d1 1\n");
        var set = Read(new RetrievalSetOptions { Split = "dev" });
        Assert.Equal(["q3"], set.Queries.Select(query => query.Id));
        Assert.Equal("d1", Assert.Single(set.Documents).Id);
    }

    [Fact]
    public void Query_ids_keep_some_by_the_last_column_of_one_set()
    {
        WriteBeir();
        _folder.Write("ids.tsv", "set\tquery-id\nours\tq2\nother\tq1\n");
        Assert.Equal(["q2"], Read(new RetrievalSetOptions { QueryIds = "ids.tsv", QuerySet = "ours" }).Queries.Select(query => query.Id));
        Assert.Equal(["q1", "q2"], Read(new RetrievalSetOptions { QueryIds = "ids.tsv" }).Queries.Select(query => query.Id));
    }

    [Fact]
    public void Other_queries_may_be_lines_with_tabs()
    {
        WriteBeir();
        _folder.Write("more.tsv", "q1\tboat times\n");
        var query = Assert.Single(Read(new RetrievalSetOptions { Queries = "more.tsv" }).Queries);
        Assert.Equal(("q1", "boat times"), (query.Id, query.Text));
    }

    [Fact]
    public void Titles_can_be_left_out_and_exclusions_are_read()
    {
        WriteBeir();
        _folder.Write("exclude.tsv", "query-id\tcorpus-id\nq1\td2\nq1\td9\n");
        var set = Read(new RetrievalSetOptions { WithoutTitles = true });
        Assert.All(set.Documents, document => Assert.Equal("", document.Title));
        Assert.Equal(["d2", "d9"], set.Excluded["q1"].Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Texts_can_be_taken_as_they_stand()
    {
        WriteBeir();
        _folder.Write("corpus.jsonl", """{"_id": "d1", "text": "# A", "metadata": {"format": "md", "n": 1}}""");
        Assert.Equal(["format", "n"], Read().Documents.First().Metadata.Keys);
        Assert.Equal(["n"], Read(new RetrievalSetOptions { TextAsItStands = true }).Documents.First().Metadata.Keys);
    }

    [Theory]
    [InlineData("corpus.jsonl", "{\"_id\": \"d1\", \"text\": \"a\"}\n{\"_id\": \"d1\", \"text\": \"b\"}\n", "bad_input", "corpus.jsonl, line 2: the document 'd1' came before")]
    [InlineData("corpus.jsonl", "{\"_id\": \"d 1\", \"text\": \"a\"}\n", "bad_input", "corpus.jsonl, line 1: the id 'd 1' is empty or holds white space; a TREC run cannot hold it")]
    [InlineData("corpus.jsonl", "\n{\"_id\": \"d1\", \"text\": 7}\n", "bad_input", "corpus.jsonl, line 2: text is no text")]
    [InlineData("corpus.jsonl", "{\"_id\": \"d1\"}\n", "bad_input", "corpus.jsonl, line 1: there is neither text nor title")]
    [InlineData("corpus.jsonl", "[1]\n", "bad_input", "corpus.jsonl, line 1: it is no JSON object")]
    [InlineData("corpus.jsonl", "\n", "bad_input", "corpus.jsonl: no document in it")]
    [InlineData("queries.jsonl", "{\"_id\": \"q1\", \"text\": \"a\"}\n{\"_id\": \"q1\", \"text\": \"b\"}\n", "bad_input", "queries.jsonl, line 2: the query 'q1' came before")]
    [InlineData("queries.jsonl", "{\"_id\": \"q1\", \"text\": \" \"}\n", "bad_input", "queries.jsonl, line 1: the query 'q1' has no text")]
    [InlineData("queries.jsonl", "", "bad_input", "queries.jsonl: no query in it")]
    [InlineData("queries.jsonl", "{\"_id\": \"x\", \"text\": \"a\"}\n", "empty_set", "it has 1 queries, and 3 are judged")]
    [InlineData("exclude.tsv", "q1 d2\n", "bad_input", "exclude.tsv, line 1: not a query, a tab and a document")]
    public void What_is_malformed_is_named_with_file_and_line(string file, string text, string code, string message)
    {
        WriteBeir();
        _folder.Write(file, text);
        var error = Assert.Throws<LongRagException>(() => Read().Documents.Count());
        Assert.Equal(code, error.Code);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_split_names_those_that_are_there()
    {
        WriteBeir();
        var error = Assert.Throws<LongRagException>(() => Read(new RetrievalSetOptions { Split = "dev" }));
        Assert.Equal("not_found", error.Code);
        Assert.Contains("no judgments for the split 'dev' (qrels/dev.tsv, plain or .gz); there are test.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_set_is_said_to_be_none()
    {
        var error = Assert.Throws<LongRagException>(() => Read());
        Assert.Equal("not_found", error.Code);
        Assert.Contains("is no data set", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Windows_of_a_conversation_are_its_turns_with_their_speakers()
    {
        _folder.Write("documents.jsonl", """{"_id": "m1", "title": "Talk", "turns": [["Ann", "Hello ."], ["Bob", "Good morning ."], ["Ann", "Bye ."]]}""");
        _folder.Write("windows.jsonl", "{\"_id\": \"m1#000\", \"turns\": [0, 1]}\n{\"_id\": \"m1#001\", \"turns\": [2, 2]}\n");
        _folder.Write("queries.jsonl", """{"_id": "q1", "text": "who says bye", "metadata": {"doc": "m1"}}""");
        _folder.Write("qrels/val.tsv", "q1 0 m1#001 1\n");
        var set = Read(new RetrievalSetOptions { Split = "val" });
        Assert.Equal([("m1#000", "", "Ann: Hello . Bob: Good morning ."), ("m1#001", "", "Ann: Bye .")], set.Documents.Select(document => (document.Id, document.Title, document.Text)));
        Assert.Equal(("doc", "m1", "m1"), (set.Within, set.Queries[0].Metadata["doc"].GetString(), set.Documents.First().Metadata["doc"].GetString()));
    }

    [Fact]
    public void A_window_beyond_the_turns_is_an_error()
    {
        _folder.Write("documents.jsonl", """{"_id": "m1", "turns": [["Ann", "Hello ."]]}""");
        _folder.Write("windows.jsonl", "{\"_id\": \"m1#000\", \"turns\": [0, 1]}\n");
        _folder.Write("queries.jsonl", """{"_id": "q1", "text": "a"}""");
        _folder.Write("qrels/test.tsv", "q1 0 m1#000 1\n");
        Assert.Contains("windows.jsonl, line 1: turns is no [first, last] among the document's 1 turns", Assert.Throws<LongRagException>(() => Read().Documents.Count()).Message, StringComparison.Ordinal);
    }

    private void WriteQa()
    {
        _folder.Write("documents.jsonl", """{"_id": "p", "title": "Paper", "text": " one two three\nfour  five "}""");
        _folder.Write("qa.jsonl", """
            {"_id": "a", "question": "which?", "doc": "p", "answers": ["two three"], "answer_start": [5]}
            {"_id": "b", "question": "how many?", "doc": "p", "answers": ["five"], "answer_start": [21]}
            """);
    }

    [Fact]
    public void A_question_is_about_its_document()
    {
        WriteQa();
        var set = Read();
        Assert.Equal([("a", "p"), ("b", "p")], set.Queries.Select(query => (query.Id, Assert.Single(set.Qrels[query.Id]).Key)));
        Assert.Equal(("Paper", (string?)null), (Assert.Single(set.Documents).Title, set.Within));
    }

    [Fact]
    public void Windows_of_words_are_relevant_where_they_overlap_an_answer()
    {
        WriteQa();
        var set = Read(new RetrievalSetOptions { WindowWords = 2 });
        Assert.Equal([("p#000", "Paper", "one two"), ("p#001", "Paper", "three\nfour"), ("p#002", "Paper", "five")], set.Documents.Select(document => (document.Id, document.Title, document.Text)));
        Assert.Equal(["p#000", "p#001"], set.Qrels["a"].Keys);
        Assert.Equal(["p#002"], set.Qrels["b"].Keys);
        Assert.Equal("doc", set.Within);
    }

    [Fact]
    public void A_question_whose_answer_has_no_known_place_has_no_relevant_window()
    {
        WriteQa();
        _folder.Write("qa.jsonl", "{\"_id\": \"a\", \"question\": \"which?\", \"doc\": \"p\", \"answers\": [\"two\"], \"answer_start\": [-1]}\n{\"_id\": \"b\", \"question\": \"x\", \"doc\": \"p\", \"answers\": [\"one\"], \"answer_start\": [1]}\n");
        Assert.Equal("b", Assert.Single(Read(new RetrievalSetOptions { WindowWords = 2 }).Queries).Id);
        Assert.Equal(["a", "b"], Read().Queries.Select(query => query.Id));
    }

    [Fact]
    public void Documents_of_a_QA_set_may_be_summaries_and_questions_have_splits()
    {
        _folder.Write("documents.jsonl", """{"_id": "s", "title": "Story", "summary": "It ends."}""");
        _folder.Write("qa.jsonl", "{\"_id\": \"a\", \"question\": \"x\", \"doc\": \"s\", \"split\": \"valid\"}\n{\"_id\": \"b\", \"question\": \"y\", \"doc\": \"s\", \"split\": \"train\"}\n");
        var set = Read(new RetrievalSetOptions { Split = "valid" });
        Assert.Equal("a", Assert.Single(set.Queries).Id);
        Assert.Equal("It ends.", Assert.Single(set.Documents).Text);
    }

    [Fact]
    public void A_multi_document_set_asks_for_the_gold_document()
    {
        _folder.Write("corpus.jsonl", "{\"_id\": \"g\", \"text\": \"a\"}\n{\"_id\": \"w\", \"text\": \"b\"}\n");
        _folder.Write("multidoc.jsonl", """{"_id": "n", "question": "who", "gold": "g", "distractors": ["w"]}""");
        Assert.Equal("g", Assert.Single(Read().Qrels["n"]).Key);
    }
}
