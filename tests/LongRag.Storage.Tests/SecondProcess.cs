using System.Diagnostics;
using System.Globalization;

namespace LongRag.Storage.Tests;

/// <summary>This assembly as another process: what it does there, and how a test starts it.</summary>
internal static class SecondProcess
{
    /// <summary>Starts this assembly with these words; its standard output is the test's to read.</summary>
    public static Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", [typeof(SecondProcess).Assembly.Location, .. arguments]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;

    /// <summary>Saves and deletes at random until it is killed. Says <c>try …</c> before each write and <c>done</c> once the store has returned.</summary>
    public static async Task<int> SaveUntilKilledAsync(int seed, string[] place)
    {
        var random = new Random(seed);
        await using var store = await OpenAsync(place);
        await store.SaveCollectionAsync(new Collection { Name = Collection.DefaultName });
        for (var version = seed * 100_000; ; version++)
        {
            var sources = random.GetItems(KilledStore.Sources, random.Next(1, 12)).Distinct(StringComparer.Ordinal).ToList();
            var deletes = random.Next(4) == 0;
            Say(string.Create(CultureInfo.InvariantCulture, $"try {(deletes ? -1 : version)} {string.Join(' ', sources)}"));
            if (deletes) await store.DeleteAsync(Collection.DefaultName, [.. sources.Select(s => DocumentId.From(Collection.DefaultName, s))]);
            else await store.SaveAsync([.. sources.Select(s => KilledStore.Entry(s, version))]);
            Say("done");
        }
    }

    /// <summary>Takes the writer's lock and keeps it.</summary>
    public static int HoldLock(string folder)
    {
        using var held = DataFolder.At(folder).LockForWriting();
        Say("locked");
        Console.In.ReadLine();
        return 0;
    }

    /// <summary>Does what a search does with a store, and says which libraries that loaded.</summary>
    public static async Task<int> OpenForReadingAsync(string path)
    {
        await using var store = SqliteCorpusStore.OpenForReading(path);
        var ids = new List<PassageId>();
        await foreach (var id in store.ListPassageIdsAsync(Collection.DefaultName)) ids.Add(id);
        Say($"passages {(await store.PassagesAsync(ids)).Count}");
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies()) Say($"loaded {assembly.GetName().Name}");
        return 0;
    }

    private static async Task<ICorpusStore> OpenAsync(string[] place) => place switch
    {
        [var path] => await SqliteCorpusStore.OpenAsync(path),
        [var connection, var schema] => await PostgresCorpusStore.OpenAsync(new PostgresOptions { ConnectionString = connection, Schema = schema }),
        _ => throw new ArgumentException("A path, or a connection string and a schema.", nameof(place)),
    };

    private static void Say(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }
}
