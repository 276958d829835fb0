using System.Globalization;
using Xunit;

namespace LongRag.Cli.Tests;

public sealed class CorpusCommandTests : IDisposable
{
    private readonly CommandLine _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Deleting_a_document_takes_it_out_of_store_and_index()
    {
        await IngestAsync();
        Assert.Equal(1, (await _cli.JsonAsync("delete", "a.md")).GetProperty("deleted").GetInt32());
        Assert.Empty((await _cli.JsonAsync("search", "anchor")).GetProperty("results").EnumerateArray());
        Assert.True((await _cli.JsonAsync("index", "verify")).GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task One_misspelt_reference_deletes_nothing()
    {
        await IngestAsync();
        Assert.Equal(4, (await _cli.RunAsync("delete", "a.md", "zzz.md")).ExitCode);
        Assert.Equal(2, (await _cli.JsonAsync("list")).GetArrayLength());
    }

    [Fact]
    public async Task A_deleted_index_folder_is_rebuilt_by_the_next_search_or_build()
    {
        await IngestAsync();
        Directory.Delete(Path.Combine(_cli.Data, "indexes"), recursive: true);
        Assert.Equal(5, (await _cli.RunAsync("index", "verify")).ExitCode);
        await _cli.JsonAsync("index", "build");
        Assert.True((await _cli.JsonAsync("index", "verify")).GetProperty("ok").GetBoolean());
        Assert.Equal(2, (await _cli.JsonAsync("search", "anchor")).GetProperty("results").GetArrayLength());
    }

    [Fact]
    public async Task Export_and_import_give_the_same_corpus()
    {
        await IngestAsync();
        var exported = (await _cli.RunAsync("export")).Output;
        Assert.Equal(3, exported.TrimEnd().Split('\n').Length);
        using var other = new CommandLine();
        var file = other.Write("export.jsonl", exported);
        Assert.Equal(0, (await other.RunAsync("import", file)).ExitCode);
        Assert.Equal(exported, (await other.RunAsync("export")).Output);
        Assert.Equal(
            (await _cli.JsonAsync("search", "anchor")).GetProperty("results")[0].GetProperty("id").GetString(),
            (await other.JsonAsync("search", "anchor")).GetProperty("results")[0].GetProperty("id").GetString());
        Assert.Equal(2, (await other.JsonAsync("ingest", _cli.PathOf())).GetProperty("unchanged").GetInt32());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"longrag_export\":99,\"name\":\"default\",\"language\":\"en\",\"passage_tokens\":256}")]
    [InlineData("{\"longrag_export\":1,\"name\":\"default\",\"language\":\"en\",\"passage_tokens\":256}\n{\"source\":\"a\"}")]
    public async Task A_file_that_is_no_export_is_refused_with_its_line(string content)
    {
        var ran = await _cli.RunAsync("import", _cli.Write("bad.jsonl", content));
        Assert.Equal(5, ran.ExitCode);
        Assert.Contains("Line ", ran.Error, StringComparison.Ordinal);
        Assert.Contains("[bad_import]", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Collections_have_settings_of_their_own()
    {
        Assert.Equal(0, (await _cli.RunAsync("collections", "create", "vertraege", "--language", "de", "--passage-tokens", "64")).ExitCode);
        _cli.Write("a.txt", "Die Häuser stehen am Hafen.");
        await _cli.JsonAsync("ingest", _cli.PathOf(), "--collection", "vertraege");
        Assert.Single((await _cli.JsonAsync("search", "Haus", "--collection", "vertraege")).GetProperty("results").EnumerateArray());
        Assert.Equal(4, (await _cli.RunAsync("search", "Haus")).ExitCode);
        Assert.Equal(2, (await _cli.RunAsync("collections", "delete", "vertraege")).ExitCode);
        Assert.Equal(0, (await _cli.RunAsync("collections", "delete", "vertraege", "--yes")).ExitCode);
        Assert.Equal(0, (await _cli.JsonAsync("collections")).GetArrayLength());
    }

    [Fact]
    public async Task A_collection_of_which_only_the_name_is_said_has_the_usual_settings()
    {
        Assert.Equal(0, (await _cli.RunAsync("collections", "create", "plain")).ExitCode);
        var made = Assert.Single((await _cli.JsonAsync("collections")).EnumerateArray());
        Assert.Equal(("plain", "en", 256), (made.GetProperty("name").GetString(), made.GetProperty("language").GetString(), made.GetProperty("passage_tokens").GetInt32()));
    }

    [Theory]
    [InlineData("collections", "create", "x", "--passage-tokens", "15")]
    [InlineData("collections", "create", "x", "--passage-tokens", "many")]
    [InlineData("ingest", "x", "--jobs", "many")]
    public async Task A_number_that_is_none_or_out_of_bounds_is_refused_in_a_line(params string[] arguments)
    {
        var ran = await _cli.RunAsync(arguments);
        Assert.Equal((2, ""), (ran.ExitCode, ran.Output));
        Assert.StartsWith("longrag: ", ran.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outline_prints_the_tree()
    {
        await IngestAsync();
        var output = (await _cli.RunAsync("outline", "a.md")).Output;
        Assert.Contains("Anchor", output, StringComparison.Ordinal);
        Assert.Contains("Weighing", output, StringComparison.Ordinal);
        var sections = (await _cli.JsonAsync("outline", "a.md")).GetProperty("sections");
        Assert.Equal(["root", "authored", "authored"], sections.EnumerateArray().Select(s => s.GetProperty("origin").GetString()!));
    }

    [Fact]
    public async Task A_misspelt_key_of_the_configuration_stops_the_program_and_is_named()
    {
        var file = _cli.Write("longrag.json", """{"LongRag":{"Retrieval":{"Bm25":{"K2":1}}}}""");
        var ran = await _cli.RunAsync("config", "show", "-c", file);
        Assert.Equal(5, ran.ExitCode);
        Assert.Contains("K2", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_configuration_is_shown_with_secrets_masked()
    {
        var file = _cli.Write("longrag.json", """{"LongRag":{"Storage":"postgres","Postgres":{"ConnectionString":"Host=db;Username=rag;Password=hunter2"}}}""");
        var output = (await _cli.RunAsync("config", "show", "-c", file)).Output;
        Assert.DoesNotContain("hunter2", output, StringComparison.Ordinal);
        Assert.Contains("Host=db;Username=rag;Password=***", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_counts_documents_and_passages()
    {
        await IngestAsync();
        var row = (await _cli.JsonAsync("status")).GetProperty("collections")[0];
        Assert.Equal((2, true), (row.GetProperty("documents").GetInt32(), row.GetProperty("index_current").GetBoolean()));
    }

    [Fact]
    public async Task Every_command_explains_itself()
    {
        foreach (var command in LongRagCommand.Create().Subcommands)
        {
            var ran = await _cli.RunAsync(command.Name, "--help");
            Assert.Equal(0, ran.ExitCode);
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"longrag {command.Name}"), ran.Output.Replace("LongRag.Cli", "longrag", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    private async Task IngestAsync()
    {
        _cli.Write("a.md", "# Anchor\n\nDrop the anchor.\n\n## Weighing\n\nHeave away.\n");
        _cli.Write("b.txt", "The harbour closes at ten.\n");
        await _cli.JsonAsync("ingest", _cli.PathOf());
    }
}
