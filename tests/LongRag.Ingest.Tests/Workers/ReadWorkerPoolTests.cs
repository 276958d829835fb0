using System.Diagnostics;
using System.Globalization;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Ingest.Tests.Workers;

public sealed class ReadWorkerPoolTests : IDisposable
{
    private static readonly WorkerOptions Options = new() { Command = new WorkerCommand("dotnet", [typeof(ScriptedReader).Assembly.Location, ScriptedReader.Verb]), Count = 1 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Documents_remarks_and_progress_arrive_in_order()
    {
        await using var pool = new ReadWorkerPool(Options);
        var items = await ReadAsync(pool, "page 1\nwarn much is left out\ntext Drop the anchor.");
        Assert.Equal(new ReadItem.Progress(1, 100), items[0]);
        Assert.Equal(new IngestIssue("script", "read", "bounded", "much is left out", IsWarning: true), Assert.IsType<ReadItem.Issue>(items[1]).Value);
        var document = Assert.IsType<ReadItem.Parsed>(items[2]).Document;
        Assert.Equal("Drop the anchor.", document.Text);
        Assert.Equal([new Block(BlockKind.Paragraph, new TextSpan(0, 16))], document.Blocks);
        Assert.Equal(3, items.Count);
    }

    [Fact]
    public async Task A_worker_goes_from_file_to_file()
    {
        await using var pool = new ReadWorkerPool(Options);
        var first = await TextAsync(pool, "process");
        Assert.Equal("corrupt", await FailureAsync(pool, "fail corrupt"));
        Assert.Equal(first, await TextAsync(pool, "process"));
    }

    [Fact]
    public async Task Two_files_at_once_have_two_workers_and_three_wait_for_them()
    {
        await using var pool = new ReadWorkerPool(Options with { Count = 2 });
        var read = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => TextAsync(pool, "wait 300\nprocess")));
        Assert.Equal(2, read.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("overflow", "reader_crashed")]
    [InlineData("exit 3", "reader_crashed")]
    [InlineData("text before\nexit 0", "reader_crashed")]
    [InlineData("heap", "memory_limit")]
    [InlineData("native", "memory_limit")]
    [InlineData("circle", "time_limit")]
    [InlineData("wait 60000", "time_limit")]
    [InlineData("throw unheard of", "reader_failed")]
    [InlineData("fail encrypted", "encrypted")]
    [InlineData("repeat 5001", "too_large")]
    [InlineData("repeat 3000\nrepeat 3000", "too_large")]
    public async Task A_bad_file_gets_its_reason_and_the_next_one_is_read(string script, string code)
    {
        // Only what waits for the silence limit gets a short one: on a busy machine filling the memory takes longer than that.
        var silence = TimeSpan.FromSeconds(code is "time_limit" ? 3 : 120);
        await using var pool = new ReadWorkerPool(Options with { SilenceLimit = silence, MemoryLimit = 256L * 1024 * 1024 });
        Assert.Equal(code, await FailureAsync(pool, script, new ReadOptions { MaxCharacters = 5000 }));
        Assert.Equal("The next one.", await TextAsync(pool, "text The next one."));
    }

    [Fact]
    public async Task A_remark_that_quotes_a_nul_of_the_file_is_told_without_it()
    {
        await using var pool = new ReadWorkerPool(Options);
        var items = await ReadAsync(pool, "warn odd\0 name\ntext Read.");
        Assert.Equal("odd name", Assert.Single(items.OfType<ReadItem.Issue>()).Value.Message);
        Assert.Equal("Read.", items.OnlyDocument().Text);
    }

    [Fact]
    public async Task Progress_extends_the_wait_but_not_the_whole()
    {
        var script = string.Join('\n', Enumerable.Range(1, 10).Select(i => $"wait 300\npage {i}"));
        await using (var patient = new ReadWorkerPool(Options with { SilenceLimit = TimeSpan.FromSeconds(1.5) })) Assert.Equal("end", await TextAsync(patient, script + "\ntext end"));
        await using var strict = new ReadWorkerPool(Options with { TimeLimit = TimeSpan.FromSeconds(1) });
        Assert.Equal("time_limit", await FailureAsync(strict, script));
    }

    [Fact]
    public async Task A_worker_killed_in_the_middle_of_a_file_is_replaced()
    {
        await using var pool = new ReadWorkerPool(Options);
        var error = await Assert.ThrowsAsync<LongRagException>(async () =>
        {
            await foreach (var item in ReadingAsync(pool, "process\npage 1\nwait 60000"))
                if (item is ReadItem.Parsed { Document.Text: var id }) Process.GetProcessById(int.Parse(id, CultureInfo.InvariantCulture)).Kill();
        });
        Assert.Equal("reader_crashed", error.Code);
        Assert.Equal("The next one.", await TextAsync(pool, "text The next one."));
    }

