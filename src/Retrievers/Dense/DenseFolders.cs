namespace LongRag.Retrievers.Dense;

/// <summary>A dense index as last committed.</summary>
/// <param name="Schema">What stands in it. Its encoder may be another than the configured one: by the fingerprint it can be told.</param>
/// <param name="Position">Position in the corpus's history.</param>
/// <param name="Documents">Documents in it.</param>
/// <param name="Rows">Rows, deleted ones included.</param>
/// <param name="Passages">Passages that can be found.</param>
/// <param name="Spread">Standard deviation of the cosine between passages taken at random; 0 where there are too few.</param>
/// <param name="Folder">Where it lies.</param>
public sealed record DenseIndexStatistics(DenseSchema Schema, long Position, long Documents, long Rows, long Passages, double Spread, string Folder)
{
    /// <summary>What part of so many passages can be found, from 0 to 1; 1 where there are none.</summary>
    public double Share(long passages) => passages == 0 ? 1 : Math.Min(1, Passages / (double)passages);

    /// <summary>Size of its files now, without the cache. Looks at the folder at each call, which a search has no need of.</summary>
    public long Bytes => new DirectoryInfo(Folder).EnumerateFiles().Sum(file => file.Exists ? file.Length : 0);

    internal static DenseIndexStatistics Of(DenseManifest manifest, string folder) =>
        new(manifest.Schema, manifest.Position, manifest.Documents - manifest.Deleted, manifest.Rows, manifest.LiveRows, manifest.Spread, folder);

    internal string Words => $"encoder '{Schema.Encoder.Name}' ({Schema.Encoder.Fingerprint[..8]}), rendering {Schema.Rendering}, precision {Schema.Precision}";
}

/// <summary>The dense indexes of one collection: one for each schema that was ever used and not deleted since.</summary>
public static class DenseFolders
{
    // A writer says how far it is every second or so; a group of an encoder that was underestimated takes longer.
    private static readonly TimeSpan OldestProgress = TimeSpan.FromMinutes(1);

    /// <summary>The index of that schema, read beside a writer; null where there is none.</summary>
    /// <exception cref="LongRagException"><c>index_damaged</c>, <c>index_outdated</c>.</exception>
    public static DenseIndexStatistics? Find(string root, DenseSchema schema) => Read(Path.Combine(root, schema.FolderName));

    /// <summary>The indexes of other schemas, the largest first. They answer as long as they are there and their encoder is.</summary>
    public static IReadOnlyList<DenseIndexStatistics> Others(string root, DenseSchema schema)
    {
        if (!Directory.Exists(root)) return [];
        var found = new List<DenseIndexStatistics>();
        foreach (var folder in Directory.EnumerateDirectories(root).Where(f => !string.Equals(Path.GetFileName(f), schema.FolderName, StringComparison.Ordinal)))
        {
            try
            {
                if (Read(folder) is { } index) found.Add(index);
            }
            catch (LongRagException)
            {
                // Damaged or outdated: it answers nothing.
            }
        }

        return [.. found.OrderByDescending(index => index.Passages).ThenBy(index => index.Folder, StringComparer.Ordinal)];
    }

    /// <summary>Whether the encoder, by its name, made one of these indexes when its files or settings were others: that index cannot answer any more.</summary>
    public static bool WasMadeBefore(string root, DenseSchema schema) => Others(root, schema).Any(other =>
        string.Equals(other.Schema.Encoder.Name, schema.Encoder.Name, StringComparison.Ordinal) && !string.Equals(other.Schema.Encoder.Fingerprint, schema.Encoder.Fingerprint, StringComparison.Ordinal));

    /// <summary>Deletes the indexes of other schemas; to be called once the one of <paramref name="schema"/> has caught up. The cache keeps their vectors.</summary>
    public static void DeleteOthers(string root, DenseSchema schema)
    {
        if (!Directory.Exists(root)) return;
        foreach (var folder in Directory.EnumerateDirectories(root).Where(f => !string.Equals(Path.GetFileName(f), schema.FolderName, StringComparison.Ordinal)).ToList()) Directory.Delete(folder, recursive: true);
    }

    /// <summary>How far the process is that embeds for this index now; null where none does.</summary>
    public static EmbeddingProgress? Progress(string root, DenseSchema schema, TimeProvider? time = null) => ProgressFile.Read(Path.Combine(root, schema.FolderName), OldestProgress, time ?? TimeProvider.System);

    private static DenseIndexStatistics? Read(string folder) => DenseManifest.Read(folder) is { } manifest ? DenseIndexStatistics.Of(manifest, folder) : null;
}
