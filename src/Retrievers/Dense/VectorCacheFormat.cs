using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using LongRag.Models.Encoders;
using LongRag.Retrievers.Dense.Scan;

namespace LongRag.Retrievers.Dense;

/// <summary>
/// Layout of the two files of a cache. <c>FINGERPRINT.vec</c>: a header of 64 bytes and rows of 4-byte floats as <see cref="VectorRows"/> has them, so that a row's place follows from its number.
/// <c>FINGERPRINT.keys</c>: for each row the key, the row's checksum and the record's own. The row is written before its key.
/// </summary>
internal static class VectorCacheFormat
{
    public const int Version = 1;
    public const int HeaderBytes = 64;

    private const ulong Magic = 0x3130_4345_5652_4c00; // \0LRVEC01

    [StructLayout(LayoutKind.Sequential, Pack = 1, Size = 24)]
    public struct KeyRecord
    {
        public UInt128 Key;
        public uint Row;
        public uint Own;

        public readonly bool IsSound => Own == Checksum(Key, Row);

        public static KeyRecord Of(UInt128 key, uint row) => new() { Key = key, Row = row, Own = Checksum(key, row) };

        // Not zero for a record of zeros, which is what a power failure leaves.
        private static uint Checksum(UInt128 key, uint row)
        {
            ReadOnlySpan<ulong> parts = [(ulong)key, (ulong)(key >> 64), row];
            return ~XxHash32.HashToUInt32(MemoryMarshal.AsBytes(parts));
        }
    }

    public static string RowsFile(string folder, EncoderProfile encoder) => Path.Combine(folder, $"{encoder.Fingerprint}.vec");

    public static string KeysFile(string folder, EncoderProfile encoder) => Path.Combine(folder, $"{encoder.Fingerprint}.keys");

    /// <summary>Bytes from one row to the next: as a scan wants them.</summary>
    public static int RowBytes(EncoderProfile encoder) => VectorRows.BytesOf(VectorPrecision.Float32, encoder.Dimensions);

    public static uint Checksum(ReadOnlySpan<float> row) => ~XxHash32.HashToUInt32(MemoryMarshal.AsBytes(row));

    public static byte[] Header(EncoderProfile encoder, Guid id)
    {
        var header = new byte[HeaderBytes];
        MemoryMarshal.Write(header, Magic);
        MemoryMarshal.Write(header.AsSpan(8), Version);
        MemoryMarshal.Write(header.AsSpan(12), encoder.Dimensions);
        Encoding.ASCII.GetBytes(encoder.Fingerprint).AsSpan().CopyTo(header.AsSpan(16, 32));
        id.TryWriteBytes(header.AsSpan(48));
        return header;
    }

    /// <summary>The id in a header that was made for this encoder; null for any other.</summary>
    public static string? IdIn(ReadOnlySpan<byte> header, EncoderProfile encoder)
    {
        if (header.Length < HeaderBytes) return null;
        var id = new Guid(header[48..HeaderBytes]);
        return header[..HeaderBytes].SequenceEqual(Header(encoder, id)) ? id.ToString("N") : null;
    }

    /// <summary>The id in the header of a file of rows; null where there is none for this encoder.</summary>
    public static string? IdOf(string rowsFile, EncoderProfile encoder)
    {
        try
        {
            using var file = File.OpenHandle(rowsFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var header = new byte[HeaderBytes];
            return RandomAccess.Read(file, header, 0) == HeaderBytes ? IdIn(header, encoder) : null;
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
