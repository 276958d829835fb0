using System.Runtime.InteropServices;

namespace LongRag.Ingest;

/// <summary>A worker that crashes over a file must not leave its memory, with the file and perhaps a password in it, on disk.</summary>
internal static class CoreDumps
{
    // The same number on Linux and macOS.
    private const int CoreFileSize = 4;

    /// <summary>Switches them off for this process and its children. Where the system refuses, it has said so already by its own limit.</summary>
    public static void Disable()
    {
        if (OperatingSystem.IsWindows()) return;
        var none = default(Limit);
        _ = SetLimit(CoreFileSize, in none);
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Limit(nuint Soft, nuint Hard);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [DllImport("libc", EntryPoint = "setrlimit")]
    private static extern int SetLimit(int resource, in Limit limit);
}
