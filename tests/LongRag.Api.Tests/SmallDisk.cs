using System.Diagnostics;
using System.Globalization;
using LongRag.TestKit;

namespace LongRag.Api.Tests;

/// <summary>A disk of a few mebibytes in memory, which a test can fill and empty. Mounting needs rights that not every machine gives: without them the test is skipped.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _filler;

    private SmallDisk() => _filler = _folder.PathOf("filler");

    /// <summary>The folder for data.</summary>
    public string Data => _folder.PathOf("data");

    public static SmallDisk Mount(int mebibytes)
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("A small disk is made as Linux makes it.");
        Requires.Program("mount");
        var disk = new SmallDisk();
        var (exit, said) = Run("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={mebibytes}m"), "tmpfs", disk._folder.Path);
        if (exit != 0)
        {
            disk._folder.Dispose();
            Assert.Skip($"Needs the right to mount a disk: {said}");
        }

        Directory.CreateDirectory(disk.Data);
        return disk;
    }

    /// <summary>Takes all the room but so many bytes.</summary>
    public void FillTo(long free)
    {
        using var file = new FileStream(_filler, FileMode.Create);
        file.SetLength(0);
        var block = new byte[4096];
        for (var take = new DriveInfo(_folder.Path).AvailableFreeSpace - free; take > 0; take -= block.Length) file.Write(block);
    }

    /// <summary>Makes room again.</summary>
    public void Empty() => File.Delete(_filler);

    public void Dispose()
    {
        // Lazily: what still has a file open there does not keep the folder.
        Run("umount", "-l", _folder.Path);
        _folder.Dispose();
    }

    private static (int Exit, string Said) Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, said.Trim());
    }
}
