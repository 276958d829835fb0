using System.Text.Json;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Cli.Tests;

/// <summary>Words and meaning together, with the encoder that comes with LongRag, each command in a process of its own.</summary>
public sealed class HybridTests : IDisposable
{
    private const string OtherWords = "may a captain be forced to sail";
    private const string Encoder = WithoutEncoder.Variable;

    private readonly CommandLine _commands = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _commands.Dispose();

    [Fact]
    public async Task A_question_in_other_words_is_found_by_meaning_where_bm25_fails()
    {
        await IngestHandbookAsync();
        var hybrid = (await JsonAsync("search", OtherWords)).GetProperty("results")[0];
        var bm25 = (await JsonAsync("search", OtherWords, "--retriever", "bm25")).GetProperty("results")[0];
        Assert.Equal("Who decides", hybrid.GetProperty("section_path").EnumerateArray().Last().GetString());
        Assert.NotEqual("operations-manual.md", bm25.GetProperty("source").GetString());
        Assert.Equal("fused", hybrid.GetProperty("score_kind").GetString());
        Assert.Equal(["dense", "fused", "lexical"], hybrid.GetProperty("scores").EnumerateObject().Select(score => score.Name).Order(StringComparer.Ordinal));
        Assert.Equal(1, hybrid.GetProperty("ranks").GetProperty("dense").GetInt32());
        Assert.Equal(hybrid.GetProperty("score").GetDouble(), hybrid.GetProperty("scores").GetProperty("fused").GetDouble());
    }

