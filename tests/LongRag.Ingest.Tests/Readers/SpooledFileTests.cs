using System.IO.Compression;
using System.Text;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Ingest.Tests.Readers;

public sealed class SpooledFileTests
{
    private static readonly byte[] Pdf = Encoding.ASCII.GetBytes("%PDF-1.4\n" + new string('x', 100_000));

    [Fact]
    public async Task A_plain_file_is_sought_where_it_lies()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("a.pdf");
        await File.WriteAllBytesAsync(path, Pdf, TestContext.Current.CancellationToken);
        await using var content = await OpenAsync(path);
        Assert.Equal(path, content.Seekable!.Path);
        Assert.True(content.Input.Content.CanSeek);
        Assert.Equal(Pdf.Length, content.Input.Content.Length);
        Assert.Equal(await FileContent.HashAsync(path, CancellationToken.None), await content.CloseAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Zipped_content_is_spooled_for_its_owner_alone_and_deleted()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("a.pdf.gz");
        await using (var zip = new GZipStream(File.Create(path), CompressionLevel.Fastest)) await zip.WriteAsync(Pdf, TestContext.Current.CancellationToken);
        string spooled;
        await using (var content = await OpenAsync(path))
        {
            spooled = content.Seekable!.Path;
            Assert.NotEqual(path, spooled);
            Assert.Equal("a.pdf", content.Input.Name);
            using var copy = new MemoryStream();
            await content.Input.Content.CopyToAsync(copy, TestContext.Current.CancellationToken);
            Assert.Equal(Pdf, copy.ToArray());
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(spooled));
            Assert.Equal(await FileContent.HashAsync(path, CancellationToken.None), await content.CloseAsync(CancellationToken.None));
        }

        Assert.False(File.Exists(spooled));
    }

    [Fact]
    public async Task Standard_input_is_spooled_too()
    {
        using var input = new MemoryStream(Pdf);
        string spooled;
        await using (var content = await FileContent.OpenAsync(new SourceFile("-", SourceFile.StandardInput, 0), input, CancellationToken.None))
        {
            spooled = content.Seekable!.Path;
            Assert.Equal(Pdf.Length, new FileInfo(spooled).Length);
        }

        Assert.False(File.Exists(spooled));
    }

    [Fact]
    public async Task A_copy_that_is_cancelled_or_fails_is_gone()
    {
        var before = Spooled();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SpooledFile.CopyAsync("a", new MemoryStream(Pdf), cancelled.Token));
        await Assert.ThrowsAsync<InvalidDataException>(() => SpooledFile.CopyAsync("a", new FailingStream(), CancellationToken.None));
        Assert.Empty(Spooled().Except(before));
    }

    [Fact]
    public async Task Only_copies_that_nobody_holds_are_taken_away()
    {
        await using var held = await SpooledFile.CopyAsync("a", new MemoryStream(Pdf), CancellationToken.None);
        using var folder = new TemporaryFolder();
        var abandoned = folder.Write("longrag-spool-1", "left behind");
        var other = folder.Write("letter.txt", "not ours");
        var held2 = folder.PathOf("longrag-spool-2");
        await using var open = new FileStream(held2, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var written = File.GetLastWriteTimeUtc(abandoned);
        SpooledFile.DeleteAbandoned(folder.Path, written.AddSeconds(30));
        Assert.True(File.Exists(abandoned), "too young");
        SpooledFile.DeleteAbandoned(folder.Path, written.AddSeconds(90));
        Assert.False(File.Exists(abandoned));
        Assert.True(File.Exists(other) && File.Exists(held2) && File.Exists(held.File.Path));
    }

    private static string[] Spooled() => Directory.GetFiles(Path.GetTempPath(), "longrag-spool-*");

    private static Task<FileContent> OpenAsync(string path) => FileContent.OpenAsync(new SourceFile(Path.GetFileName(path), path, 0), null, CancellationToken.None);

    private sealed class FailingStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new InvalidDataException("cut");
    }
}
