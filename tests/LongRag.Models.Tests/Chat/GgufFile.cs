using System.Text;

namespace LongRag.Models.Tests.Chat;

/// <summary>Writes GGUF files, good and bad.</summary>
internal sealed class GgufFile
{
    private readonly MemoryStream _values = new();
    private readonly MemoryStream _tensors = new();
    private ulong _valueCount;
    private ulong _tensorCount;

    public static GgufFile Of(string architecture) => new GgufFile().Text("general.architecture", architecture).Texts("tokenizer.ggml.tokens", ["a", "b", "c"]);

    public GgufFile Text(string key, string text) => Value(key, 8, writer => Write(writer, text));

    public GgufFile Number(string key, uint number) => Value(key, 4, writer => writer.Write(number));

    public GgufFile Texts(string key, IReadOnlyList<string> texts) => Value(key, 9, writer =>
    {
        writer.Write(8u);
        writer.Write((ulong)texts.Count);
        foreach (var text in texts) Write(writer, text);
    });

    /// <summary>A list of numbers, each of so many zero bytes.</summary>
    public GgufFile Zeros(string key, uint type, int count, int size) => Value(key, 9, writer =>
    {
        writer.Write(type);
        writer.Write((ulong)count);
        writer.Write(new byte[count * size]);
    });

    public GgufFile Value(string key, uint type, Action<BinaryWriter> write)
    {
        using var writer = new BinaryWriter(_values, Encoding.UTF8, leaveOpen: true);
        Write(writer, key);
        writer.Write(type);
        write(writer);
        _valueCount++;
        return this;
    }

    public GgufFile Tensor(string name, uint type, ulong offset, params ulong[] sizes)
    {
        using var writer = new BinaryWriter(_tensors, Encoding.UTF8, leaveOpen: true);
        Write(writer, name);
        writer.Write((uint)sizes.Length);
        foreach (var size in sizes) writer.Write(size);
        writer.Write(type);
        writer.Write(offset);
        _tensorCount++;
        return this;
    }

    public byte[] Bytes(uint version = 3, ulong? tensors = null, ulong? values = null)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("GGUF"u8);
        writer.Write(version);
        writer.Write(tensors ?? _tensorCount);
        writer.Write(values ?? _valueCount);
        writer.Write(_values.ToArray());
        writer.Write(_tensors.ToArray());
        writer.Flush();
        return stream.ToArray();
    }

    private static void Write(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }
}
