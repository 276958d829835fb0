using System.Globalization;

namespace LongRag.Models.Chat.Gguf;

/// <summary>How much memory a model may take.</summary>
internal static class SystemMemory
{
    private const string MemoryInformation = "/proc/meminfo";

    /// <summary>Bytes that this process can still get without others being pushed out, as far as the system tells.</summary>
    public static long Available()
    {
        var allowed = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (!File.Exists(MemoryInformation)) return allowed;
        foreach (var line in File.ReadLines(MemoryInformation))
        {
            if (!line.StartsWith("MemAvailable:", StringComparison.Ordinal)) continue;
            var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length > 1 && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var kilobytes)) return Math.Min(allowed, kilobytes * 1024);
        }

        return allowed;
    }
}
