using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace LongRag.Cli.Commands;

/// <summary><c>longrag index</c>: the lexical and the dense index, projections of the store.</summary>
internal static class IndexCommand
{
    public static Command Create()
    {
        var command = new Command("index", "Look after the indexes of a collection: words, and vectors where an encoder is configured.");
        command.Add(new Command("build", "Bring the indexes up with the store; passages that have no vector yet are embedded.").Does((invocation, token) => BuildAsync(invocation, clear: false, token)));
        command.Add(new Command("rebuild", "Empty the indexes and build them from the store; vectors that are kept already are not made again.").Does((invocation, token) => BuildAsync(invocation, clear: true, token)));
        command.Add(new Command("verify", "Compare the indexes with the store; exit code 5 where they differ.").Does(VerifyAsync));
        command.Add(new Command("stats", "Show sizes of the indexes.").Does(StatsAsync));
        return command;
    }

    private static async Task<int> BuildAsync(Invocation invocation, bool clear, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.GetTimestamp();
        await using var workspace = await Workspace.OpenToWriteAsync(invocation.Context, cancellationToken);
        var collection = await workspace.CollectionAsync(invocation.Collection, cancellationToken);
        using var progress = new ProgressLine(invocation.Terminal);
        if (clear)
            foreach (var index in workspace.IndexesToWrite(collection, progress)) await index.ClearAsync(cancellationToken);
        await workspace.CatchUpAsync(collection.Name, cancellationToken);
        await workspace.CatchUpDenseAsync(collection, progress, cancellationToken);
        progress.Clear();
        return await WriteStatisticsAsync(workspace, collection, Stopwatch.GetElapsedTime(clock), cancellationToken);
    }

    private static async Task<int> StatsAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var workspace = await Workspace.OpenToReadAsync(invocation.Context, cancellationToken);
        return await WriteStatisticsAsync(workspace, await workspace.CollectionAsync(invocation.Collection, cancellationToken), TimeSpan.Zero, cancellationToken);
    }

    private static async Task<int> WriteStatisticsAsync(Workspace workspace, Collection collection, TimeSpan elapsed, CancellationToken cancellationToken)
    {
        var statistics = workspace.IndexStatistics(collection) ?? throw new LongRagException("not_found", $"Collection '{collection.Name}' has no index yet: longrag index build");
        var row = new IndexOutput(collection.Name, statistics.Position, await workspace.Store.PositionAsync(cancellationToken), statistics.Passages, statistics.Bytes, statistics.Segments, statistics.Deleted, Math.Round(elapsed.TotalSeconds, 3), await workspace.VectorsAsync(collection, cancellationToken));
        var terminal = workspace.Invocation.Terminal;
        if (!terminal.IsHuman)
        {
            CliJson.Write(terminal, row);
            return ExitCode.Done;
        }

        terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.Collection}: {row.Passages} passages, {row.Segments} segments, {Places.Bytes(row.Bytes)}, {row.Deleted} deleted passages not yet merged away; position {row.Position} of {row.StorePosition}"));
        if (row.Vectors is { } vectors) terminal.Out.WriteLine(VectorsText.Line(vectors));
        return ExitCode.Done;
    }

    private static async Task<int> VerifyAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var workspace = await Workspace.OpenToReadAsync(invocation.Context, cancellationToken);
        var collection = await workspace.CollectionAsync(invocation.Collection, cancellationToken);
        var result = await workspace.VerifyIndexAsync(collection, cancellationToken);
        var terminal = invocation.Terminal;
        if (!terminal.IsHuman) CliJson.Write(terminal, result);
        else if (result.Ok) terminal.Out.WriteLine($"{result.Collection}: the index holds exactly the store's passages (position {result.Position}).");
        else terminal.Out.WriteLine($"{result.Collection}: {result.Missing} passages are missing from the index and {result.Extra} are too many (position {result.Position} of {result.StorePosition}); e.g. {string.Join(", ", result.Examples)}. Mend it with: longrag index rebuild");
        if (terminal.IsHuman && result.Vectors is { } vectors) terminal.Out.WriteLine(VectorsText.Line(vectors));
        return result.Ok && result.Vectors?.Ok != false ? ExitCode.Done : ExitCode.Validation;
    }
}
