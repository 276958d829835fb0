using System.Diagnostics;

namespace LongRag.Ingest;

/// <summary>What a worker is started with: little of this process's environment, where keys and passwords of other services lie, and bounds on memory.</summary>
internal static class WorkerEnvironment
{
    private static readonly string[] Passed =
    [
        "PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR", "TMP", "TEMP", "TESSDATA_PREFIX", "LD_LIBRARY_PATH",
        "SystemRoot", "SystemDrive", "ComSpec", "PATHEXT", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "ProgramFiles", "ProgramData",
    ];

    public static ProcessStartInfo StartOf(WorkerOptions options)
    {
        var start = new ProcessStartInfo(options.Command.FileName, options.Command.Arguments)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var own = start.Environment.ToArray();
        start.Environment.Clear();
        foreach (var (name, value) in own)
            if (name.StartsWith("DOTNET_", StringComparison.Ordinal) || Passed.Contains(name, StringComparer.OrdinalIgnoreCase)) start.Environment[name] = value;
        // The runtime takes hexadecimal. A quarter is left for code, stacks and what a library takes aside of the heap.
        start.Environment["DOTNET_GCHeapHardLimit"] = (options.MemoryLimit / 4 * 3).ToString("x", System.Globalization.CultureInfo.InvariantCulture);
        start.Environment["DOTNET_gcConcurrent"] = "0";
        // A crash over a file is expected: no dump of it, and no door for debuggers, which also costs time at the start.
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return start;
    }
}
