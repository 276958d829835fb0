namespace LongRag.Storage;

/// <summary>Tells a file that another handle holds (<see cref="FileShare.None"/>) from one that cannot be opened.</summary>
internal static class FileLocks
{
    private const int SharingViolation = unchecked((int)0x80070020);
    private const int LinuxWouldBlock = 11;
    private const int MacWouldBlock = 35;

    public static bool IsHeldByOther(IOException failure) =>
        failure.HResult == SharingViolation || failure.HResult == (OperatingSystem.IsMacOS() ? MacWouldBlock : LinuxWouldBlock);
}
