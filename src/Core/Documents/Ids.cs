using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace LongRag;

/// <summary>Name of a document inside the corpus: 20 lower-case hexadecimal digits, made from its collection and source key, so that the same source keeps its id for ever.</summary>
public readonly record struct DocumentId(string Value)
{
    /// <summary>The id of the document known as <paramref name="source"/> in <paramref name="collection"/>.</summary>
    public static DocumentId From(string collection, string source) => new(StableHash.Of(collection, source));

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Name of a passage: 20 lower-case hexadecimal digits, made from its document, its place in the section tree and its text. It does not depend on when the passage was read.</summary>
public readonly record struct PassageId(string Value)
{
    /// <param name="document">The document that holds the passage.</param>
    /// <param name="sectionPath">Headings from the root to the passage.</param>
    /// <param name="text">The passage's exact text.</param>
    /// <param name="repetition">0 for the first passage with this path and text in the document, 1 for the second, and so on.</param>
    public static PassageId From(DocumentId document, IEnumerable<string> sectionPath, string text, int repetition) =>
        new(StableHash.Of([document.Value, .. sectionPath, text, repetition.ToString(System.Globalization.CultureInfo.InvariantCulture)]));

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>First 80 bits of SHA-256 over length-prefixed parts, so that ("ab","c") and ("a","bc") differ.</summary>
internal static class StableHash
{
    public static string Of(params ReadOnlySpan<string> parts)
    {
        var length = 0;
        foreach (var part in parts) length += sizeof(int) + part.Length * sizeof(char);
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var at = 0;
            foreach (var part in parts)
            {
                // UTF-16 bytes, copied unit by unit: total on every string, also on one with a lone surrogate.
                BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(at), part.Length * sizeof(char));
                at += sizeof(int);
                foreach (var unit in part)
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(buffer.AsSpan(at), unit);
                    at += sizeof(char);
                }
            }

            Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(buffer.AsSpan(0, at), digest);
            return Convert.ToHexStringLower(digest[..10]);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
