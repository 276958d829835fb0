using System.Text.Json;
using Xunit;

namespace LongRag.Cli.Tests;

public sealed class IngestTests : IDisposable
{
    private readonly CommandLine _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task The_same_folder_again_changes_nothing()
    {
        _cli.Write("a.md", "# Anchor\n\nDrop the anchor.");
        _cli.Write("sub/b.txt", "The harbour closes at ten.");
        Assert.Equal((2, 0, 0), Counts(await _cli.JsonAsync("ingest", _cli.PathOf())));
        Assert.Equal((0, 0, 2), Counts(await _cli.JsonAsync("ingest", _cli.PathOf())));
    }

    [Fact]
    public async Task Changed_content_replaces_the_document_under_its_id()
    {
        _cli.Write("a.md", "# Anchor\n\nDrop the anchor.");
        await _cli.JsonAsync("ingest", _cli.PathOf());
        var before = (await _cli.JsonAsync("list"))[0].GetProperty("id").GetString();
        _cli.Write("a.md", "# Anchor\n\nWeigh the anchor.");
        Assert.Equal((0, 1, 0), Counts(await _cli.JsonAsync("ingest", _cli.PathOf())));
        Assert.Equal(before, (await _cli.JsonAsync("list"))[0].GetProperty("id").GetString());
        Assert.Empty((await _cli.JsonAsync("search", "drop")).GetProperty("results").EnumerateArray());
        Assert.Single((await _cli.JsonAsync("search", "weigh")).GetProperty("results").EnumerateArray());
    }

    [Fact]
    public async Task A_moved_folder_is_no_new_document()
    {
        _cli.Write("old/a.md", "# Anchor\n\nDrop the anchor.");
        await _cli.JsonAsync("ingest", _cli.PathOf("old"));
        Directory.Move(_cli.PathOf("old"), _cli.PathOf("new"));
        Assert.Equal((0, 0, 1), Counts(await _cli.JsonAsync("ingest", _cli.PathOf("new"))));
    }

    [Fact]
    public async Task Skip_existing_leaves_changed_files_alone()
    {
        _cli.Write("a.md", "first");
        await _cli.JsonAsync("ingest", _cli.PathOf());
        _cli.Write("a.md", "second");
        Assert.Equal((0, 0, 1), Counts(await _cli.JsonAsync("ingest", _cli.PathOf(), "--mode", "skip-existing")));
        Assert.Equal("first", (await _cli.RunAsync("get", "a.md", "--text")).Output);
    }

    [Fact]
    public async Task Sync_deletes_what_vanished_and_nothing_else()
    {
        _cli.Write("a.md", "stays");
        _cli.Write("b.md", "goes");
        await _cli.JsonAsync("ingest", _cli.PathOf());
        File.Delete(_cli.PathOf("b.md"));
        var report = await _cli.JsonAsync("ingest", _cli.PathOf(), "--mode", "sync");
        Assert.Equal(1, report.GetProperty("deleted").GetInt32());
        Assert.Equal("a.md", Assert.Single((await _cli.JsonAsync("list")).EnumerateArray()).GetProperty("source").GetString());
    }

    [Fact]
    public async Task Sync_of_a_folder_that_is_not_there_deletes_nothing()
    {
        _cli.Write("a.md", "stays");
        await _cli.JsonAsync("ingest", _cli.PathOf());
        var ran = await _cli.RunAsync("ingest", _cli.PathOf("missing"), "--mode", "sync", "--output", "json");
        Assert.Equal(7, ran.ExitCode);
        Assert.Equal(0, ran.Json.GetProperty("deleted").GetInt32());
        Assert.Equal("not_found", ran.Json.GetProperty("failed")[0].GetProperty("code").GetString());
        Assert.Single((await _cli.JsonAsync("list")).EnumerateArray());
    }

    [Fact]
    public async Task A_gitignore_and_dot_files_are_respected_unless_told_otherwise()
    {
        _cli.Write(".gitignore", "drafts/\n*.tmp.md\n");
        _cli.Write("a.md", "taken");
        _cli.Write("x.tmp.md", "ignored");
        _cli.Write("drafts/b.md", "ignored");
        _cli.Write(".hidden.md", "hidden");
        Assert.Equal((1, 0, 0), Counts(await _cli.JsonAsync("ingest", _cli.PathOf())));
        Assert.Equal((3, 0, 1), Counts(await _cli.JsonAsync("ingest", _cli.PathOf(), "--no-ignore", "--include", "*.md")));
    }

