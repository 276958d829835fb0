namespace LongRag.Storage;

/// <summary>What must hold of a job before it is queued.</summary>
internal static class NewJobCheck
{
    private const int LongestKind = 64;

    // An index refuses long keys.
    private const int LongestName = 255;

    public static void Check(NewJob job)
    {
        Collection.CheckName(job.Collection);
        CheckLength(job.Kind, LongestKind, "The kind of a job");
        CheckLength(job.Client, LongestName, "The client of a job");
        if (job.IdempotencyKey is { } key) CheckLength(key, LongestName, "An idempotency key");
        if (job.RequestHash is { } hash) CheckLength(hash, LongestName, "The hash of a request");
        if (job.MostAttempts < 1) throw new ArgumentOutOfRangeException(nameof(job), job.MostAttempts, "A job is tried at least once.");
    }

    private static void CheckLength(string text, int most, string what)
    {
        if (text.Length == 0 || text.Length > most) throw new LongRagException(StorageCodes.BadArgument, $"{what} has {text.Length} characters; it must have 1 to {most}.");
        EntryCheck.CheckText(text, what);
    }
}
