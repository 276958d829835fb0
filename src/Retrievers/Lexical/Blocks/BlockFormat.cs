using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace LongRag.Retrievers.Lexical.Blocks;

/// <summary>
/// The parts of a block file: header; body; one checksum for each page of the body. The body holds, field by field, the lists of all terms, the table of terms and the codes of lengths, and at its end the
/// directory of the fields. All numbers are little-endian.
/// </summary>
/// <remarks>
/// A list of fewer than 128 postings is in <see cref="GapCode"/>. A longer one is: its unbeaten (frequency, length) pairs; for each block of 128 an entry of 16 bytes; then the blocks. An entry is the
/// last document (4 bytes), where the block begins in units of 16 bytes with the width of its frequencies in the lowest five bits (4 bytes), and four pairs of a frequency and a length code (8 bytes).
/// A block is its gaps, then its frequencies less one, as <see cref="PackedBlock"/>; what is left of a list is a last block in <see cref="GapCode"/>, and where nothing is left a last entry says where the blocks end.
/// </remarks>
internal static class BlockFormat
{
    /// <summary>Rises with every change of the bytes; a file of another version is not read, and replaced.</summary>
    public const int Version = 2;

    /// <summary>Bytes that one checksum covers. A page is checked when it is first used.</summary>
    public const int PageBytes = 1 << 16;

    /// <summary>Bytes of a block's entry.</summary>
    public const int EntryBytes = 16;

    /// <summary>Terms between two that are written in full.</summary>
    public const int TermsPerGroup = 16;

    /// <summary>Zeros behind the codes of lengths, since vectors read four bytes for one.</summary>
    public const int CodePadding = 4;

    public static int HeaderBytes => Marshal.SizeOf<Header>();

    public static ulong HashOf(ReadOnlySpan<byte> bytes) => XxHash3.HashToUInt64(bytes);

    public static long PagesOf(long bodyBytes) => (bodyBytes + PageBytes - 1) / PageBytes;

    /// <summary>What stands at the beginning of a file.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    public record struct Header
    {
        /// <summary>"LRBLOCKS".</summary>
        public const ulong Signature = 0x534b434f4c42524c;

        public ulong Magic;
        public int FormatVersion;
        public int Documents;
        public ulong Segment;
        public long BodyBytes;
        public long DirectoryAt;
        public int DirectoryBytes;
        public int Reserved;
        public ulong PageHashes;
        public ulong Own;

        /// <summary>The checksum of all fields before it.</summary>
        public readonly ulong HashOfFields()
        {
            var copy = this with { Own = 0 };
            return HashOf(MemoryMarshal.AsBytes(new ReadOnlySpan<Header>(ref copy)));
        }
    }
}

/// <summary>Where the parts of a field stand in the body.</summary>
/// <param name="Name">Name of the field.</param>
/// <param name="ListsAt">Where its first list begins.</param>
/// <param name="ListsBytes">Bytes of all its lists.</param>
/// <param name="GroupsAt">Where the places of the groups of terms begin, 4 bytes each, from <paramref name="TermsAt"/> on.</param>
/// <param name="Groups">Number of groups.</param>
/// <param name="TermsAt">Where the groups begin.</param>
/// <param name="TermsBytes">Bytes of the groups.</param>
/// <param name="CodesAt">Where the codes of the lengths begin, one byte for each document of the segment.</param>
internal sealed record BlockField(string Name, long ListsAt, long ListsBytes, long GroupsAt, int Groups, long TermsAt, int TermsBytes, long CodesAt);
