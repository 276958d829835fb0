using System.Buffers.Binary;
using System.Text;

namespace LongRag.Ingest;

/// <summary>Looks into an OLE compound file (MS-CFB) for the one thing that matters here: whether it is an encrypted Office document, whose stream is named <c>EncryptedPackage</c> (MS-OFFCRYPTO 2.3.4).</summary>
internal static class OleContainer
{
    private const int HeaderBytes = 512;
    private const int TableEntriesInHeader = 109;
    private const int TableAt = 76;

    // Encrypted documents have about ten directory entries, four a sector.
    private const int MostDirectorySectors = 64;

    private static readonly byte[] EncryptedPackage = Encoding.Unicode.GetBytes("EncryptedPackage");

    /// <summary>True where the directory names an encrypted package.</summary>
    /// <param name="file">All of it, seekable; null where only its head is at hand.</param>
    /// <param name="head">Its first bytes.</param>
    public static bool IsEncryptedOffice(Stream? file, ReadOnlySpan<byte> head) => head.IndexOf(EncryptedPackage) >= 0 || file is not null && head.Length >= HeaderBytes && DirectoryNamesIt(file, head[..HeaderBytes]);

    private static bool DirectoryNamesIt(Stream file, ReadOnlySpan<byte> header)
    {
        var shift = BinaryPrimitives.ReadUInt16LittleEndian(header[30..]);
        if (shift is not (9 or 12)) return false;
        var sector = new byte[1 << shift];
        long at = BinaryPrimitives.ReadUInt32LittleEndian(header[48..]);
        for (var i = 0; i < MostDirectorySectors && Read(file, at, sector); i++)
        {
            if (sector.AsSpan().IndexOf(EncryptedPackage) >= 0) return true;

            // The chain goes on where the allocation table says; its first sectors are listed in the header.
            var perSector = sector.Length / sizeof(uint);
            if (at / perSector >= TableEntriesInHeader) return false;
            var table = BinaryPrimitives.ReadUInt32LittleEndian(header[(TableAt + (int)(at / perSector) * sizeof(uint))..]);
            if (!Read(file, table, sector)) return false;
            at = BinaryPrimitives.ReadUInt32LittleEndian(sector.AsSpan((int)(at % perSector) * sizeof(uint)));
        }

        return false;
    }

    private static bool Read(Stream file, long number, byte[] sector)
    {
        var at = (number + 1) * sector.Length;
        if (at >= file.Length) return false;
        file.Position = at;
        return file.ReadAtLeast(sector, sector.Length, throwOnEndOfStream: false) == sector.Length;
    }
}
