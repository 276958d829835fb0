namespace LongRag.Retrievers.Lexical.Blocks;

/// <summary>Numbers in as many bytes as they need: seven bits a byte, the lowest first, the eighth says that another follows.</summary>
internal static unsafe class VarInts
{
    /// <summary>Appends a number that is not negative.</summary>
    public static void Append(List<byte> target, long number)
    {
        for (var rest = (ulong)number; ; rest >>= 7)
        {
            if (rest < 0x80)
            {
                target.Add((byte)rest);
                return;
            }

            target.Add((byte)(rest | 0x80));
        }
    }

    /// <summary>Reads a number and moves behind it.</summary>
    public static long Read(ref byte* at)
    {
        long number = *at++;
        if (number < 0x80) return number;
        number &= 0x7f;
        for (var shift = 7; ; shift += 7)
        {
            long part = *at++;
            number |= (part & 0x7f) << shift;
            if (part < 0x80) return number;
        }
    }
}
