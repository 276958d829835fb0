using Xunit;

namespace LongRag.Cli.Tests;

public sealed class QuestionTests : IDisposable
{
    private readonly CommandLine _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Search_gives_exact_spans_with_their_place()
    {
        await IngestAsync();
        var output = await _cli.JsonAsync("search", "crew", "muster");
        Assert.Equal("crew muster", output.GetProperty("query").GetString());
        var hit = output.GetProperty("results")[0];
        var text = (await _cli.RunAsync("get", hit.GetProperty("document_id").GetString()!, "--text")).Output;
        Assert.Equal(hit.GetProperty("text").GetString(), text[hit.GetProperty("start_char").GetInt32()..hit.GetProperty("end_char").GetInt32()]);
        Assert.Equal(("drills.md", 1, "lexical"), (hit.GetProperty("source").GetString(), hit.GetProperty("rank").GetInt32(), hit.GetProperty("score_kind").GetString()));
        Assert.Equal(["Drills", "Fire"], hit.GetProperty("section_path").EnumerateArray().Select(h => h.GetString()!));
    }

    [Fact]
    public async Task An_answer_quotes_the_stored_text()
    {
        await IngestAsync();
        var output = await _cli.JsonAsync("ask", "Where does the crew muster?");
        Assert.False(output.GetProperty("no_answer").GetBoolean());
        var citation = output.GetProperty("citations")[0];
        Assert.True(citation.GetProperty("verified").GetBoolean());
        var text = (await _cli.RunAsync("get", "drills.md", "--text")).Output;
        Assert.Equal(citation.GetProperty("quote").GetString(), text[citation.GetProperty("start_char").GetInt32()..citation.GetProperty("end_char").GetInt32()]);
        Assert.Contains("muster on the aft deck", citation.GetProperty("quote").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_that_the_corpus_does_not_answer_gets_no_answer_with_a_reason()
    {
        await IngestAsync();
        var output = await _cli.JsonAsync("ask", "Who discovered penicillin?");
        Assert.True(output.GetProperty("no_answer").GetBoolean());
        Assert.NotEqual("", output.GetProperty("no_answer_reason").GetString());
        Assert.Equal("", output.GetProperty("answer").GetString());
    }

    [Theory]
    [InlineData("author=Marine and year>=2020", 1)]
    [InlineData("author=Marine and year>=2024", 0)]
    [InlineData("""{"year":{"$lt":2020}}""", 1)]
    [InlineData("not exists(year)", 1)]
    public async Task Filters_choose_documents(string filter, int documents)
    {
        await IngestAsync();
        var output = await _cli.JsonAsync("search", "deck ferry drill fire", "--filter", filter, "--top", "50");
        Assert.Equal(documents, output.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("source").GetString()).Distinct().Count());
    }

    [Theory]
    [InlineData("", "empty_query")]
    [InlineData("   ", "empty_query")]
    public async Task A_question_without_words_is_refused_by_name(string question, string code)
    {
        await IngestAsync();
        var ran = await _cli.RunAsync("ask", question);
        Assert.Equal(2, ran.ExitCode);
        Assert.Contains($"[{code}]", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_of_a_megabyte_is_refused_by_name()
    {
        await IngestAsync();
        var ran = await _cli.RunAsync("search", new string('x', 1_000_000));
        Assert.Equal(2, ran.ExitCode);
        Assert.Contains("[query_too_long]", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instruction_of_a_hundred_thousand_characters_is_cut_and_that_is_told()
    {
        await IngestAsync();
        var instruction = string.Concat(Enumerable.Range(0, 3000).Select(i => $"Stories about town{i} are relevant. "));
        var ran = await _cli.RunAsync("search", "ferry", "--instruction", instruction);
        Assert.True(ran.ExitCode == 0, ran.Error);
        Assert.Contains("only the first 32768 were read", ran.Error, StringComparison.Ordinal);
        Assert.Contains("only the first 64 count", ran.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("@media print")]
    [InlineData("@ferry")]
    public async Task A_question_or_an_instruction_may_begin_with_an_at_sign(string text)
    {
        await IngestAsync();
        var ran = await _cli.RunAsync("search", text, "--instruction", text, "--output", "json");
        Assert.True(ran.ExitCode == 0, ran.Error);
        Assert.Equal((text, text), (ran.Json.GetProperty("query").GetString(), ran.Json.GetProperty("instruction").GetProperty("text").GetString()));
    }

    [Fact]
    public async Task A_question_of_stop_words_finds_nothing()
    {
        await IngestAsync();
        Assert.Empty((await _cli.JsonAsync("search", "the of and")).GetProperty("results").EnumerateArray());
        Assert.True((await _cli.JsonAsync("ask", "the of and")).GetProperty("no_answer").GetBoolean());
    }

    [Fact]
    public async Task Explain_shows_where_the_score_comes_from()
    {
        await IngestAsync();
        var hit = (await _cli.JsonAsync("search", "muster", "--explain")).GetProperty("results")[0];
        Assert.Equal(hit.GetProperty("score").GetDouble(), hit.GetProperty("explanation").GetProperty("value").GetDouble(), 4);
    }

    [Theory]
    [InlineData(2, "frobnicate")]
    [InlineData(2, "search")]
    [InlineData(2, "search", "x", "--filter", "year >")]
    [InlineData(2, "search", "x", "--top", "0")]
    [InlineData(2, "search", "x", "--collection", "Not A Name")]
    [InlineData(4, "search", "x", "--collection", "missing")]
    [InlineData(4, "get", "nothing.md")]
    [InlineData(4, "outline", "nothing.md")]
    public async Task Mistakes_end_with_their_exit_code(int code, params string[] arguments)
    {
        await IngestAsync();
        var ran = await _cli.RunAsync(arguments);
        Assert.Equal(code, ran.ExitCode);
        Assert.NotEqual("", ran.Error);
    }

    [Fact]
    public async Task An_empty_data_folder_says_how_to_begin()
    {
        var ran = await _cli.RunAsync("search", "x");
        Assert.Equal(4, ran.ExitCode);
        Assert.Contains("longrag ingest", ran.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_cli.Data));
    }

    [Fact]
    public async Task A_document_is_named_by_id_prefix_or_source()
    {
        await IngestAsync();
        var id = (await _cli.JsonAsync("get", "drills.md")).GetProperty("id").GetString()!;
        Assert.Equal(id, (await _cli.JsonAsync("get", id[..8])).GetProperty("id").GetString());
        Assert.Equal(id, (await _cli.JsonAsync("get", id)).GetProperty("id").GetString());
    }

    private async Task IngestAsync()
    {
        _cli.Write("drills.md", "---\nauthor: Marine\nyear: 2022\n---\n# Drills\n\n## Fire\n\nOn a fire alarm the crew muster on the aft deck.\n\n## Abandon ship\n\nPassengers gather at the bow.\n");
        _cli.Write("history.md", "---\nauthor: Office\nyear: 1987\n---\n# History\n\nThe first ferry was bought in 1911.\n");
        _cli.Write("notes.txt", "Fire extinguishers are checked in spring.\n");
        await _cli.JsonAsync("ingest", _cli.PathOf());
    }
}
