using LongRag.TestKit;
using Xunit;

namespace LongRag.Evaluation.Tests.Datasets;

public sealed class InstructionSetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private void WriteCorpus() => _folder.Write("corpus.jsonl", string.Concat(Enumerable.Range(1, 6).Select(i => $"{{\"_id\": \"d{i}\", \"text\": \"story {i}\"}}\n")));

    private void WritePairs()
    {
        WriteCorpus();
        _folder.Write("queries.jsonl", """
            {"_id": "a-exclude", "text": "oil", "metadata": {"instruction_og": "About oil.", "instruction_changed": "About oil. Not Canada."}}
            {"_id": "a-only", "text": "oil", "metadata": {"instruction_og": "About oil.", "instruction_changed": "About oil. Only Canada."}}
            {"_id": "b-exclude", "text": "tin", "metadata": {"instruction_og": "About tin.", "instruction_changed": "About tin. Not Peru."}}
            """);
        _folder.Write("instruction_pairs.jsonl", "{\"_id\": \"a-exclude\", \"query_id\": \"a\", \"mode\": \"exclude\"}\n{\"_id\": \"a-only\", \"query_id\": \"a\", \"mode\": \"only\"}\n{\"_id\": \"b-exclude\", \"query_id\": \"b\", \"mode\": \"exclude\"}\n");
        _folder.Write("qrels/og.tsv", "query-id\tcorpus-id\tscore\na-exclude\td1\t1\na-exclude\td2\t1\na-only\td1\t1\na-only\td2\t1\nb-exclude\td3\t1\n");
        _folder.Write("qrels/changed.tsv", "query-id\tcorpus-id\tscore\na-exclude\td1\t0\na-exclude\td2\t1\na-only\td1\t1\na-only\td2\t0\nb-exclude\td3\t1\n");
        _folder.Write("qrels/topics.tsv", "query-id\tcorpus-id\tscore\na\td1\t1\na\td2\t1\na\td4\t1\nb\td3\t1\nb\td4\t1\nb\td5\t1\n");
    }

    [Fact]
    public void A_pair_is_a_query_with_two_instructions_and_the_documents_that_fell()
    {
        WritePairs();
        var set = InstructionSetReader.Read(_folder.Path);
        var pair = set.Pairs[0];
        Assert.Equal(("a-exclude-og", "oil", "About oil."), (pair.Original.Id, pair.Original.Text, pair.Original.Instruction));
        Assert.Equal(("a-exclude-changed", "oil", "About oil. Not Canada."), (pair.Changed.Id, pair.Changed.Text, pair.Changed.Instruction));
        Assert.Equal(("exclude", "a"), (pair.Kind, pair.Topic));
        Assert.Equal(["a-exclude", "a-only"], set.ChangedDocuments.Keys);
        Assert.Equal(["d1"], set.ChangedDocuments["a-exclude"]);
        Assert.Equal(["d2"], set.ChangedDocuments["a-only"]);
    }

    [Fact]
    public void Distractors_are_of_other_topics_only_the_nearest_first()
    {
        WritePairs();
        var pools = Distractors.Pools(InstructionSetReader.Read(_folder.Path));
        Assert.Equal(["d3", "d5"], pools["a"]);
        Assert.Equal(["d1", "d2"], pools["b"]);
        var found = new RankedList("a", [new RunEntry("d1", 3), new RunEntry("d5", 2)]);
        Assert.Equal(["d5", "d3"], Distractors.Nearest(pools["a"], found, 200));
        Assert.Equal(["d5"], Distractors.Nearest(pools["a"], found, 1));
    }

    [Fact]
    public void A_ranking_that_puts_the_changed_documents_last_scores_as_computed_by_hand()
    {
        WritePairs();
        var set = InstructionSetReader.Read(_folder.Path);
        var original = RunOf(("a-exclude-og", ["d1", "d2"]), ("a-only-og", ["d1", "d2"]), ("b-exclude-og", ["d3"]));
        var changed = RunOf(("a-exclude-changed", ["d2", "d1"]), ("a-only-changed", ["d1", "d2"]), ("b-exclude-changed", ["d3"]));
        var all = FollowIr.Score(set, original, changed, _ => true);
        // d1 fell from 1 to 2: 1 - 1/2; d2 stayed at 2: 0.
        Assert.Equal((3, 0.25, 25.0), (all.Pairs, all.PMrr, all.PMrrX100));
        Assert.Equal((1, 1, 1), (all.Original["map_cut_1000"], all.Changed["map_cut_1000"], all.Changed["ndcg_cut_5"]));
        Assert.Equal(0.5, FollowIr.Score(set, original, changed, pair => pair.Kind is "exclude").PMrr);
        Assert.Null(FollowIr.Score(set, original, changed, pair => pair.Topic is "b").PMrr);
    }

    [Fact]
    public void Candidates_that_were_not_found_stand_at_the_end_by_falling_id()
    {
        var list = FollowIr.Completed(new RankedList("q", [new RunEntry("d2", 1.5)]), new HashSet<string> { "d1", "d2", "d3" });
        Assert.Equal([("d2", 1.5), ("d3", 0), ("d1", 0)], list.Entries.Select(entry => (entry.Document, entry.Score)));
    }

    [Fact]
    public void MTEBs_form_has_a_table_of_instructions_candidates_and_changed_documents()
    {
        WriteCorpus();
        _folder.Write("queries.jsonl", "{\"_id\": \"7-og\", \"text\": \"oil\"}\n{\"_id\": \"7-changed\", \"text\": \"oil\"}\n");
        _folder.Write("instruction.jsonl", "{\"query-id\": \"7-og\", \"instruction\": \"Any.\"}\n{\"query-id\": \"7-changed\", \"instruction\": \"Few.\"}\n");
        _folder.Write("qrels/test.tsv", "query-id\tcorpus-id\tscore\n7-og\td1\t1\n7-og\td2\t1\n7-changed\td1\t1\n7-changed\td2\t0\n");
        _folder.Write("qrel_diff.jsonl", "{\"query-id\": \"7\", \"corpus-ids\": [\"d2\"]}\n");
        _folder.Write("top_ranked.jsonl", "{\"query-id\": \"7-og\", \"corpus-ids\": [\"d1\", \"d2\", \"d3\"]}\n{\"query-id\": \"7-changed\", \"corpus-ids\": [\"d3\", \"d4\"]}\n");
        var set = InstructionSetReader.Read(_folder.Path);
        var pair = Assert.Single(set.Pairs);
        Assert.Equal(("7", "Any.", "Few."), (pair.Id, pair.Original.Instruction, pair.Changed.Instruction));
        Assert.Equal((1, 0), (set.Original["7"]["d2"], set.Changed["7"]["d2"]));
        Assert.Equal(["d2"], set.ChangedDocuments["7"]);
        Assert.Equal(["d1", "d2", "d3", "d4"], set.Candidates!["7"]);
    }

    [Theory]
    [InlineData("instruction.jsonl", "{\"query-id\": \"7-og\", \"instruction\": \"Any.\"}\n", "'7-changed' has no instruction")]
    [InlineData("queries.jsonl", "{\"_id\": \"7-og\", \"text\": \"oil\"}\n", "'7-og' has no '7-changed' beside it")]
    [InlineData("qrel_diff.jsonl", "{\"query-id\": \"7\"}\n", "qrel_diff.jsonl, line 1: not an object with query-id and corpus-ids, a list of texts")]
    public void What_a_set_in_MTEBs_form_lacks_is_named(string file, string text, string message)
    {
        MTEBs_form_has_a_table_of_instructions_candidates_and_changed_documents();
        _folder.Write(file, text);
        var error = Assert.Throws<LongRagException>(() => InstructionSetReader.Read(_folder.Path));
        Assert.Equal("bad_input", error.Code);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static Run RunOf(params (string Query, string[] Documents)[] lists) =>
        new("test", lists.Select(list => new RankedList(list.Query, [.. list.Documents.Select((document, i) => new RunEntry(document, 10 - i))])));
}
