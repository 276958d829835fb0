using LongRag.Storage;

namespace LongRag.Hosting;

/// <summary>Opens the jobs and the keys where the configuration keeps the corpus: in the data folder, or in its PostgreSQL schema. Neither needs the right to write in the data folder.</summary>
internal static class ServiceStores
{
    /// <summary>Whether there can be jobs or keys: what only reads need not create their place.</summary>
    public static bool MayHold(Settings settings, string dataPath) => Workspace.IsPostgres(settings) || File.Exists(DataFolder.At(dataPath).Service);

    /// <summary>Opens the queue of jobs; creates it where there is none.</summary>
    public static async Task<IJobStore> OpenJobsAsync(Settings settings, string dataPath, CancellationToken cancellationToken, TimeProvider? time = null, int mostQueued = JobStore.DefaultMostQueued) => Workspace.IsPostgres(settings)
        ? await JobStore.OpenAsync(Workspace.PostgresOptionsOf(settings), time, mostQueued, cancellationToken)
        : await JobStore.OpenAsync(DataFolder.At(dataPath).Service, time, mostQueued, cancellationToken);

    /// <summary>Opens the keys; creates their place where there is none.</summary>
    public static async Task<IKeyStore> OpenKeysAsync(Settings settings, string dataPath, CancellationToken cancellationToken, TimeProvider? time = null) => Workspace.IsPostgres(settings)
        ? await KeyStore.OpenAsync(Workspace.PostgresOptionsOf(settings), time, cancellationToken)
        : await KeyStore.OpenAsync(DataFolder.At(dataPath).Service, time, cancellationToken);
}
