using System.IO.Compression;
using System.Text.Json;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Cli.Tests;

public sealed class ReadTests : IDisposable
{
    private readonly CommandLine _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Text_is_printed_as_it_is_stored()
    {
        var file = _cli.Write("a.md", "# Anchor\n\nDrop *it*.\n\n- rope\n- chain\n");
        var ran = await _cli.RunAsync("read", file);
        Assert.Equal((0, "Anchor\n\nDrop it.\n\n- rope\n- chain\n", ""), (ran.ExitCode, ran.Output, ran.Error));
    }

    [Fact]
    public async Task Markdown_marks_headings_lists_tables_code_and_what_only_looks_like_it()
    {
        var file = _cli.Write("a.html", "<h2>Fares</h2><p># no heading</p><p>2. no item</p><ul><li>car<ul><li>long</li></ul></li></ul><table><tr><th>Class</th><th>EUR</th></tr><tr><td>car</td><td>12</td></tr></table><pre>a  ``` b</pre><blockquote>Mind the gap.</blockquote>");
        Assert.Equal("""
            ## Fares

            \# no heading

            2\. no item

            - car
                - long

            | Class | EUR |
            | --- | --- |
            | car | 12 |

            ````
            a  ``` b
            ````

            > Mind the gap.

            """.ReplaceLineEndings("\n"), (await _cli.RunAsync("read", file, "--whole-page", "-o", "markdown")).Output);
    }

