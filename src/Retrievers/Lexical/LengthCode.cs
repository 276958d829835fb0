namespace LongRag.Retrievers.Lexical;

/// <summary>How a length is kept in one byte. Both codes are monotonic, so a longer field never counts as shorter.</summary>
internal abstract class LengthCode
{
    /// <summary>Current Lucene's (<see cref="SmallLength"/>): any length, an eighth lost at most.</summary>
    public static LengthCode Lucene { get; } = new Rounded();

    /// <summary>Exact up to 255, everything longer counted as 255: for windows, whose lengths differ by little.</summary>
    public static LengthCode Exact { get; } = new Short();

    /// <summary>The code of a length that is not negative.</summary>
    public abstract byte Encode(int length);

    /// <summary>The length a code stands for.</summary>
    public abstract int LengthOf(byte code);

    private sealed class Rounded : LengthCode
    {
        public override byte Encode(int length) => SmallLength.Encode(length);

        public override int LengthOf(byte code) => SmallLength.LengthOf(code);
    }

    private sealed class Short : LengthCode
    {
        public override byte Encode(int length) => (byte)Math.Min(length, byte.MaxValue);

        public override int LengthOf(byte code) => code;
    }
}
