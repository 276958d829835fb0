using System.Globalization;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Ingest.Tests.Workers;

public sealed class DocumentFilesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Files_of_many_pages_come_in_order_however_few_workers_there_are(int workers)
    {
        using var folder = new TemporaryFolder();
        var files = new List<SourceFile>();
        for (var i = 1; i <= 6; i++)
        {
            var pdf = new PdfFixture();
            for (var page = 1; page <= 40; page++) pdf.Page(PdfFixture.At(50, 700, $"File {i}, a sentence of page {page}."));
            var path = folder.PathOf(i.ToString(CultureInfo.InvariantCulture) + ".pdf");
            await File.WriteAllBytesAsync(path, pdf.ToBytes(), TestContext.Current.CancellationToken);
            files.Add(new SourceFile(Path.GetFileName(path), path, new FileInfo(path).Length));
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        await using var reading = new DocumentFiles(new ReadOptions(), RealWorkers.Options with { Count = workers });
        for (var round = 0; round < 3; round++)
        {
            var names = new List<string>();
            await foreach (var file in reading.ReadAsync(files, null, limit.Token))
            {
                await foreach (var item in file.ItemsAsync(limit.Token))
                {
                    if (item is not ReadItem.Parsed parsed) continue;
                    Assert.Equal(40, parsed.Document.PageStarts.Count);
                    names.Add(parsed.Document.Text[..6]);
                }
            }

            Assert.Equal(["File 1", "File 2", "File 3", "File 4", "File 5", "File 6"], names);
        }
    }
}