    [Fact]
    public async Task Includes_excludes_and_globs_choose_files()
    {
        foreach (var name in new[] { "a.md", "b.txt", "sub/c.md", "sub/d.txt" }) _cli.Write(name, name);
        Assert.Equal((2, 0, 0), Counts(await _cli.JsonAsync("ingest", _cli.PathOf(), "--include", "*.md", "--dry-run")));
        Assert.Equal((1, 0, 0), Counts(await _cli.JsonAsync("ingest", _cli.PathOf(), "--include", "*.md", "--exclude", "sub/**", "--dry-run")));
        Assert.Equal((1, 0, 0), Counts(await _cli.JsonAsync("ingest", _cli.PathOf("*.txt"), "--dry-run")));
        Assert.Equal((2, 0, 0), Counts(await _cli.JsonAsync("ingest", _cli.PathOf("**", "*.txt"), "--dry-run")));
    }

    [Fact]
    public async Task A_dry_run_stores_nothing()
    {
        _cli.Write("a.md", "text");
        Assert.Equal((1, 0, 0), Counts(await _cli.JsonAsync("ingest", _cli.PathOf(), "--dry-run")));
        Assert.Equal(4, (await _cli.RunAsync("list")).ExitCode);
    }

    [Fact]
    public async Task One_bad_file_fails_by_name_and_the_others_are_read()
    {
        _cli.Write("good.md", "# Good\n\nText.");
        await File.WriteAllBytesAsync(_cli.PathOf("bad.txt"), [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 62, 0]);
        var ran = await _cli.RunAsync("ingest", _cli.PathOf(), "--output", "json");
        Assert.Equal(7, ran.ExitCode);
        Assert.Equal(1, ran.Json.GetProperty("added").GetInt32());
        var failure = Assert.Single(ran.Json.GetProperty("failed").EnumerateArray());
        Assert.Equal(("bad.txt", "binary_file"), (failure.GetProperty("source").GetString(), failure.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_pdf_is_read_by_a_worker_and_again_changes_nothing()
    {
        Directory.CreateDirectory(_cli.PathOf());
        await File.WriteAllBytesAsync(_cli.PathOf("a.pdf"), TinyPdf.Of("The first ferry", "The second ferry"));
        await File.WriteAllBytesAsync(_cli.PathOf("cut.pdf"), TinyPdf.Of("The first ferry")[..60]);
        var ran = await _cli.RunAsync("ingest", _cli.PathOf(), "--workers", "1", "--output", "json");
        Assert.Equal(7, ran.ExitCode);
        Assert.Equal((1, 0, 0), Counts(ran.Json));
        Assert.Equal("cut.pdf", Assert.Single(ran.Json.GetProperty("failed").EnumerateArray()).GetProperty("source").GetString());
        Assert.Equal(2, (await _cli.JsonAsync("list"))[0].GetProperty("pages").GetInt32());
        Assert.Equal((0, 0, 1), Counts((await _cli.RunAsync("ingest", _cli.PathOf(), "--output", "json")).Json));
    }

    [Fact]
    public async Task An_empty_file_is_a_warning()
    {
        _cli.Write("empty.txt", "");
        var report = await _cli.JsonAsync("ingest", _cli.PathOf());
        Assert.Equal("empty_file", Assert.Single(report.GetProperty("warnings").EnumerateArray()).GetProperty("code").GetString());
        Assert.Equal(0, report.GetProperty("failed").GetArrayLength());
    }

    [Fact]
    public async Task Links_that_lead_nowhere_or_in_circles_are_named()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Links need rights on Windows.");
        _cli.Write("sub/a.md", "text");
        File.CreateSymbolicLink(_cli.PathOf("broken.md"), _cli.PathOf("nothing.md"));
        Directory.CreateSymbolicLink(_cli.PathOf("sub", "loop"), _cli.PathOf());
        var ran = await _cli.RunAsync("ingest", _cli.PathOf(), "--output", "json");
        Assert.Equal(7, ran.ExitCode);
        Assert.Equal("broken_link", Assert.Single(ran.Json.GetProperty("failed").EnumerateArray()).GetProperty("code").GetString());
        Assert.Equal("link_loop", Assert.Single(ran.Json.GetProperty("warnings").EnumerateArray()).GetProperty("code").GetString());
        Assert.Equal(1, ran.Json.GetProperty("added").GetInt32());
    }

    [Fact]
    public async Task A_name_with_a_line_break_is_read_and_stays_on_one_line_of_output()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Windows has no such names.");
        _cli.Write("two\nlines.md", "# Odd\n\nStill read.");
        await _cli.JsonAsync("ingest", _cli.PathOf());
        Assert.Single((await _cli.RunAsync("list")).Output.TrimEnd().Split('\n'));
    }

    private static (int Added, int Changed, int Unchanged) Counts(JsonElement report) =>
        (report.GetProperty("added").GetInt32(), report.GetProperty("changed").GetInt32(), report.GetProperty("unchanged").GetInt32());
}
