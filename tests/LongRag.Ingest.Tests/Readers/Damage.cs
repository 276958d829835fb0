using Xunit;

namespace LongRag.Ingest.Tests.Readers;

/// <summary>Files damaged by chance, from a seed.</summary>
internal static class Damage
{
    /// <summary>The bytes with one to eight of them changed, or a run of them cut out, doubled or zeroed.</summary>
    public static byte[] Bytes(byte[] whole, int seed)
    {
        var random = new Random(seed);
        var bytes = (byte[])whole.Clone();
        var at = random.Next(bytes.Length);
        var length = random.Next(1, Math.Min(64, bytes.Length - at) + 1);
        switch (random.Next(6))
        {
            case 0: return [.. bytes[..at], .. bytes[(at + length)..]];
            case 1: return [.. bytes[..(at + length)], .. bytes[at..]];
            case 2: bytes.AsSpan(at, length).Clear(); return bytes;
            case 3: return bytes[..at];
            default:
                for (var i = random.Next(1, 9); i > 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                return bytes;
        }
    }

    /// <summary>Asserts that reading ends, well or with an error that the seam allows.</summary>
    public static void Holds(int seed, Action read)
    {
        try
        {
            read();
        }
        catch (Exception e) when (e is LongRagException or IOException)
        {
            Assert.NotEmpty(e.Message);
        }
        catch (Exception e)
        {
            Assert.Fail($"seed {seed}: {e}");
        }
    }
}
