using System.Buffers;
using System.Globalization;
using System.Text;

namespace LongRag.Models.Encoders.Onnx;

/// <summary>
/// Takes the large weights out of an ONNX model and names the place in the file where they lie instead, so that ONNX Runtime maps them where it would parse and copy them: a session then opens in a tenth of the time.
/// </summary>
/// <remarks>Field numbers are those of <c>onnx.proto3</c> (ModelProto, GraphProto, TensorProto); the wire format is that of Protocol Buffers.</remarks>
internal static class ModelGraph
{
    // Smaller tensors stay: graph optimisation reads them.
    private const int LeastBytes = 64 * 1024;

    private const int ModelGraphField = 7;
    private const int GraphInitializerField = 5;
    private const int TensorRawDataField = 9;
    private const int TensorExternalDataField = 13;
    private const int TensorDataLocationField = 14;
    private const byte External = 1;

    /// <param name="model">The whole model.</param>
    /// <param name="file">Name of the file, without its folder, in which it lies.</param>
    /// <param name="offset">Where in that file it begins, in bytes.</param>
    /// <exception cref="InvalidDataException">It is no sound model.</exception>
    public static byte[] WithWeightsIn(ReadOnlySpan<byte> model, string file, long offset)
    {
        var written = new ArrayBufferWriter<byte>(256 * 1024);
        Rewrite(model, offset, written, ModelGraphField, (graph, at, w) => Rewrite(graph, at, w, GraphInitializerField, (tensor, t, x) => WriteTensor(tensor, t, x, file)));
        return written.WrittenSpan.ToArray();
    }

    private delegate void Rewriting(ReadOnlySpan<byte> message, long offset, ArrayBufferWriter<byte> to);

    /// <summary>Copies a message; each embedded message of the field goes through <paramref name="rewrite"/>.</summary>
    private static void Rewrite(ReadOnlySpan<byte> message, long offset, ArrayBufferWriter<byte> to, int field, Rewriting rewrite)
    {
        for (var at = 0; at < message.Length;)
        {
            var start = at;
            var (number, content) = Next(message, ref at);
            if (number != field)
            {
                to.Write(message[start..at]);
                continue;
            }

            var inner = new ArrayBufferWriter<byte>(1024);
            rewrite(message[content], offset + content.Start.Value, inner);
            WriteMessage(to, field, inner.WrittenSpan);
        }
    }

    private static void WriteTensor(ReadOnlySpan<byte> tensor, long offset, ArrayBufferWriter<byte> to, string file)
    {
        for (var at = 0; at < tensor.Length;)
        {
            var start = at;
            var (number, content) = Next(tensor, ref at);
            var length = content.End.Value - content.Start.Value;
            if (number != TensorRawDataField || length < LeastBytes)
            {
                to.Write(tensor[start..at]);
                continue;
            }

            WriteEntry(to, "location", file);
            WriteEntry(to, "offset", (offset + content.Start.Value).ToString(CultureInfo.InvariantCulture));
            WriteEntry(to, "length", length.ToString(CultureInfo.InvariantCulture));
            WriteNumber(to, TensorDataLocationField << 3);
            WriteNumber(to, External);
        }
    }

    /// <summary>The field at a place and where its content lies; moves behind it.</summary>
    private static (int Number, Range Content) Next(ReadOnlySpan<byte> message, ref int at)
    {
        var tag = ReadNumber(message, ref at);
        var start = at;
        switch (tag & 7)
        {
            case 0: ReadNumber(message, ref at); break;
            case 1: at += 8; break;
            case 5: at += 4; break;
            case 2:
                var length = ReadNumber(message, ref at);
                start = at;
                if (length > (ulong)(message.Length - at)) throw new InvalidDataException("the model ends early");
                at += (int)length;
                break;
            default: throw new InvalidDataException("this is no ONNX model");
        }

        if (at > message.Length) throw new InvalidDataException("the model ends early");
        return ((int)(tag >> 3), start..at);
    }

    private static ulong ReadNumber(ReadOnlySpan<byte> message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (at >= message.Length) throw new InvalidDataException("the model ends early");
            var b = message[at++];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80) return value;
        }

        throw new InvalidDataException("this is no ONNX model");
    }

    private static void WriteEntry(ArrayBufferWriter<byte> to, string key, string value)
    {
        var entry = new ArrayBufferWriter<byte>(64);
        WriteMessage(entry, 1, Encoding.UTF8.GetBytes(key));
        WriteMessage(entry, 2, Encoding.UTF8.GetBytes(value));
        WriteMessage(to, TensorExternalDataField, entry.WrittenSpan);
    }

    private static void WriteMessage(ArrayBufferWriter<byte> to, int field, ReadOnlySpan<byte> content)
    {
        WriteNumber(to, (uint)((field << 3) | 2));
        WriteNumber(to, (uint)content.Length);
        to.Write(content);
    }

    private static void WriteNumber(ArrayBufferWriter<byte> to, uint value)
    {
        Span<byte> bytes = stackalloc byte[5];
        var count = 0;
        for (; value >= 0x80; value >>= 7) bytes[count++] = (byte)(value | 0x80);
        bytes[count++] = (byte)value;
        to.Write(bytes[..count]);
    }
}
