using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace LongRag.Models.Chat;

/// <summary>Tells models apart that have the same name.</summary>
internal static class Fingerprints
{
    private const int PartBytes = 1024 * 1024;

    /// <summary>Of a model at a server.</summary>
    public static string OfServer(Uri endpoint, string model) => Text(XxHash64.HashToUInt64(Encoding.UTF8.GetBytes($"{endpoint.AbsoluteUri.TrimEnd('/')}\n{model}")));

    /// <summary>Of a file: its name, its length, its first MiB, which a header has most of what it says in, and its last, which tells weights of the same shape apart.</summary>
    public static string OfFile(string name, Stream stream)
    {
        var hash = new XxHash64();
        hash.Append(Encoding.UTF8.GetBytes(name));
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, stream.Length);
        hash.Append(length);
        var part = new byte[(int)Math.Min(stream.Length, PartBytes)];
        foreach (var start in (ReadOnlySpan<long>)[0, stream.Length - part.Length])
        {
            stream.Position = start;
            stream.ReadExactly(part);
            hash.Append(part);
        }

        return Text(hash.GetCurrentHashAsUInt64());
    }

    private static string Text(ulong hash) => hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
}
