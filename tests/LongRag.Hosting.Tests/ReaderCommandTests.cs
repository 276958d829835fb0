using System.Diagnostics;
using LongRag.Ingest;
using LongRag.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace LongRag.Hosting.Tests;

/// <summary>A program of one's own whose PDF files are read by another process.</summary>
public sealed class ReaderCommandTests : IDisposable
{
    private static readonly WorkerCommand Fragile = new("dotnet", [typeof(FragileReader).Assembly.Location, FragileReader.Verb]);

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_document_that_kills_its_reader_leaves_the_program_alive_and_the_others_are_read()
    {
        await using var local = await LocalLongRag.OpenAsync(Configure, cancellationToken: Cancellation);
        var job = await IngestAsync(local.LongRag, ("killer.pdf", Bytes(FragileReader.Killer)), ("handbook.pdf", Handbook));
        Assert.Equal(("partial", 1), (job.Status, job.Result!.Added));
        Assert.Equal([("killer.pdf", IngestCodes.ReaderCrashed)], job.Result.Failed.Select(issue => (issue.Source, issue.Code)));
        Assert.Equal("handbook.pdf", (await local.LongRag.SearchAsync(new SearchRequest { Query = "standby day" }, Cancellation)).Results[0].Source);
    }

    [Fact]
    public async Task A_host_s_document_that_never_ends_is_given_up_after_the_configured_time()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLongRag(options =>
        {
            Configure(options);
            options.Settings["Ingestion:FileSilenceSeconds"] = "5";
        });
        using var host = builder.Build();
        await host.StartAsync(Cancellation);
        var started = Stopwatch.GetTimestamp();
        var job = await IngestAsync(host.Services.GetRequiredService<IManagedLongRag>(), ("endless.pdf", Bytes(FragileReader.Endless)));
        Assert.Equal(("failed", IngestCodes.TimeLimit), (job.Status, job.Error!.Code));
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 5, 120);
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public void Without_a_command_and_without_the_command_line_beside_it_the_program_reads_by_itself() =>
        Assert.Null(new LongRagOptions { DataPath = _folder.Path }.Engine(NullLogger.Instance, TimeProvider.System).Workers);

    [Fact]
    public void A_command_is_started_within_the_configured_limits()
    {
        var options = new LongRagOptions { DataPath = _folder.Path, ReaderCommand = Fragile, Settings = { ["Ingestion:FileSilenceSeconds"] = "7", ["Ingestion:FileSeconds"] = "70", ["Ingestion:FileMegabytes"] = "300", ["Ingestion:Workers"] = "3" } };
        var workers = options.Engine(NullLogger.Instance, TimeProvider.System).Workers!;
        Assert.Equal((Fragile, TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(70), 300L * 1024 * 1024, 3), (workers.Command, workers.SilenceLimit, workers.TimeLimit, workers.MemoryLimit, workers.Count));
    }

    [Theory]
    [InlineData("longrag", true, true)]
    [InlineData("LongRag.Cli", true, true)]
    [InlineData("longrag", false, false)]
    [InlineData("longrags", true, false)]
    public void The_command_line_beside_a_program_is_found_where_it_can_be_executed(string name, bool isExecutable, bool isFound)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("There it is the ending that makes a program.");
            return;
        }

        var path = _folder.PathOf(name);
        File.WriteAllText(path, "#!/bin/sh\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | (isExecutable ? UnixFileMode.UserExecute : UnixFileMode.None));
        var found = ReaderWorkers.Beside(_folder.Path);
        Assert.Equal(isFound ? path : null, found?.FileName);
        if (isFound) Assert.Equal(["read-worker"], found!.Arguments);
    }

    private static byte[] Handbook => File.ReadAllBytes(Repository.PathOf("samples", "handbook", "staff-handbook.pdf"));

    private static byte[] Bytes(string text) => System.Text.Encoding.ASCII.GetBytes(text);

    private void Configure(LongRagOptions options)
    {
        options.DataPath = _folder.Path;
        options.Settings["Retrieval:Encoder"] = "none";
        options.ReaderCommand = Fragile;
    }

    private static async Task<JobInfo> IngestAsync(IManagedLongRag session, params (string Source, byte[] Bytes)[] files)
    {
        AcceptedUpload accepted;
        await using (var upload = await session.BeginUploadAsync(Collection.DefaultName, Cancellation))
        {
            foreach (var (source, bytes) in files) await upload.AddAsync(source, null, new MemoryStream(bytes), Cancellation);
            accepted = await upload.CommitAsync(new UploadOptions(), Cancellation);
        }

        JobInfo? last = null;
        await foreach (var state in session.WatchJobAsync(accepted.JobId, Cancellation)) last = state;
        return last!;
    }
}
