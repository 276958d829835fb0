namespace LongRag.Hosting;

/// <summary>Tells a full disk, or a quota that is used up, from other failures of files.</summary>
internal static class DiskFull
{
    private const int NoSpaceUnix = 28;
    private const int QuotaUnix = 122;
    private const int NoSpaceWindows = unchecked((int)0x80070070);

    public static bool Is(IOException failure) => failure.HResult is NoSpaceUnix or QuotaUnix or NoSpaceWindows;

    public static LongRagException Named(IOException failure) => new(Storage.StorageCodes.DiskFull, "There is no space left; nothing of what came was kept.", failure);
}
