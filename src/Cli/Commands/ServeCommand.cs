using System.CommandLine;
using LongRag.Api.Access;
using LongRag.Cli.Serving;

namespace LongRag.Cli.Commands;

/// <summary><c>longrag serve</c>: the HTTP service, until it is told to stop.</summary>
internal static class ServeCommand
{
    public const string Name = "serve";

    /// <summary>What the program gives itself to end: the requests under way have a limit of their own (<c>LongRag:Server:DrainSeconds</c>).</summary>
    public static readonly TimeSpan Termination = TimeSpan.FromHours(2);

    private const string UsualUrl = "http://127.0.0.1:8080";

    private static readonly Option<string?> Urls = new("--urls")
    {
        Description = $"Addresses to listen on, between semicolons (default: ASPNETCORE_URLS, else {UsualUrl}). Others than this machine's need a key.", HelpName = "URL",
    };

    public static Command Create() => new Command(Name, "Serve search, answers and uploads over HTTP, with a page at /.") { Urls }.Does(RunAsync);

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var named = invocation.Get(Urls) ?? Environment.GetEnvironmentVariable("ASPNETCORE_URLS");
        string[] urls = string.IsNullOrWhiteSpace(named) ? [UsualUrl] : named.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        await using (var keys = await ServiceStores.OpenKeysAsync(invocation.Settings, invocation.DataPath, cancellationToken))
        {
            await KeyFile.AdoptAsync(keys, cancellationToken);
            await BindingCheck.RequireAsync(urls, keys, TimeProvider.System, cancellationToken);
        }

        await using var app = ServiceHost.Build(invocation, urls);
        await ServiceHost.StartAsync(app, cancellationToken);
        foreach (var url in app.Urls) invocation.Terminal.Error.WriteLine($"listening on {url}");
        invocation.Terminal.Note($"Page: {app.Urls.First()}/  API: {app.Urls.First()}/docs  (Ctrl-C stops)");
        await UntilAsync(cancellationToken);
        invocation.Terminal.Note("Stopping: no new requests; those under way are finished.");
        await app.StopAsync(CancellationToken.None);
        return ExitCode.Done;
    }

    private static async Task UntilAsync(CancellationToken cancellationToken)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellationToken.Register(stopped.SetResult);
        await stopped.Task;
    }
}
