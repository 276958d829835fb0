using Xunit;

namespace LongRag.Ingest.Tests.Readers;

/// <summary>Reads bytes with a reader of its own choice, whatever they are.</summary>
internal static class OfficeReading
{
    /// <summary>Reads to the end and checks what was read.</summary>
    public static IReadOnlyList<ReadItem> All(IDocumentReader reader, byte[] bytes, ReadOptions? options = null)
    {
        var items = reader.ReadAsync(new ReaderInput("damaged", reader.MediaTypes.First(), new MemoryStream(bytes, writable: false)), options ?? new ReadOptions()).ToBlockingEnumerable().ToList();
        foreach (var item in items.OfType<ReadItem.Parsed>()) Invariants.Hold(item.Document);
        return items;
    }

    /// <summary>Asserts that reading files with their bytes damaged ends well or with a named error.</summary>
    public static Task HoldsWhenDamagedAsync(IDocumentReader reader, IEnumerable<string> files, int seeds) => HoldsAsync(reader, files, seeds, Damage.Bytes);

    /// <summary>The same where the archive is whole and the markup of a part is damaged.</summary>
    public static Task HoldsWhenMarkupIsDamagedAsync(IDocumentReader reader, IEnumerable<string> files, int seeds) =>
        HoldsAsync(reader, files.Where(file => !file.Contains("password", StringComparison.Ordinal) && !file.Contains("truncated", StringComparison.Ordinal)), seeds, OfficeFiles.DamageMarkup);

    private static async Task HoldsAsync(IDocumentReader reader, IEnumerable<string> files, int seeds, Func<byte[], int, byte[]> damage)
    {
        foreach (var file in files)
        {
            var whole = await File.ReadAllBytesAsync(TestKit.Requires.Shared("data", "files", file), TestContext.Current.CancellationToken);
            for (var seed = 0; seed < seeds; seed++)
            {
                var bytes = damage(whole, seed);
                Damage.Holds(seed, () => All(reader, bytes));
            }
        }
    }
}
