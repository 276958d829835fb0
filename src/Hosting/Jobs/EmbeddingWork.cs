using LongRag.Ingest;

namespace LongRag.Hosting;

/// <summary>The last step of a job: brings the vectors of its collection up with the store, together with whoever else does.</summary>
/// <param name="writer">Holds the index.</param>
/// <param name="builder">Brings it up.</param>
/// <param name="expected">Passages of the collection when the step began.</param>
internal sealed class EmbeddingWork(CollectionWriter writer, IndexBuilder builder, long expected)
{
    // The collection's other passages are no work of this step.
    private readonly long _before = writer.PassagesWithVectors;

    /// <summary>How many of the passages that had no vector when the step began have one now; null where all had.</summary>
    public JobProgress? Progress
    {
        get
        {
            var last = writer.Vectors.Last;
            var total = Math.Max(last?.Total ?? 0, expected) - _before;
            return total <= 0 ? null : new JobProgress(Math.Clamp(Math.Max(last?.Done ?? 0, writer.PassagesWithVectors) - _before, 0, total), total, "passages");
        }
    }

    /// <summary>Seconds until all have one, at the encoder's pace; null where that is not known.</summary>
    public double? SecondsLeft => writer.Vectors.Last is { PassagesPerSecond: > 0 and var pace } && Progress is { } at ? Math.Round((at.Total - at.Done) / pace, 1) : null;

    /// <summary>Returns when the index holds all that is stored now.</summary>
    /// <returns>Why it does not, where the encoder or the index failed; null otherwise.</returns>
    public async Task<LongRagException?> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await builder.StartAsync(cancellationToken);
            return null;
        }
        catch (LongRagException failure)
        {
            if (CollectionWriter.Spoils(failure)) writer.IsSpoiled = true;
            return failure;
        }
    }
}
