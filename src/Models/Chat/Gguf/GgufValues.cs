using System.Buffers.Binary;
using System.Globalization;

namespace LongRag.Models.Chat.Gguf;

/// <summary>The values of a GGUF header: single ones are kept, of a list only its type and length.</summary>
internal sealed class GgufValues
{
    public const uint UInt8Type = 0;
    public const uint Int8Type = 1;
    public const uint UInt32Type = 4;
    public const uint Int32Type = 5;
    public const uint Float32Type = 6;
    public const uint TextType = 8;
    private const uint ListType = 9;
    private const int DeepestList = 4;

    private readonly Dictionary<string, object> _values = new(StringComparer.Ordinal);

    // uint8, int8, uint16, int16, uint32, int32, float32, bool, text, list, uint64, int64, float64
    private static readonly int[] Sizes = [1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8];

    public static GgufValues Read(GgufCursor cursor, long count, Func<string, LongRagException> damaged)
    {
        var values = new GgufValues();
        for (var i = 0L; i < count; i++)
        {
            var key = cursor.Key();
            var type = cursor.UInt32();
            if (type >= Sizes.Length) throw damaged($"the type of '{Short(key)}' is {type}, which is none");
            values._values[key] = type switch
            {
                TextType => (object)cursor.Text(),
                ListType => SkipList(cursor, damaged, 1),
                _ => Number(cursor.Bytes(Sizes[type]), type),
            };
        }

        return values;
    }

    public string? Text(string key) => _values.TryGetValue(key, out var value) ? value as string : null;

    /// <summary>A whole number that is not negative; null where there is none.</summary>
    public long? Whole(string key) => _values.TryGetValue(key, out var value) && value is double number && number >= 0 && number < long.MaxValue ? (long)number : null;

    /// <summary>Length of a list; null where there is none.</summary>
    public long? Length(string key) => _values.TryGetValue(key, out var value) && value is List list ? list.Length : null;

    /// <summary>Whether there is any value under this key.</summary>
    public bool Has(string key) => _values.ContainsKey(key);

    /// <summary>Whether there is a list of one of these types, of this length where one is given.</summary>
    public bool IsList(string key, long? length, params ReadOnlySpan<uint> types) => _values.TryGetValue(key, out var value) && value is List list && types.Contains(list.Type) && (length ?? list.Length) == list.Length;

    private static List SkipList(GgufCursor cursor, Func<string, LongRagException> damaged, int depth)
    {
        var type = cursor.UInt32();
        if (type >= Sizes.Length || depth > DeepestList) throw damaged(string.Create(CultureInfo.InvariantCulture, $"it holds a list of type {type}, {depth} deep"));
        var count = cursor.Count("values of a list", type is TextType ? 8 : type is ListType ? 12 : Sizes[type]);
        if (type is TextType)
        {
            for (var i = 0L; i < count; i++) cursor.Skip(cursor.Count("bytes of text", 1));
        }
        else if (type is ListType)
        {
            for (var i = 0L; i < count; i++) SkipList(cursor, damaged, depth + 1);
        }
        else
        {
            cursor.Skip(count * Sizes[type]);
        }

        return new List(type, count);
    }

    private static double Number(ReadOnlySpan<byte> bytes, uint type) => type switch
    {
        0 or 7 => bytes[0],
        1 => (sbyte)bytes[0],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        3 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        4 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        5 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        6 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        10 => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        11 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        _ => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
    };

    private static string Short(string key) => key.Length > 60 ? key[..60] + "…" : key;

    private sealed record List(uint Type, long Length);
}
