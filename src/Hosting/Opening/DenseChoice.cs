using System.Globalization;
using LongRag.Models.Encoders;
using LongRag.Retrievers.Dense;

namespace LongRag.Hosting;

/// <summary>Chooses the dense index that answers: the configured encoder's, or, while that one is being built or is not there yet, an older one whose encoder can still be opened.</summary>
internal sealed class DenseChoice(Workspace workspace)
{
    // So few are embedded before the search, rather than missed.
    private const int FewPassages = 64;

    /// <summary>The side that answers; null where none can, which is told.</summary>
    public async Task<DenseSide?> SideAsync(Collection collection, RetrieverChoice choice, CancellationToken cancellationToken)
    {
        var configured = Configured(choice);
        var passages = (await workspace.Store.MeasureAsync(collection.Name, cancellationToken)).Passages;
        var index = configured is null ? null : Statistics(configured, collection.Name);
        if (configured is not null && passages - (index?.Passages ?? 0) is > 0 and <= FewPassages && IsUsual(choice)) index = await CatchUpAsync(configured, collection, cancellationToken) ?? index;
        if (index is not null && index.Share(passages) >= 1) return configured;
        if (Older(configured, choice, collection.Name) is var (older, has) && older is not null && has.Passages > (index?.Passages ?? 0))
        {
            workspace.Context.Tell("index_incomplete", $"the index of the encoder '{choice.Encoder}' is not complete; the one of '{older.Schema.Encoder.Name}' answers meanwhile (longrag index build completes it).");
            return older;
        }

        if (configured is null) return null;
        if (DenseFolders.WasMadeBefore(configured.RootOf(collection.Name), configured.Schema)) workspace.Context.Tell("encoder_changed", $"{Changed(choice.Encoder)} (longrag index build makes the vectors anew).");
        if (passages > 0)
        {
            var share = index?.Share(passages) ?? 0;
            workspace.Context.Tell("index_incomplete", string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(100 * share)} % of the passages have vectors{Pace(configured, collection.Name)}; the others are found by their words alone."));
        }

        return index is { Passages: > 0 } ? configured : null;
    }

    /// <summary>What is said of an encoder that is no longer what it was when it made an index.</summary>
    public static string Changed(string encoder) => $"the files or settings of the encoder '{encoder}' changed since its index was made";

    private DenseSide? Configured(RetrieverChoice choice)
    {
        try
        {
            return workspace.Dense(choice.Encoder, EncoderUse.OneQuestion);
        }
        catch (LongRagException failure) when (choice.IsLexical && failure.Code is not "bad_config")
        {
            workspace.Tell(OpenRetriever.ByWordsAlone(failure));
            return null;
        }
    }

    private DenseIndexStatistics? Statistics(DenseSide side, string collection)
    {
        try
        {
            return side.Statistics(collection);
        }
        catch (LongRagException failure)
        {
            workspace.Context.Tell(failure.Code, failure.Message);
            return null;
        }
    }

    private bool IsUsual(RetrieverChoice choice) => string.Equals(choice.Encoder, workspace.Context.Settings.Retrieval.Encoder, StringComparison.Ordinal);

    private async Task<DenseIndexStatistics?> CatchUpAsync(DenseSide side, Collection collection, CancellationToken cancellationToken)
    {
        try
        {
            if (workspace.IsWriter) await workspace.CatchUpDenseAsync(collection, progress: null, cancellationToken);
            else
            {
                await using var writer = await Workspace.OpenToWriteAsync(workspace.Context, cancellationToken);
                await writer.CatchUpDenseAsync(await writer.CollectionAsync(collection.Name, cancellationToken), progress: null, cancellationToken);
            }

            return side.Statistics(collection.Name);
        }
        catch (LongRagException)
        {
            // Another process writes, or the encoder is away: what is there answers.
            return null;
        }
    }

    private (DenseSide? Side, DenseIndexStatistics Index) Older(DenseSide? configured, RetrieverChoice choice, string collection)
    {
        if (configured is null) return (null, null!);
        foreach (var index in DenseFolders.Others(configured.RootOf(collection), configured.Schema))
        {
            if (index.Passages == 0 || !IsUsual(choice)) continue;
            try
            {
                if (workspace.DenseOf(index.Schema) is { } side) return (side, index);
            }
            catch (LongRagException)
            {
                // Its encoder is not there any more.
            }
        }

        return (null, null!);
    }

    private static string Pace(DenseSide side, string collection) => DenseFolders.Progress(side.RootOf(collection), side.Schema) is { TimeLeft: { } left } progress
        ? string.Create(CultureInfo.InvariantCulture, $" ({progress.PassagesPerSecond:0} a second, {Amount.TimeLeft(left)} left)")
        : "";
}