    [Fact]
    public async Task Sections_and_documents_are_listed_by_their_best_passage()
    {
        await IngestHandbookAsync();
        var documents = (await JsonAsync("search", OtherWords, "--level", "document", "--top", "5")).GetProperty("results").EnumerateArray().ToList();
        Assert.Equal("operations-manual.md", documents[0].GetProperty("source").GetString());
        Assert.Equal(5, documents.Select(hit => hit.GetProperty("document_id").GetString()).Distinct(StringComparer.Ordinal).Count());
        var sections = (await JsonAsync("search", OtherWords, "--level", "section", "--top", "5")).GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(5, sections.Select(hit => hit.GetProperty("document_id").GetString() + string.Join('/', hit.GetProperty("section_path").EnumerateArray())).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Explain_tells_the_place_by_each_retriever()
    {
        await IngestHandbookAsync();
        var retrievers = (await JsonAsync("explain", OtherWords, "--document", "operations-manual.md")).GetProperty("retrievers").EnumerateArray().ToDictionary(r => r.GetProperty("retriever").GetString()!, StringComparer.Ordinal);
        Assert.Equal(["bm25", "dense", "hybrid", "lexical"], retrievers.Keys.Order(StringComparer.Ordinal));
        Assert.True(retrievers["bm25"].GetProperty("document_rank").GetInt32() > 1);
        Assert.Equal(1, retrievers["hybrid"].GetProperty("document_rank").GetInt32());
        Assert.Contains("by meaning", retrievers["hybrid"].GetProperty("passage").GetProperty("explanation").GetProperty("description").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Similar_documents_are_found_by_vectors_and_without_an_encoder_by_words()
    {
        await IngestHandbookAsync();
        Assert.All((await JsonAsync("similar", "operations-manual.md", "--top", "3")).EnumerateArray(), row => Assert.Equal("cosine", row.GetProperty("score_kind").GetString()));
        var words = Json(await RunAsync("none", "similar", "operations-manual.md", "--top", "3", "--output", "json"));
        Assert.All(words.EnumerateArray(), row => Assert.Equal("lexical", row.GetProperty("score_kind").GetString()));
        Assert.DoesNotContain(words.EnumerateArray(), row => row.GetProperty("source").GetString() is "operations-manual.md");
    }

    [Fact]
    public async Task Status_statistics_and_verify_cover_the_vectors()
    {
        await IngestHandbookAsync();
        var collection = (await JsonAsync("status")).GetProperty("collections")[0];
        Assert.Equal(collection.GetProperty("passages").GetInt64(), collection.GetProperty("vectors").GetProperty("passages").GetInt64());
        Assert.Equal("arctic-xs", collection.GetProperty("vectors").GetProperty("encoder").GetString());
        Assert.True((await JsonAsync("index", "verify")).GetProperty("vectors").GetProperty("ok").GetBoolean());
        Assert.Equal(1, (await JsonAsync("index", "rebuild")).GetProperty("vectors").GetProperty("share").GetDouble());
    }

    [Fact]
    public async Task A_server_that_is_dead_costs_the_vectors_and_nothing_else()
    {
        _commands.Write("page.md", "# Ferries\n\nThe green ferry sails at noon.");
        var config = Config("""{"LongRag":{"Encoders":{"far":{"Kind":"openai","Endpoint":"http://127.0.0.1:9/v1","Model":"m","Dimensions":8}}}}""");
        var ingested = await RunAsync("far", "ingest", _commands.PathOf("page.md"), "-c", config);
        Assert.Contains("The documents are stored; vectors are still to come", ingested.Error, StringComparison.Ordinal);
        Assert.Contains("encoder_unreachable", ingested.Error, StringComparison.Ordinal);
        Assert.Equal(0, ingested.ExitCode);
        var found = await RunAsync("far", "search", "green ferry", "-c", config, "--output", "json");
        Assert.True(found.ExitCode == 0, found.Error);
        Assert.Equal("page.md", found.Json.GetProperty("results")[0].GetProperty("source").GetString());
        Assert.Contains("note:", found.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_dense_index_is_named_words_answer_and_building_mends_it()
    {
        await IngestHandbookAsync();
        var codes = Directory.EnumerateFiles(Path.Combine(_commands.Data, "indexes"), "*.codes", SearchOption.AllDirectories).Single();
        using (var file = new FileStream(codes, FileMode.Open)) file.SetLength(file.Length / 2);
        var found = await RunAsync("arctic-xs", "search", "Why are the funnels green?", "--output", "json");
        Assert.True(found.ExitCode == 0, found.Error);
        Assert.Contains("index_damaged", found.Error, StringComparison.Ordinal);
        Assert.Equal("company-history.txt.gz", found.Json.GetProperty("results")[0].GetProperty("source").GetString());
        await RunAsync("arctic-xs", "index", "build");
        Assert.Equal("fused", (await JsonAsync("search", OtherWords)).GetProperty("results")[0].GetProperty("score_kind").GetString());
        Assert.True((await JsonAsync("index", "verify")).GetProperty("vectors").GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task The_old_index_answers_and_is_named_until_the_new_one_is_built()
    {
        await IngestHandbookAsync();
        var config = Config("""{"LongRag":{"Encoders":{"short":{"Kind":"arctic-xs","MaxTokens":128}}}}""");
        // More passages than are embedded before a search, so that the new index does not come about by asking.
        _commands.Write("many.jsonl", string.Join('\n', Enumerable.Range(0, 80).Select(i => $"{{\"_id\":\"r{i}\",\"text\":\"Record number {i} of the harbour.\"}}")));
        await RunAsync("arctic-xs", "ingest", _commands.PathOf("many.jsonl"));
        var meanwhile = await RunAsync("short", "search", OtherWords, "-c", config, "--output", "json");
        Assert.True(meanwhile.ExitCode == 0, meanwhile.Error);
        Assert.Contains("the one of 'arctic-xs' answers meanwhile", meanwhile.Error, StringComparison.Ordinal);
        Assert.Equal("Who decides", meanwhile.Json.GetProperty("results")[0].GetProperty("section_path").EnumerateArray().Last().GetString());
        var built = await RunAsync("short", "index", "build", "-c", config, "--output", "json");
        Assert.True(built.ExitCode == 0, built.Error);
        Assert.Equal("short", built.Json.GetProperty("vectors").GetProperty("encoder").GetString());
        Assert.Empty(built.Json.GetProperty("vectors").GetProperty("other_encoders").EnumerateArray());
        Assert.Single(Directory.EnumerateFiles(Path.Combine(_commands.Data, "indexes"), "manifest.json", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_question_in_a_script_that_the_encoder_does_not_know_is_answered_by_words_and_told()
    {
        await IngestHandbookAsync();
        var hybrid = await RunAsync("arctic-xs", "search", "Кто может отменить рейс?", "--output", "json");
        Assert.Empty(Json(hybrid).GetProperty("results").EnumerateArray());
        Assert.Contains("note: answered by words alone: The encoder 'arctic-xs' was not made for the script of the question: it knows 0 % of its letters. [unknown_script]", hybrid.Error, StringComparison.Ordinal);
        var dense = await RunAsync("arctic-xs", "search", "谁可以取消航行？", "--retriever", "dense", "--output", "json");
        Assert.NotEmpty(Json(dense).GetProperty("results").EnumerateArray());
        Assert.Contains("[unknown_script]", dense.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("[unknown_script]", (await RunAsync("arctic-xs", "search", OtherWords)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_encoder_that_is_another_than_when_its_index_was_made_is_named()
    {
        await RunAsync("mine", "ingest", Repository.PathOf("samples/handbook"), "-c", Config("{\"LongRag\":{\"Encoders\":{\"mine\":{\"Kind\":\"arctic-xs\",\"MaxTokens\":128}}}}"));
        _commands.Write("many.jsonl", string.Join('\n', Enumerable.Range(0, 80).Select(i => $"{{\"_id\":\"r{i}\",\"text\":\"Record number {i} of the harbour.\"}}")));
        await RunAsync("none", "ingest", _commands.PathOf("many.jsonl"));
        var other = Config("{\"LongRag\":{\"Encoders\":{\"mine\":{\"Kind\":\"arctic-xs\",\"MaxTokens\":64}}}}");
        var found = await RunAsync("mine", "search", OtherWords, "-c", other);
        Assert.True(found.ExitCode == 0, found.Error);
        Assert.Contains("the files or settings of the encoder 'mine' changed since its index was made", found.Error, StringComparison.Ordinal);
        var status = Json(await RunAsync("mine", "status", "-c", other, "--output", "json")).GetProperty("collections")[0].GetProperty("vectors");
        Assert.Equal("the files or settings of the encoder 'mine' changed since its index was made", status.GetProperty("problem").GetString());
    }

    [Fact]
    public async Task An_index_of_a_later_version_and_an_encoder_that_is_gone_do_not_hide_the_rest()
    {
        await IngestHandbookAsync();
        var manifest = Directory.EnumerateFiles(Path.Combine(_commands.Data, "indexes"), "manifest.json", SearchOption.AllDirectories).Single();
        await File.WriteAllTextAsync(manifest, (await File.ReadAllTextAsync(manifest, Token)).Replace("\"version\": 1", "\"version\": 99", StringComparison.Ordinal), Token);
        Assert.Contains("[index_outdated]", (await JsonAsync("status")).GetProperty("collections")[0].GetProperty("vectors").GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.Contains("[index_outdated]", (await JsonAsync("index", "stats")).GetProperty("vectors").GetProperty("problem").GetString(), StringComparison.Ordinal);
        var gone = Config("{\"LongRag\":{\"Encoders\":{\"gone\":{\"Kind\":\"onnx\",\"Path\":\"/nowhere\"}}}}");
        Assert.Contains("[no_encoder]", Json(await RunAsync("gone", "status", "-c", gone, "--output", "json")).GetProperty("collections")[0].GetProperty("vectors").GetProperty("problem").GetString(), StringComparison.Ordinal);
        foreach (var segment in Directory.EnumerateFiles(_commands.Data, "segments_*", SearchOption.AllDirectories)) await File.WriteAllBytesAsync(segment, new byte[20], Token);
        Assert.Contains("[index_damaged]", (await JsonAsync("status")).GetProperty("collections")[0].GetProperty("index_problem").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_looks_at_every_encoder_model_retriever_and_ranker()
    {
        var config = Config("""
            {"LongRag":{
              "Encoders":{"gone":{"Kind":"onnx","Path":"/nowhere"},"far":{"Kind":"openai","Endpoint":"http://127.0.0.1:9/v1","Model":"m","Dimensions":8},"locked":{"Kind":"openai","Endpoint":"http://127.0.0.1:9/v1","Model":"m","Dimensions":8,"ApiKeyEnvironment":"LONGRAG_TEST_NO_SUCH_KEY"}},
              "ChatModels":{"lost":{"Kind":"gguf","Path":"/nowhere.gguf"},"remote":{"Kind":"openai","Endpoint":"http://127.0.0.1:9/v1","Model":"m"}},
              "Rankers":{"blind":{"Kind":"full_list","Model":"lost"}},
              "Retrieval":{"Retrievers":{"ranks":{"Kind":"hybrid"}}}}}
            """);
        var usual = await RunAsync("arctic-xs", "doctor", "-c", config, "--output", "json");
        var states = Json(usual).EnumerateArray().ToDictionary(check => check.GetProperty("check").GetString()!, check => check.GetProperty("state").GetString(), StringComparer.Ordinal);
        Assert.Equal(("ok", "warn", "ok", "warn"), (states["encoder arctic-xs"], states["encoder gone"], states["encoder far"], states["encoder locked"]));
        Assert.Equal(("warn", "ok", "warn", "ok"), (states["chat model lost"], states["chat model remote"], states["ranker blind"], states["retriever ranks"]));
        var used = await RunAsync("gone", "doctor", "-c", config);
        Assert.Equal(3, used.ExitCode);
        Assert.Contains("fail  encoder gone", used.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_retriever_of_the_configuration_has_its_own_fusion()
    {
        await IngestHandbookAsync();
        var config = Config("""{"LongRag":{"Retrieval":{"Retrievers":{"ranks":{"Kind":"hybrid","Fusion":{"Rule":"ReciprocalRank"}}}}}}""");
        var first = Json(await RunAsync("arctic-xs", "search", "funnels", "-c", config, "--retriever", "ranks", "--output", "json")).GetProperty("results")[0];
        var ranks = first.GetProperty("ranks");
        var expected = ranks.EnumerateObject().Sum(rank => 1.0 / (60 + rank.Value.GetInt32()));
        Assert.Equal(expected, first.GetProperty("score").GetDouble(), 1e-12);
        var unknown = await RunAsync("arctic-xs", "search", "funnels", "--retriever", "nobody");
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("hybrid, lexical, dense, bm25", unknown.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("Only ferries are relevant. Ferries are not relevant.")]
    [InlineData("not not never, nor without")]
    public async Task Odd_instructions_leave_an_answer(string instruction)
    {
        await IngestHandbookAsync();
        var found = await RunAsync("arctic-xs", "search", "Why are the funnels green?", "--instruction", instruction, "--output", "json");
        Assert.True(found.ExitCode == 0, found.Error);
        Assert.NotEmpty(found.Json.GetProperty("results").EnumerateArray());
    }

    [Fact]
    public async Task A_changed_page_is_embedded_and_the_rest_is_not_embedded_again()
    {
        _commands.Write("docs/a.md", "# A\n\nFerries are green.");
        _commands.Write("docs/b.md", "# B\n\nBuses are red.");
        await RunAsync("arctic-xs", "ingest", _commands.PathOf("docs"));
        var keys = Directory.EnumerateFiles(Path.Combine(_commands.Data, "vectors"), "*.vec").Single();
        var before = new FileInfo(keys).Length;
        _commands.Write("docs/b.md", "# B\n\nBuses are blue.");
        await RunAsync("arctic-xs", "ingest", _commands.PathOf("docs"));
        var row = new FileInfo(keys).Length - before;
        Assert.InRange(row, 384 * sizeof(float), 384 * sizeof(float));
        await RunAsync("arctic-xs", "index", "rebuild");
        Assert.Equal(before + row, new FileInfo(keys).Length);
    }

    [Fact]
    public async Task A_dense_side_that_cannot_answer_is_a_note_of_the_result()
    {
        _commands.Write("docs/a.md", "# A\n\nFerries are green.");
        await RunAsync("arctic-xs", "ingest", _commands.PathOf("docs"));
        var config = Config("""{"LongRag":{"Encoders":{"away":{"Kind":"openai","Endpoint":"http://127.0.0.1:9/v1","Model":"m","Dimensions":8}}}}""");
        foreach (var verb in new[] { "search", "ask" })
        {
            var ran = await RunAsync("away", verb, "green ferries", "-c", config, "--quiet", "--output", "json");
            Assert.Equal("", ran.Error);
            Assert.Contains("index_incomplete", Json(ran).GetProperty("notes").EnumerateArray().Select(note => note.GetProperty("code").GetString()));
        }
    }

    [Fact]
    public async Task Passages_can_be_embedded_with_the_sentence_that_carries_their_section()
    {
        _commands.Write("docs/a.md", "# A\n\nFerries are green because green paint was left over.");
        var config = Config("""{"LongRag":{"Retrieval":{"Dense":{"Rendering":"described"}}}}""");
        Assert.Equal(0, (await RunAsync("arctic-xs", "ingest", _commands.PathOf("docs"), "-c", config)).ExitCode);
        var hit = Json(await RunAsync("arctic-xs", "search", "green ferries", "--retriever", "dense", "--explain", "-c", config, "--output", "json")).GetProperty("results")[0];
        Assert.Contains("and the sentence that carries its section in front", hit.GetProperty("explanation").GetProperty("description").GetString(), StringComparison.Ordinal);
    }

    private async Task IngestHandbookAsync()
    {
        var ran = await RunAsync("arctic-xs", "ingest", Repository.PathOf("samples/handbook"));
        Assert.True(ran.ExitCode == 0, ran.Error);
    }

    private async Task<JsonElement> JsonAsync(params string[] arguments) => Json(await RunAsync("arctic-xs", [.. arguments, "--output", "json"]));

    private static JsonElement Json(Ran ran)
    {
        Assert.True(ran.ExitCode == 0, $"exit code {ran.ExitCode}: {ran.Error}");
        return ran.Json;
    }

    private async Task<Ran> RunAsync(string encoder, params string[] arguments)
    {
        using var process = _commands.Start(new Dictionary<string, string>(StringComparer.Ordinal) { [Encoder] = encoder }, arguments);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Token), process.StandardError.ReadToEndAsync(Token));
        process.StandardInput.Close();
        await process.WaitForExitAsync(Token);
        return new Ran(process.ExitCode, await output, await error);
    }

    private string Config(string json) => _commands.Write("longrag-test.json", json);
}
