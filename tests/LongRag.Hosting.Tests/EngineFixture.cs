using System.Text;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Hosting.Tests;

/// <summary>An engine over a folder of its own, without vectors unless a test wants them.</summary>
public abstract class EngineFixture : IAsyncLifetime
{
    private protected TemporaryFolder Folder { get; } = new();

    private protected LongRagEngine Engine { get; private set; } = null!;

    private protected IManagedLongRag Owner => Engine.For(Principal.Owner);

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected virtual void Configure(IDictionary<string, string?> settings) => settings["Retrieval:Encoder"] = "none";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => await OpenAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await Engine.DisposeAsync();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of what the engine might wait for, before it is closed.</summary>
    private protected virtual ValueTask CloseAsync() => ValueTask.CompletedTask;

    private protected async Task OpenAsync(bool runsJobs = true)
    {
        var options = new LongRagOptions { DataPath = Folder.Path };
        Configure(options.Settings);
        Engine = await LongRagEngine.OpenAsync(new EngineOptions(options.Read(), Folder.Path) { RunsJobs = runsJobs }, Cancellation);
    }

    private protected async Task ReopenAsync(bool runsJobs = true)
    {
        await Engine.DisposeAsync();
        await OpenAsync(runsJobs);
    }

    /// <summary>Uploads texts by their sources and waits for the end of their job.</summary>
    private protected async Task<JobInfo> IngestAsync(IManagedLongRag session, params (string Source, string Text)[] files) => await EndOfAsync(session, (await UploadAsync(session, new UploadOptions(), files)).JobId);

    private protected static async Task<AcceptedUpload> UploadAsync(IManagedLongRag session, UploadOptions options, params (string Source, string Text)[] files)
    {
        await using var upload = await session.BeginUploadAsync(Collection.DefaultName, Cancellation);
        foreach (var (source, text) in files)
        {
            using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(text));
            await upload.AddAsync(source, null, bytes, Cancellation);
        }

        return await upload.CommitAsync(options, Cancellation);
    }

    private protected static async Task<JobInfo> EndOfAsync(IManagedLongRag session, string job)
    {
        JobInfo? last = null;
        await foreach (var state in session.WatchJobAsync(job, Cancellation)) last = state;
        return last!;
    }

    private protected static async Task<IReadOnlyList<SearchHit>> FindAsync(IManagedLongRag session, string question) => (await session.SearchAsync(new SearchRequest { Query = question }, Cancellation)).Results;
}
