using System.IO.Compression;
using System.Text;
using Xunit;

namespace LongRag.Cli.Tests;

/// <summary>Files that no run may stumble over: each ends as a named failure or warning, and the good file beside it is read.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly CommandLine _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_hundred_thousand_nested_tags_end_the_file_not_the_program()
    {
        _cli.Write("deep.html", "<html><body>" + string.Concat(Enumerable.Repeat("<div>", 100_000)) + "bottom");
        Assert.Equal(["too_deep"], await FailuresAsync());
    }

    [Fact]
    public async Task A_line_of_200_megabytes_is_too_large()
    {
        var path = _cli.Write("line.txt", "");
        await using (var file = File.Create(path))
        {
            var chunk = new byte[1 << 20];
            Array.Fill(chunk, (byte)'x');
            for (var i = 0; i < 200; i++) await file.WriteAsync(chunk);
        }

        Assert.Equal(["too_large"], await FailuresAsync());
    }

    [Fact]
    public async Task A_gzip_bomb_is_refused()
    {
        await using (var gzip = new GZipStream(File.Create(_cli.Write("bomb.txt.gz", "")), CompressionLevel.Fastest)) await gzip.WriteAsync(new byte[200_000_000]);
        Assert.Contains(await FailuresAsync(), code => code is "decompression_bomb" or "binary_file");
    }

    [Fact]
    public async Task A_cut_gzip_is_truncated()
    {
        using var memory = new MemoryStream();
        await using (var gzip = new GZipStream(memory, CompressionLevel.Fastest, leaveOpen: true)) await gzip.WriteAsync(Encoding.UTF8.GetBytes(string.Join(' ', Enumerable.Range(0, 50_000))));
        await File.WriteAllBytesAsync(_cli.Write("cut.txt.gz", ""), memory.ToArray()[..(int)(memory.Length / 2)]);
        Assert.Equal(["truncated"], await FailuresAsync());
    }

    [Fact]
    public async Task Duplicate_ids_and_lines_that_are_no_objects_are_named_and_the_first_is_kept()
    {
        _cli.Write("r.jsonl", "{\"_id\":\"a\",\"text\":\"first\"}\n{\"_id\":\"a\",\"text\":\"second\"}\n17\n");
        Assert.Equal(["duplicate_id", "not_an_object"], await FailuresAsync());
        Assert.Equal("first", (await _cli.RunAsync("get", "a", "--text")).Output);
    }

    [Fact]
    public async Task Half_surrogates_and_nul_escapes_in_records_do_not_stop_the_run()
    {
        _cli.Write("r.jsonl", "{\"_id\":\"a\",\"text\":\"broken \\ud800 pair and \\u0000 nul\",\"metadata\":{\"who\":\"\\udc00\"}}\n");
        Assert.Empty(await FailuresAsync());
        Assert.Equal("broken \ufffd pair and \ufffd nul", (await _cli.RunAsync("get", "a", "--text")).Output);
    }

    [Fact]
    public async Task A_file_that_may_not_be_opened_is_unreadable()
    {
        var secret = _cli.Write("secret.md", "text");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(secret, UnixFileMode.None);
        if (OperatingSystem.IsWindows() || Environment.UserName is "root") Assert.Skip("Root, and Windows without rights of its own, may open everything.");
        Assert.Equal(["unreadable"], await FailuresAsync());
    }

    [Fact]
    public async Task Formats_that_are_not_read_are_named()
    {
        _cli.Write("a.rtf", "{\\rtf1 text}");
        Assert.Equal(["unsupported_type"], await FailuresAsync());
    }

    [Fact]
    public async Task A_corpus_of_a_newer_program_is_left_alone()
    {
        _cli.Write("a.md", "text");
        await _cli.JsonAsync("ingest", _cli.PathOf());
        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(_cli.Data, "corpus.db")};Pooling=false"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 9999";
            await command.ExecuteNonQueryAsync();
        }

        var ran = await _cli.RunAsync("search", "text");
        Assert.Equal(3, ran.ExitCode);
        Assert.Contains("[newer_schema]", ran.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".cfs")]
    [InlineData("segments_")]
    public async Task A_damaged_index_is_named_and_rebuilt_on_demand(string part)
    {
        _cli.Write("a.md", "# Anchor\n\nDrop the anchor.");
        await _cli.JsonAsync("ingest", _cli.PathOf());
        foreach (var file in Directory.EnumerateFiles(Path.Combine(_cli.Data, "indexes"), "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f).Contains(part, StringComparison.Ordinal)))
            await File.WriteAllBytesAsync(file, (await File.ReadAllBytesAsync(file))[..20]);
        var search = await _cli.RunAsync("search", "anchor");
        Assert.True(search.ExitCode is 0 or 6, search.Error);
        if (search.ExitCode == 6) Assert.Contains("[index_damaged]", search.Error, StringComparison.Ordinal);
        await _cli.JsonAsync("index", "rebuild");
        Assert.Single((await _cli.JsonAsync("search", "anchor")).GetProperty("results").EnumerateArray());
    }

    /// <summary>Codes of the failures of an ingest in which one good file stands beside the bad one.</summary>
    private async Task<string[]> FailuresAsync()
    {
        _cli.Write("good.md", "# Good\n\nThis file is in order.");
        var ran = await _cli.RunAsync("ingest", _cli.PathOf(), "--output", "json", "--quiet");
        Assert.Single((await _cli.JsonAsync("search", "order")).GetProperty("results").EnumerateArray());
        var failures = ran.Json.GetProperty("failed").EnumerateArray().Select(f => f.GetProperty("code").GetString()!).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(failures.Length > 0 ? 7 : 0, ran.ExitCode);
        return failures;
    }
}