    [Fact]
    public async Task Json_has_every_field_of_a_document_with_pages()
    {
        var file = _cli.Write("log.txt", "First page.\fSecond page.");
        var ran = await _cli.RunAsync("read", file, "--output", "json");
        Assert.Equal(
            $$"""{"file":{{JsonSerializer.Serialize(file)}},"media_type":"text/plain","outcome":"text","error_kind":null,"message":null,"pages":2,"text":"First page.\fSecond page.","page_spans":[{"page":1,"start_char":0,"end_char":12},{"page":2,"start_char":12,"end_char":24}],"headings":[],"warnings":[]}""" + "\n",
            ran.Output.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Json_of_several_files_is_a_line_each_in_the_order_given()
    {
        var ran = await _cli.RunAsync("read", _cli.Write("b.md", "# B\n\nx"), _cli.PathOf("missing.md"), _cli.Write("a.txt", ""), "-o", "json");
        Assert.Equal(7, ran.ExitCode);
        Assert.Equal(
            [("b.md", "text", null), ("a.txt", "empty", "empty_file"), ("missing.md", "error", "not_found")],
            Lines(ran).Select(l => (Path.GetFileName(l.GetProperty("file").GetString()), l.GetProperty("outcome").GetString(), l.GetProperty("error_kind").GetString())));
        var heading = Lines(ran)[0].GetProperty("headings")[0];
        Assert.Equal((1, "B", JsonValueKind.Null), (heading.GetProperty("level").GetInt32(), heading.GetProperty("text").GetString(), heading.GetProperty("page").ValueKind));
    }

    [Fact]
    public async Task Records_are_a_line_each_with_their_key_and_a_bad_one_is_a_warning_or_an_error()
    {
        var file = _cli.Write("r.jsonl", "{\"_id\":\"a\",\"text\":\"one\"}\n{\"_id\":\"b\"\n{\"_id\":\"c\",\"text\":\"three\"}\nrubbish\n");
        var ran = await _cli.RunAsync("read", file, "-o", "json");
        var lines = Lines(ran);
        Assert.Equal(["a", "c"], lines.Take(2).Select(l => l.GetProperty("key").GetString()));
        Assert.Equal("corrupt", lines[1].GetProperty("warnings")[0].GetProperty("code").GetString());
        Assert.Equal("error", lines[2].GetProperty("outcome").GetString());
        Assert.Equal(7, ran.ExitCode);
        Assert.Equal("==> a <==\none\n==> c <==\nthree\n", (await _cli.RunAsync("read", file)).Output.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task A_pdf_is_read_by_a_worker_and_pages_can_be_chosen()
    {
        var file = _cli.Write("a.pdf", "");
        await File.WriteAllBytesAsync(file, TinyPdf.Of("The first ferry", "The second ferry", "The third ferry"), TestContext.Current.CancellationToken);
        var all = Lines(await _cli.RunAsync("read", file, "-o", "json"))[0];
        Assert.Equal(("application/pdf", 3), (all.GetProperty("media_type").GetString(), all.GetProperty("pages").GetInt32()));
        Assert.Equal("The first ferry\n\nThe second ferry\n\nThe third ferry", all.GetProperty("text").GetString());
        var some = Lines(await _cli.RunAsync("read", file, "-o", "json", "--pages", "2-"))[0];
        Assert.Equal("The second ferry\n\nThe third ferry", some.GetProperty("text").GetString());
        Assert.Equal([2, 3], some.GetProperty("page_spans").EnumerateArray().Select(s => s.GetProperty("page").GetInt32()));
    }

    [Fact]
    public async Task A_zipped_pdf_and_one_on_standard_input_are_read_and_leave_nothing_in_the_temporary_folder()
    {
        using var temporary = new TemporaryFolder();
        var environment = new Dictionary<string, string> { ["TMPDIR"] = temporary.Path, ["TEMP"] = temporary.Path, ["TMP"] = temporary.Path };
        var pdf = TinyPdf.Of("The first ferry");
        var file = _cli.Write("a.pdf.gz", "");
        await using (var zip = new GZipStream(File.Create(file), CompressionLevel.Fastest)) await zip.WriteAsync(pdf, TestContext.Current.CancellationToken);
        Assert.Equal("The first ferry\n", await PipedAsync(environment, [], "read", file));
        Assert.Equal("The first ferry\n", await PipedAsync(environment, pdf, "read", "-"));
        Assert.Empty(Directory.GetFiles(temporary.Path, "longrag-*"));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("7-3")]
    [InlineData("a-b")]
    [InlineData("-")]
    [InlineData("3-4-5")]
    [InlineData("99999999999")]
    public async Task Pages_that_are_none_are_refused(string pages)
    {
        var ran = await _cli.RunAsync("read", "x", $"--pages={pages}");
        Assert.Equal((2, $"longrag: --pages is '{pages}'; it must be one page (5), a range (3-7) or all from one on (5-)."), (ran.ExitCode, ran.Error.Split('\n')[0].TrimEnd()));
    }

    [Fact]
    public async Task Reading_and_examining_make_no_data_folder()
    {
        var file = _cli.Write("a.md", "text");
        await _cli.RunAsync("read", file);
        await _cli.RunAsync("doctor", file);
        Assert.False(Directory.Exists(_cli.Data));
    }

    [Fact]
    public async Task The_common_output_option_still_stands_before_and_behind_other_commands()
    {
        _cli.Write("a.md", "text");
        await _cli.JsonAsync("ingest", _cli.PathOf());
        Assert.Equal((await _cli.RunAsync("list", "--output", "json")).Output, (await _cli.RunAsync("--output", "json", "list")).Output);
        Assert.True((await _cli.JsonAsync("index", "verify")).GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task The_doctor_says_what_a_file_is_and_what_to_do()
    {
        var good = _cli.Write("good.pdf", "");
        await File.WriteAllBytesAsync(good, TinyPdf.Of("The first ferry", "The second ferry"), TestContext.Current.CancellationToken);
        var well = await _cli.RunAsync("doctor", good);
        Assert.Equal((0, $"ok    {good}: PDF, 859 B, 2 pages, 33 characters of text\n"), (well.ExitCode, well.Output.ReplaceLineEndings("\n")));
        var empty = _cli.Write("empty.pdf", "");
        var ill = await _cli.RunAsync("doctor", empty);
        Assert.Equal((7, $"fail  {empty}: not opened, 0 B\n      'empty.pdf' is empty. [empty_file]\n      -> It holds nothing: get it again, or leave it out.\n"), (ill.ExitCode, ill.Output.ReplaceLineEndings("\n")));
        var json = await _cli.RunAsync("doctor", empty, "-o", "jsonl");
        Assert.Equal(("error", "empty_file"), (json.Json.GetProperty("outcome").GetString(), json.Json.GetProperty("error_kind").GetString()));
    }

    [Fact]
    public async Task The_verb_of_the_workers_is_in_no_help() => Assert.DoesNotContain(ReadWorkers.Verb, (await _cli.RunAsync("--help")).Output, StringComparison.Ordinal);

    private async Task<string> PipedAsync(Dictionary<string, string> environment, byte[] input, params string[] arguments)
    {
        using var process = _cli.Start(environment, arguments);
        await process.StandardInput.BaseStream.WriteAsync(input);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        return output.ReplaceLineEndings("\n");
    }

    private static JsonElement[] Lines(Ran ran) => [.. ran.Output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
}
