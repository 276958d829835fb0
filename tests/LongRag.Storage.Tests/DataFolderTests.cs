using LongRag.TestKit;
using Xunit;

namespace LongRag.Storage.Tests;

public sealed class DataFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Everything_has_its_place()
    {
        var data = DataFolder.At(_folder.Path);
        Assert.Equal(
            [_folder.PathOf("corpus.db"), _folder.PathOf("service.db"), _folder.PathOf("longrag.json"), _folder.PathOf("indexes"), _folder.PathOf("indexes", "default", "lexical")],
            [data.Database, data.Service, data.Configuration, data.Indexes, data.Index("default", "lexical")]);
        Assert.Equal("bad_collection_name", Assert.Throws<LongRagException>(() => data.Index("../..", "lexical")).Code);
        Assert.Equal(Path.Combine(Directory.GetCurrentDirectory(), "x"), DataFolder.At("x").Path);
    }

    [Fact]
    public void The_second_writer_is_told_who_the_first_is()
    {
        var data = DataFolder.At(_folder.PathOf("new", "folder"));
        using (data.LockForWriting())
        {
            var failure = Assert.Throws<LongRagException>(data.LockForWriting);
            Assert.Equal(("locked", $"Another process (pid {Environment.ProcessId}) writes in '{data.Path}': wait for it, or end it."), (failure.Code, failure.Message));
        }

        data.LockForWriting().Dispose();
    }

    [Fact]
    public async Task The_lock_dies_with_its_process()
    {
        var data = DataFolder.At(_folder.Path);
        using var process = SecondProcess.Start("hold-lock", data.Path);
        Assert.Equal("locked", await process.StandardOutput.ReadLineAsync());
        var failure = Assert.Throws<LongRagException>(data.LockForWriting);
        Assert.Contains($"(pid {process.Id})", failure.Message, StringComparison.Ordinal);
        process.Kill();
        await process.WaitForExitAsync();
        data.LockForWriting().Dispose();
    }

    [Fact]
    public async Task Readers_need_no_lock()
    {
        var data = DataFolder.At(_folder.Path);
        using var held = data.LockForWriting();
        await using var writer = await SqliteCorpusStore.OpenAsync(data.Database);
        await writer.SaveCollectionAsync(new Collection { Name = "default" });
        await using var reader = SqliteCorpusStore.OpenForReading(data.Database);
        Assert.Single(await reader.ListCollectionsAsync());
    }

    [Fact]
    public void A_place_that_cannot_be_a_folder_is_unreachable() =>
        Assert.Equal("store_unreachable", Assert.Throws<LongRagException>(DataFolder.At(Path.Combine(_folder.Write("file", ""), "data")).LockForWriting).Code);
}
