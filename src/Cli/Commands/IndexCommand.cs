using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace LongRag.Cli.Commands;

/// <summary><c>longrag index</c>: the lexical index, a projection of the store.</summary>
internal static class IndexCommand
{
    public static Command Create()
    {
        var command = new Command("index", "Look after the index of a collection.");
        command.Add(new Command("build", "Bring the index up with the store.").Does((invocation, token) => BuildAsync(invocation, clear: false, token)));
        command.Add(new Command("rebuild", "Empty the index and build it from the store.").Does((invocation, token) => BuildAsync(invocation, clear: true, token)));
        command.Add(new Command("verify", "Compare the index with the store; exit code 5 where they differ.").Does(VerifyAsync));
        command.Add(new Command("stats", "Show sizes of the index.").Does(StatsAsync));
        return command;
    }

    private static async Task<int> BuildAsync(Invocation invocation, bool clear, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.GetTimestamp();
        await using var workspace = await Workspace.OpenToWriteAsync(invocation, cancellationToken);
        var collection = await workspace.CollectionAsync(invocation.Collection, cancellationToken);
        if (clear) await workspace.IndexToWrite(collection).ClearAsync(cancellationToken);
        await workspace.CatchUpAsync(collection.Name, cancellationToken);
        return await WriteStatisticsAsync(workspace, collection, Stopwatch.GetElapsedTime(clock), cancellationToken);
    }

    private static async Task<int> StatsAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var workspace = await Workspace.OpenToReadAsync(invocation, cancellationToken);
        return await WriteStatisticsAsync(workspace, await workspace.CollectionAsync(invocation.Collection, cancellationToken), TimeSpan.Zero, cancellationToken);
    }

    private static async Task<int> WriteStatisticsAsync(Workspace workspace, Collection collection, TimeSpan elapsed, CancellationToken cancellationToken)
    {
        var statistics = workspace.IndexStatistics(collection) ?? throw new LongRagException("not_found", $"Collection '{collection.Name}' has no index yet: longrag index build");
        var row = new IndexOutput(collection.Name, statistics.Position, await workspace.Store.PositionAsync(cancellationToken), statistics.Passages, statistics.Bytes, statistics.Segments, statistics.Deleted, Math.Round(elapsed.TotalSeconds, 3));
        var terminal = workspace.Invocation.Terminal;
        if (!terminal.IsHuman) CliJson.Write(terminal, row);
        else terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.Collection}: {row.Passages} passages, {row.Segments} segments, {Places.Bytes(row.Bytes)}, {row.Deleted} deleted passages not yet merged away; position {row.Position} of {row.StorePosition}"));
        return ExitCode.Done;
    }

    private static async Task<int> VerifyAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var workspace = await Workspace.OpenToReadAsync(invocation, cancellationToken);
        var collection = await workspace.CollectionAsync(invocation.Collection, cancellationToken);
        var result = await workspace.VerifyIndexAsync(collection, cancellationToken);
        var terminal = invocation.Terminal;
        if (!terminal.IsHuman) CliJson.Write(terminal, result);
        else if (result.Ok) terminal.Out.WriteLine($"{result.Collection}: the index holds exactly the store's passages (position {result.Position}).");
        else terminal.Out.WriteLine($"{result.Collection}: {result.Missing} passages are missing from the index and {result.Extra} are too many (position {result.Position} of {result.StorePosition}); e.g. {string.Join(", ", result.Examples)}. Mend it with: longrag index rebuild");
        return result.Ok ? ExitCode.Done : ExitCode.Validation;
    }
}