    [Fact]
    public async Task A_worker_killed_while_it_waits_costs_no_file()
    {
        await using var pool = new ReadWorkerPool(Options);
        using (var idle = Process.GetProcessById(int.Parse(await TextAsync(pool, "process"), CultureInfo.InvariantCulture)))
        {
            idle.Kill();
            await idle.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal("The next one.", await TextAsync(pool, "text The next one."));
    }

    [Fact]
    public async Task Cancelling_kills_the_worker_at_once()
    {
        using var cancellation = new CancellationTokenSource();
        await using var pool = new ReadWorkerPool(Options);
        Process? process = null;
        var started = Stopwatch.StartNew();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var item in ReadingAsync(pool, "process\npage 1\ncircle", cancellationToken: cancellation.Token))
            {
                if (item is not ReadItem.Parsed { Document.Text: var id }) continue;
                process = Process.GetProcessById(int.Parse(id, CultureInfo.InvariantCulture));
                cancellation.CancelAfter(50);
            }
        });
        Assert.True(process!.HasExited);
        Assert.True(started.Elapsed < TimeSpan.FromSeconds(10), $"{started.Elapsed}");
        process.Dispose();
    }

    [Fact]
    public async Task A_pool_that_is_closed_leaves_no_process()
    {
        Process process;
        await using (var pool = new ReadWorkerPool(Options)) process = Process.GetProcessById(int.Parse(await TextAsync(pool, "process"), CultureInfo.InvariantCulture));
        Assert.True(process.HasExited);
        process.Dispose();
    }

    [Fact]
    public async Task A_file_that_changed_since_it_was_opened_is_not_read()
    {
        await using var pool = new ReadWorkerPool(Options);
        var request = Request("text before", new ReadOptions());
        await File.WriteAllTextAsync(request.File.Path, "text afterwards", TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAsync<LongRagException>(async () =>
        {
            await foreach (var _ in pool.ReadAsync(request, CancellationToken.None)) Assert.Fail("It was read.");
        });
        Assert.Equal("changed_while_read", error.Code);
    }

    [Fact]
    public async Task The_password_and_the_other_choices_reach_the_reader()
    {
        await using var pool = new ReadWorkerPool(Options);
        Assert.Equal("geheim \U0001F511 True deu 3-7", await TextAsync(pool, "options", new ReadOptions { Password = "geheim \U0001F511", Ocr = true, OcrLanguage = "deu", FirstPage = 3, LastPage = 7 }));
    }

    [Fact]
    public async Task Secrets_of_the_environment_do_not_reach_a_worker()
    {
        Environment.SetEnvironmentVariable("LongRag__Postgres__ConnectionString", "Host=there;Password=secret");
        try
        {
            await using var pool = new ReadWorkerPool(Options);
            Assert.Equal("(nothing)", await TextAsync(pool, "environment LongRag__Postgres__ConnectionString"));
            Assert.Equal(Environment.GetEnvironmentVariable("PATH"), await TextAsync(pool, "environment PATH"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("LongRag__Postgres__ConnectionString", null);
        }
    }

    [Fact]
    public async Task What_a_library_prints_breaks_no_frame_and_its_last_words_are_logged()
    {
        var log = new List<string>();
        await using var pool = new ReadWorkerPool(Options with { Log = log.Add });
        Assert.Equal("read", await TextAsync(pool, "greet hello\ncomplain of the font\ntext read"));
        Assert.Empty(log);
        Assert.Equal("reader_crashed", await FailureAsync(pool, "complain of the stream\nexit 9"));
        Assert.Equal("The process that read 'script' ended with exit code 9.\nhello\nof the font\nof the stream", Assert.Single(log).ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_named()
    {
        await using var pool = new ReadWorkerPool(Options with { Command = new WorkerCommand(_folder.PathOf("missing"), []) });
        Assert.Equal("reader_crashed", await FailureAsync(pool, "text never"));
    }

    [Fact]
    public async Task A_program_that_is_no_worker_is_named()
    {
        await using var pool = new ReadWorkerPool(Options with { Command = new WorkerCommand("dotnet", ["--version"]) });
        Assert.Equal("reader_failed", await FailureAsync(pool, "text never"));
    }

    [Fact]
    public async Task A_long_text_arrives_whole()
    {
        await using var pool = new ReadWorkerPool(Options);
        Assert.Equal(new string('x', 3_000_000), await TextAsync(pool, "repeat 3000000"));
    }

    private static async Task<string> FailureAsync(ReadWorkerPool pool, string script, ReadOptions? options, TemporaryFolder folder)
    {
        var error = await Assert.ThrowsAsync<LongRagException>(async () =>
        {
            await foreach (var _ in pool.ReadAsync(Request(folder, script, options ?? new ReadOptions()), CancellationToken.None))
            {
            }
        });
        Assert.DoesNotContain('\n', error.Message);
        return error.Code;
    }

    private Task<string> FailureAsync(ReadWorkerPool pool, string script, ReadOptions? options = null) => FailureAsync(pool, script, options, _folder);

    private async Task<string> TextAsync(ReadWorkerPool pool, string script, ReadOptions? options = null)
    {
        var items = new List<ReadItem>();
        await foreach (var item in ReadingAsync(pool, script, options)) items.Add(item);
        return items.OnlyDocument().Text;
    }

    private async Task<IReadOnlyList<ReadItem>> ReadAsync(ReadWorkerPool pool, string script)
    {
        var items = new List<ReadItem>();
        await foreach (var item in ReadingAsync(pool, script)) items.Add(item);
        return items;
    }

    private IAsyncEnumerable<ReadItem> ReadingAsync(ReadWorkerPool pool, string script, ReadOptions? options = null, CancellationToken cancellationToken = default) =>
        pool.ReadAsync(Request(script, options ?? new ReadOptions()), cancellationToken);

    private ReadRequest Request(string script, ReadOptions options) => Request(_folder, script, options);

    private static ReadRequest Request(TemporaryFolder folder, string script, ReadOptions options)
    {
        var file = new FileInfo(folder.Write(Guid.NewGuid().ToString("N"), script));
        return new ReadRequest(new SeekableFile(file.FullName, file.Length, file.LastWriteTimeUtc), "script", "text/x-script", options);
    }
}
